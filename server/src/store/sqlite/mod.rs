//! SQLite, in memory or in a file.

mod access_keys;
mod challenges;
mod failures;
mod logins;
mod projects;
mod sends;
mod sessions;
mod snapshots;
mod tenancy;
#[cfg(test)]
mod tests;
mod users;
mod worker;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::thread;

use rusqlite::config::DbConfig;
use rusqlite::{
    CachedStatement, Connection, ErrorCode, OptionalExtension as _, Params, Row, StatementStatus,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Records, Store, StoreError, Work};
use worker::{Job, Worker};

/// Room for every statement of this store, so that none is compiled twice.
const STATEMENTS: usize = 128;

/// A store on one SQLite connection, which a thread of its own holds.
pub struct SqliteStore {
    queue: mpsc::Sender<Job>,
}

impl SqliteStore {
    /// A store that is gone with the process.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::start(Connection::open_in_memory()?)
    }

    /// A store in a file. What was answered survives a crash: every commit reaches the disk first.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        Self::start(connection)
    }

    fn start(connection: Connection) -> Result<Self, StoreError> {
        connection.pragma_update(None, "foreign_keys", true)?;
        // No plan depends on what is bound: SQLite would compile some statements anew for every run.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.execute_batch(include_str!("schema.sql"))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let (queue, jobs) = mpsc::channel();
        let worker = Worker::new(connection, jobs);
        thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || worker.run())
            .map_err(|error| StoreError::Broken(error.to_string()))?;
        Ok(Self { queue })
    }
}

impl Store for SqliteStore {
    fn submit(&self, project: Arc<str>, work: Work) {
        // A worker that is gone drops the work, which whoever waits for it notices.
        let _ = self.queue.send(Job { project, work });
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

/// The records of one project, inside a transaction.
struct Sqlite<'a> {
    connection: &'a Connection,
    project: &'a str,
}

impl Records for Sqlite<'_> {}

impl Sqlite<'_> {
    fn prepared(&self, sql: &str) -> Result<CachedStatement<'_>, StoreError> {
        let statement = self.connection.prepare_cached(sql)?;
        debug_assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "compiled again: {sql}");
        Ok(statement)
    }

    /// How many rows the statement changed.
    fn execute(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.prepared(sql)?.execute(params)?)
    }

    fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut statement = self.prepared(sql)?;
        statement.query_row(params, |row| Ok(read(row))).optional()?.transpose()
    }

    fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.prepared(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation) => Self::Conflict,
            _ => Self::Broken(error.to_string()),
        }
    }
}

fn encode(record: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(record).map_err(|error| StoreError::Broken(error.to_string()))
}

fn decode<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Broken(error.to_string()))
}

/// The JSON in a row's first column.
fn record<T: DeserializeOwned>(row: &Row<'_>) -> Result<T, StoreError> {
    decode(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)
}
