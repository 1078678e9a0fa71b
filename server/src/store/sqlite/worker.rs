//! The thread that holds the connection. Units of work that wait at the same time share one commit, so that a
//! slow disk is waited for once; each stands in a savepoint of its own, so that one can fail alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, mpsc};

use rusqlite::Connection;

use super::Sqlite;
use crate::store::{Ending, StoreError, Work};

/// How many units of work share a commit at most.
const BATCH: usize = 256;

pub(super) struct Job {
    pub(super) project: Arc<str>,
    pub(super) work: Work,
}

pub(super) struct Worker {
    connection: Connection,
    jobs: mpsc::Receiver<Job>,
}

type Tell = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

impl Worker {
    pub(super) fn new(connection: Connection, jobs: mpsc::Receiver<Job>) -> Self {
        Self { connection, jobs }
    }

    /// Works until the store is dropped.
    pub(super) fn run(&self) {
        while let Ok(first) = self.jobs.recv() {
            self.batch(first);
        }
    }

    fn batch(&self, first: Job) {
        let mut waiting = Vec::new();
        let done = self.fill(first, &mut waiting);
        if done.is_err() {
            let _ = self.execute("ROLLBACK");
        }
        for tell in waiting {
            tell(done.clone());
        }
    }

    fn fill(&self, first: Job, waiting: &mut Vec<Tell>) -> Result<(), StoreError> {
        self.execute("BEGIN IMMEDIATE")?;
        waiting.extend(self.unit(first)?);
        while waiting.len() < BATCH {
            let Ok(next) = self.jobs.try_recv() else { break };
            waiting.extend(self.unit(next)?);
        }
        self.execute("COMMIT")
    }

    fn unit(&self, job: Job) -> Result<Option<Tell>, StoreError> {
        self.execute("SAVEPOINT unit")?;
        let ending = self.attempt(job);
        if !ending.as_ref().is_some_and(|ending| ending.keep) {
            self.execute("ROLLBACK TO unit")?;
        }
        self.execute("RELEASE unit")?;
        Ok(ending.map(|ending| ending.tell))
    }

    /// A unit that panics is undone and has no answer; the thread lives on for the others.
    fn attempt(&self, job: Job) -> Option<Ending> {
        let records = Sqlite { connection: &self.connection, project: &job.project };
        catch_unwind(AssertUnwindSafe(|| (job.work)(&records))).ok()
    }

    fn execute(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }
}
