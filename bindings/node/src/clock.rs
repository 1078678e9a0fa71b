//! A clock that is moved by hand.

use std::time::Duration;

use doorcode::MovableClock;
use napi_derive::napi;

/// The machine's clock, moved by hand: for tests, and for following a service whose clock was moved.
#[napi]
#[derive(Default)]
pub struct Clock(pub(crate) MovableClock);

#[napi]
impl Clock {
    /// A clock that agrees with the machine's.
    #[napi(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves the clock forward by milliseconds.
    #[napi]
    pub fn advance(&self, millis: f64) {
        self.0.advance(Duration::try_from_secs_f64(millis / 1e3).unwrap_or_default());
    }

    /// How far the clock is ahead of the machine's, in milliseconds; negative is behind.
    #[napi(getter)]
    pub fn offset(&self) -> f64 {
        self.0.offset_millis() as f64
    }

    /// Sets how far the clock is ahead of the machine's, in milliseconds.
    #[napi(setter)]
    pub fn set_offset(&self, millis: f64) {
        self.0.set_offset_millis(millis as i64);
    }
}
