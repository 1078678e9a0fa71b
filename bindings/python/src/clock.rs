//! A clock that is moved by hand.

use std::time::{Duration, SystemTime};

use doorcode::{Clock as _, MovableClock};
use pyo3::prelude::*;

/// The machine's clock, moved by hand: for tests, and for following a service whose clock was moved.
#[pyclass(frozen, module = "doorcode._core")]
pub(crate) struct Clock(pub(crate) MovableClock);

#[pymethods]
impl Clock {
    #[new]
    fn new() -> Self {
        Self(MovableClock::default())
    }

    /// Moves the clock forward by `seconds`.
    fn advance(&self, seconds: f64) {
        self.0.advance(Duration::try_from_secs_f64(seconds).unwrap_or_default());
    }

    /// Stops the clock, or lets it run on from where it stopped.
    fn freeze(&self, frozen: bool) {
        self.0.freeze(frozen);
    }

    /// What the clock shows, in seconds since the epoch. A stopped clock that is set stays stopped, there.
    #[getter]
    fn get_now(&self) -> f64 {
        self.0.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64()
    }

    #[setter]
    fn set_now(&self, seconds: f64) {
        let since = Duration::try_from_secs_f64(seconds).unwrap_or_default();
        self.0.set(SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH));
    }

    /// How far the clock is ahead of the machine's, in seconds; negative is behind.
    #[getter]
    fn get_offset(&self) -> f64 {
        self.0.offset_millis() as f64 / 1000.0
    }

    #[setter]
    fn set_offset(&self, seconds: f64) {
        self.0.set_offset_millis((seconds * 1000.0) as i64);
    }
}
