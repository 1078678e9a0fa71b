use rusqlite::params;

use super::Sqlite;
use crate::store::{Sends, StoreError};

impl Sends for Sqlite<'_> {
    fn charge_send(&self, recipient: &str, limit: u32, since: i64, now: i64) -> Result<bool, StoreError> {
        let sql = "DELETE FROM sends WHERE project = ?1 AND recipient = ?2 AND at <= ?3";
        self.execute(sql, params![self.project, recipient, since])?;
        let sql = "INSERT INTO sends (project, recipient, at) SELECT ?1, ?2, ?4 \
                   WHERE (SELECT count(*) FROM sends WHERE project = ?1 AND recipient = ?2) < ?3";
        Ok(self.execute(sql, params![self.project, recipient, limit, now])? == 1)
    }

    fn oldest_send(&self, recipient: &str, since: i64) -> Result<Option<i64>, StoreError> {
        let sql =
            "SELECT at FROM sends WHERE project = ?1 AND recipient = ?2 AND at > ?3 ORDER BY at LIMIT 1";
        self.one(sql, params![self.project, recipient, since], |row| Ok(row.get(0)?))
    }
}
