//! The state of this process: one tokio runtime, connections, key sets and shared requests.
//!
//! All of it is one slot, read through one atomic pointer. The slot knows its process: after a fork the child
//! finds that the slot is not its own and makes a new one. The old one is forgotten, not dropped: the threads
//! of its runtime did not survive the fork, and waiting for them would hang.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use arc_swap::ArcSwapOption;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use crate::config::NetSettings;
use crate::error::{Error, ErrorKind, Result};
use crate::flow::flight::Flights;
use crate::keys::{KeySource, SourceKey};
use crate::transport::{ReqwestTransport, Transport};

const WORKERS: usize = 2;

/// Sets of keys that are remembered for clients to come; past this, those nobody uses are dropped.
const MAX_IDLE_SOURCES: usize = 256;

static CURRENT: ArcSwapOption<Slot> = ArcSwapOption::const_empty();

/// What this process shares. Anything with a lock lives here.
pub(crate) struct Slot {
    pid: u32,
    runtime: OnceLock<Runtime>,
    transports: Mutex<Vec<(NetSettings, Arc<dyn Transport>)>>,
    sources: Mutex<Vec<(SourceKey, Arc<KeySource>)>>,
    pub(crate) flights: Flights,
}

/// The slot of this process.
pub(crate) fn slot() -> Arc<Slot> {
    let pid = std::process::id();
    if let Some(slot) = CURRENT.load_full().filter(|slot| slot.pid == pid) {
        return slot;
    }
    let fresh = Arc::new(Slot::new(pid));
    let stale = CURRENT.load();
    let previous = CURRENT.compare_and_swap(&*stale, Some(Arc::clone(&fresh)));
    let swapped = match (&*previous, &*stale) {
        (Some(previous), Some(stale)) => Arc::ptr_eq(previous, stale),
        (None, None) => true,
        _ => false,
    };
    if let (true, Some(old)) = (swapped, previous.as_ref()) {
        std::mem::forget(Arc::clone(old));
    }
    if swapped { fresh } else { slot() }
}

/// Runs `work` on this process's runtime, which is made when it is first needed.
pub(crate) fn spawn<W>(work: W) -> Result<JoinHandle<W::Output>>
where
    W: Future + Send + 'static,
    W::Output: Send,
{
    Ok(slot().runtime()?.spawn(work))
}

impl Slot {
    fn new(pid: u32) -> Self {
        Self {
            pid,
            runtime: OnceLock::new(),
            transports: Mutex::default(),
            sources: Mutex::default(),
            flights: Flights::default(),
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    fn runtime(&self) -> Result<&Runtime> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let runtime = Builder::new_multi_thread()
            .worker_threads(WORKERS)
            .thread_name("doorcode")
            .enable_all()
            .build()
            .map_err(|error| {
                Error::new(ErrorKind::Network, "the runtime could not be started").caused_by(error)
            })?;
        if let Err(spare) = self.runtime.set(runtime) {
            spare.shutdown_background();
        }
        self.runtime.get().ok_or_else(|| Error::new(ErrorKind::Network, "the runtime could not be started"))
    }

    /// The connections for `settings`, shared by all clients that agree in them.
    pub(crate) fn transport(&self, settings: &NetSettings) -> Result<Arc<dyn Transport>> {
        let mut transports = lock(&self.transports);
        if let Some((_, transport)) = transports.iter().find(|(known, _)| known == settings) {
            return Ok(Arc::clone(transport));
        }
        let transport: Arc<dyn Transport> = ReqwestTransport::new(settings)?;
        transports.push((settings.clone(), Arc::clone(&transport)));
        Ok(transport)
    }

    /// The keys that come from `key`, shared by all clients that agree in it.
    pub(crate) fn source(&self, key: SourceKey) -> Arc<KeySource> {
        let mut sources = lock(&self.sources);
        if let Some((_, source)) = sources.iter().find(|(known, _)| *known == key) {
            return Arc::clone(source);
        }
        if sources.len() >= MAX_IDLE_SOURCES {
            sources.retain(|(_, source)| Arc::strong_count(source) > 1);
        }
        let source = Arc::new(KeySource::new(&key));
        sources.push((key, Arc::clone(&source)));
        source
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
