//! Where records live. A store runs units of work one after the other or side by side, each in a transaction;
//! what must hold under concurrency is carried by unique keys and guarded updates, so several nodes could share
//! one database.

mod records;
mod sqlite;

use std::fmt;
use std::sync::{Arc, mpsc};

use tokio::sync::oneshot;

pub use records::{
    AccessKeys, Challenges, Failures, Logins, Projects, Records, SavedProject, Sends, Sessions, Snapshots,
    Tenancy, Users,
};
pub use sqlite::SqliteStore;

use crate::error::{Code, Failure};

/// Something that keeps the records of every project.
pub trait Store: Send + Sync + fmt::Debug {
    /// Queues a unit of work on the records of one project.
    fn submit(&self, project: Arc<str>, work: Work);
}

/// A unit of work. It runs inside a transaction and says how that should end.
pub type Work = Box<dyn FnOnce(&dyn Records) -> Ending + Send>;

/// How a unit of work wants to end.
pub struct Ending {
    /// Whether what it wrote is kept.
    pub keep: bool,
    /// Called once the transaction has ended so, or could not: an answer never leaves before its commit.
    pub tell: Box<dyn FnOnce(Result<(), StoreError>) + Send>,
}

/// A store that did not do what it was asked to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// A unique key exists already.
    Conflict,
    /// Anything else, in the database's words.
    Broken(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict => f.write_str("a unique key exists already"),
            Self::Broken(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        Self::new(Code::Internal, "the store failed")
    }
}

/// Runs `work` in a transaction and answers after its commit. A failure rolls back, unless it is a lasting one.
pub async fn transact<T, F>(store: &dyn Store, project: Arc<str>, work: F) -> Result<T, Failure>
where
    T: Send + 'static,
    F: FnOnce(&dyn Records) -> Result<T, Failure> + Send + 'static,
{
    let (sender, receiver) = oneshot::channel();
    store.submit(
        project,
        Box::new(move |records| {
            let result = work(records);
            let keep = result.as_ref().err().is_none_or(Failure::is_lasting);
            let tell = move |ended: Result<(), StoreError>| {
                // The caller may have gone away; the work is done all the same.
                let _ = sender.send(ended.map_err(Failure::from).and(result));
            };
            Ending { keep, tell: Box::new(tell) }
        }),
    );
    receiver.await.unwrap_or_else(|_| Err(Failure::new(Code::Internal, "the store dropped a unit of work")))
}

impl dyn Store + '_ {
    /// Runs `work` on the records of all projects and waits for it, for the time before there is a runtime.
    pub fn wait<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&dyn Records) -> Result<T, StoreError> + Send + 'static,
    {
        let (sender, receiver) = mpsc::sync_channel(1);
        let work = move |records: &dyn Records| {
            let result = work(records);
            let keep = result.is_ok();
            let tell = move |ended: Result<(), StoreError>| {
                let _ = sender.send(ended.and(result));
            };
            Ending { keep, tell: Box::new(tell) as Box<dyn FnOnce(_) + Send> }
        };
        self.submit("".into(), Box::new(work));
        receiver.recv().map_err(|_| StoreError::Broken("the store is gone".to_owned()))?
    }
}
