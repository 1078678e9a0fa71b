//! The only reader of time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// A source of time. [`SystemClock`] unless [`Config::clock`](crate::Config) says otherwise.
pub trait Clock: Send + Sync + 'static {
    /// The time of day, for the times that stand in tokens.
    fn now(&self) -> SystemTime;

    /// Time that only moves forward, for intervals: deadlines, cool-downs, lifetimes of keys.
    fn monotonic(&self) -> Duration;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn monotonic(&self) -> Duration {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
}

/// The machine's clock, moved by hand: for tests and for following a service whose clock was moved.
///
/// Clones move together.
///
/// ```
/// use std::time::Duration;
/// use doorcode::{Clock, MovableClock};
///
/// let clock = MovableClock::default();
/// let before = clock.now();
/// clock.advance(Duration::from_secs(3600));
/// assert!(clock.now() >= before + Duration::from_secs(3600));
/// ```
#[derive(Clone, Debug, Default)]
pub struct MovableClock(Arc<AtomicI64>);

impl MovableClock {
    /// Moves the clock forward, the monotonic reading included.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX), Ordering::SeqCst);
    }

    /// Sets how far the clock is ahead of the machine's, in milliseconds; negative is behind.
    pub fn set_offset_millis(&self, offset: i64) {
        self.0.store(offset, Ordering::SeqCst);
    }

    /// How far the clock is ahead of the machine's, in milliseconds.
    pub fn offset_millis(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for MovableClock {
    fn now(&self) -> SystemTime {
        let (now, offset) = (SystemClock.now(), self.offset_millis());
        let by = Duration::from_millis(offset.unsigned_abs());
        let moved = if offset < 0 { now.checked_sub(by) } else { now.checked_add(by) };
        moved.unwrap_or(now)
    }

    fn monotonic(&self) -> Duration {
        let offset = Duration::from_millis(self.offset_millis().max(0).unsigned_abs());
        SystemClock.monotonic().saturating_add(offset)
    }
}

/// Seconds since the epoch, with their fraction; negative before it.
#[cfg(feature = "net")]
pub(crate) fn unix_seconds(time: SystemTime) -> f64 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => since.as_secs_f64(),
        Err(before) => -before.duration().as_secs_f64(),
    }
}
