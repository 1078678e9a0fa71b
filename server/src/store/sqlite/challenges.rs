use rusqlite::{Row, params};

use super::{Sqlite, decode, encode};
use crate::engine::{Challenge, Subject};
use crate::store::{Challenges, StoreError};

impl Challenges for Sqlite<'_> {
    fn challenge(&self, subject: &Subject) -> Result<Option<Challenge>, StoreError> {
        let sql = "SELECT id, login_id, channel, purpose, address, digest, attempts, expires_at, intent \
                   FROM challenges WHERE project = ?1 AND subject = ?2";
        self.one(sql, params![self.project, subject.key()], |row| read(subject, row))
    }

    fn replace_challenge(&self, challenge: &Challenge, stale: i64) -> Result<(), StoreError> {
        let sql = "DELETE FROM challenges WHERE project = ?1 AND expires_at < ?2";
        self.execute(sql, params![self.project, stale])?;
        let sql = "INSERT OR REPLACE INTO challenges \
                   (project, subject, id, login_id, channel, purpose, address, digest, attempts, expires_at, intent) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let row = params![
            self.project,
            challenge.subject.key(),
            challenge.id,
            challenge.login_id,
            encode(&challenge.channel)?,
            encode(&challenge.purpose)?,
            challenge.address,
            challenge.digest,
            challenge.attempts,
            challenge.expires_at,
            encode(&challenge.intent)?,
        ];
        self.execute(sql, row).map(drop)
    }

    fn charge_challenge(&self, id: &str, now: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE challenges SET attempts = attempts - 1 \
                   WHERE project = ?1 AND id = ?2 AND attempts > 0 AND expires_at > ?3";
        Ok(self.execute(sql, params![self.project, id, now])? == 1)
    }

    fn consume_challenge(&self, id: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM challenges WHERE project = ?1 AND id = ?2";
        Ok(self.execute(sql, params![self.project, id])? == 1)
    }

    fn end_challenge(&self, subject: &Subject) -> Result<(), StoreError> {
        let sql = "DELETE FROM challenges WHERE project = ?1 AND subject = ?2";
        self.execute(sql, params![self.project, subject.key()]).map(drop)
    }
}

fn read(subject: &Subject, row: &Row<'_>) -> Result<Challenge, StoreError> {
    Ok(Challenge {
        subject: subject.clone(),
        id: row.get(0)?,
        login_id: row.get(1)?,
        channel: decode(&row.get::<_, String>(2)?)?,
        purpose: decode(&row.get::<_, String>(3)?)?,
        address: row.get(4)?,
        digest: row.get(5)?,
        attempts: row.get(6)?,
        expires_at: row.get(7)?,
        intent: decode(&row.get::<_, String>(8)?)?,
    })
}
