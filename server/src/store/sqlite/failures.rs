use rusqlite::params;

use super::Sqlite;
use crate::engine::Subject;
use crate::store::{Failures, StoreError};

impl Failures for Sqlite<'_> {
    fn charge_failure(
        &self,
        subject: &Subject,
        budget: u32,
        since: i64,
        now: i64,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO failures (project, subject, count, last_at) VALUES (?1, ?2, 1, ?5) \
                   ON CONFLICT (project, subject) DO UPDATE \
                   SET count = CASE WHEN last_at <= ?4 THEN 1 ELSE count + 1 END, last_at = excluded.last_at \
                   WHERE count < ?3 OR last_at <= ?4";
        Ok(self.execute(sql, params![self.project, subject.key(), budget, since, now])? == 1)
    }

    fn failures(&self, subject: &Subject, since: i64) -> Result<u32, StoreError> {
        let sql = "SELECT count FROM failures WHERE project = ?1 AND subject = ?2 AND last_at > ?3";
        let count = self.one(sql, params![self.project, subject.key(), since], |row| Ok(row.get(0)?))?;
        Ok(count.unwrap_or(0))
    }

    fn forget_failures(&self, subject: &Subject) -> Result<(), StoreError> {
        let sql = "DELETE FROM failures WHERE project = ?1 AND subject = ?2";
        self.execute(sql, params![self.project, subject.key()]).map(drop)
    }
}
