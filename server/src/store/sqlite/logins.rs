use rusqlite::params;

use super::Sqlite;
use crate::engine::Login;
use crate::store::{Logins, StoreError};

impl Logins for Sqlite<'_> {
    fn add_login(&self, login: &Login) -> Result<(), StoreError> {
        let sql = "INSERT INTO logins (project, user, at, ip, tenant) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.execute(sql, params![self.project, login.user, login.at, login.ip, login.tenant]).map(drop)
    }

    fn logins(&self, user: &str, limit: u32) -> Result<Vec<Login>, StoreError> {
        let sql = "SELECT user, at, ip, tenant FROM logins WHERE project = ?1 AND user = ?2 \
                   ORDER BY at DESC, rowid DESC LIMIT ?3";
        self.all(sql, params![self.project, user, limit], |row| {
            Ok(Login { user: row.get(0)?, at: row.get(1)?, ip: row.get(2)?, tenant: row.get(3)? })
        })
    }
}
