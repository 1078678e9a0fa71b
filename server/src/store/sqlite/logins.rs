use rusqlite::params;

use super::Sqlite;
use crate::engine::Login;
use crate::store::{Logins, StoreError};

/// Logins that are kept per user.
const KEPT: u32 = 100;

impl Logins for Sqlite<'_> {
    fn add_login(&self, login: &Login) -> Result<(), StoreError> {
        let sql = "INSERT INTO logins (project, user, at, ip, tenant) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.execute(sql, params![self.project, login.user, login.at, login.ip, login.tenant])?;
        let sql = "DELETE FROM logins WHERE project = ?1 AND user = ?2 AND rowid <= (\
                   SELECT rowid FROM logins WHERE project = ?1 AND user = ?2 ORDER BY rowid DESC LIMIT 1 OFFSET ?3)";
        self.execute(sql, params![self.project, login.user, KEPT]).map(drop)
    }

    fn logins(&self, user: &str) -> Result<Vec<Login>, StoreError> {
        let sql = "SELECT user, at, ip, tenant FROM logins WHERE project = ?1 AND user = ?2 \
                   ORDER BY rowid DESC";
        self.all(sql, params![self.project, user], |row| {
            Ok(Login { user: row.get(0)?, at: row.get(1)?, ip: row.get(2)?, tenant: row.get(3)? })
        })
    }
}
