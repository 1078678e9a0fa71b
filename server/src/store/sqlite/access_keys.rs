use rusqlite::params;

use super::{Sqlite, encode, record};
use crate::engine::AccessKey;
use crate::store::{AccessKeys, StoreError};

impl AccessKeys for Sqlite<'_> {
    fn access_key(&self, hash: &str) -> Result<Option<AccessKey>, StoreError> {
        let sql = "SELECT record FROM access_keys WHERE project = ?1 AND hash = ?2";
        self.one(sql, params![self.project, hash], record)
    }

    fn add_access_key(&self, key: &AccessKey, hash: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO access_keys (project, hash, record) VALUES (?1, ?2, ?3)";
        self.execute(sql, params![self.project, hash, encode(key)?]).map(drop)
    }
}
