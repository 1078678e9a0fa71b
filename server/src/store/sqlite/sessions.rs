use rusqlite::{Row, params};

use super::{Sqlite, decode, encode};
use crate::engine::Session;
use crate::store::{Sessions, StoreError};

impl Sessions for Sqlite<'_> {
    fn session(&self, id: &str) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT id, user, generation, rotated_at, expires_at, tenant, amr, claims \
                   FROM sessions WHERE project = ?1 AND id = ?2";
        self.one(sql, params![self.project, id], read)
    }

    fn add_session(&self, session: &Session, now: i64) -> Result<(), StoreError> {
        let sql = "DELETE FROM sessions WHERE project = ?1 AND expires_at <= ?2";
        self.execute(sql, params![self.project, now])?;
        let sql = "INSERT INTO sessions (project, id, user, generation, rotated_at, expires_at, tenant, amr, claims) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let row = params![
            self.project,
            session.id,
            session.user,
            session.generation,
            session.rotated_at,
            session.expires_at,
            session.tenant,
            encode(&session.amr)?,
            encode(&session.claims)?,
        ];
        self.execute(sql, row).map(drop)
    }

    fn advance_generation(&self, id: &str, from: u32, now: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE sessions SET generation = generation + 1, rotated_at = ?4 \
                   WHERE project = ?1 AND id = ?2 AND generation = ?3";
        Ok(self.execute(sql, params![self.project, id, from, now])? == 1)
    }

    fn choose_tenant(&self, id: &str, tenant: &str) -> Result<(), StoreError> {
        let sql = "UPDATE sessions SET tenant = ?3 WHERE project = ?1 AND id = ?2";
        self.execute(sql, params![self.project, id, tenant]).map(drop)
    }

    fn end_session(&self, id: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM sessions WHERE project = ?1 AND id = ?2";
        Ok(self.execute(sql, params![self.project, id])? == 1)
    }

    fn end_sessions(&self, user: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM sessions WHERE project = ?1 AND user = ?2";
        self.execute(sql, params![self.project, user]).map(drop)
    }
}

fn read(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.get(0)?,
        user: row.get(1)?,
        generation: row.get(2)?,
        rotated_at: row.get(3)?,
        expires_at: row.get(4)?,
        tenant: row.get(5)?,
        amr: decode(&row.get::<_, String>(6)?)?,
        claims: decode(&row.get::<_, String>(7)?)?,
    })
}
