//! What every request can reach.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use crate::clock::Clock;
use crate::delivery::{Console, Delivery, Inbox};
use crate::keyring::KeyRing;
use crate::settings::Settings;

/// How the service is to be opened; what the command line says.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Project IDs; those in the data file, or else one default project, when empty.
    pub projects: Vec<String>,
    /// The file that keeps everything; in memory when absent.
    pub data: Option<PathBuf>,
    /// Whether codes are also written to the console.
    pub console: bool,
    /// The service's time.
    pub clock: Clock,
}
