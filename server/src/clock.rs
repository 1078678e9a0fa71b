//! The service's time: the machine's, moved or stopped on request. Nothing else in the server reads time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// The last instant that RFC 3339 can write. Later ones would overflow what is computed from them.
const END: i64 = 253_402_300_799_999;

/// A shared clock. Every instant is milliseconds since the epoch.
#[derive(Clone, Debug, Default)]
pub struct Clock(Arc<Mutex<Setting>>);

/// How far the clock stands from the machine's, and where it was stopped.
#[derive(Debug, Default)]
struct Setting {
    offset: i64,
    frozen: Option<i64>,
}

/// What a clock shows and how it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockStatus {
    /// The service's time.
    pub now: i64,
    /// Milliseconds ahead of the machine's clock.
    pub offset: i64,
    /// Whether time stands still.
    pub frozen: bool,
}

impl Clock {
    /// A clock that shows the machine's time.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The service's time.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.setting().now()
    }

    /// Jumps to `now`, at most to the ends of time; a stopped clock stays stopped, there.
    pub fn set(&self, now: i64) {
        self.setting().set(now);
    }

    /// Moves by `millis`, backwards when negative.
    pub fn advance(&self, millis: i64) {
        let mut setting = self.setting();
        let target = setting.now().saturating_add(millis);
        setting.set(target);
    }

    /// Stops time, or lets it run on from where it stopped.
    pub fn freeze(&self, frozen: bool) {
        let mut setting = self.setting();
        let now = setting.now();
        setting.frozen = frozen.then_some(now);
        setting.offset = now.saturating_sub(machine());
    }

    /// Goes back to the machine's time.
    pub fn reset(&self) {
        *self.setting() = Setting::default();
    }

    /// What the clock shows and how it is set.
    #[must_use]
    pub fn status(&self) -> ClockStatus {
        let setting = self.setting();
        let now = setting.now();
        let offset = if setting.frozen.is_some() { now.saturating_sub(machine()) } else { setting.offset };
        ClockStatus { now, offset, frozen: setting.frozen.is_some() }
    }

    fn setting(&self) -> MutexGuard<'_, Setting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Setting {
    fn now(&self) -> i64 {
        self.frozen.unwrap_or_else(|| machine().saturating_add(self.offset))
    }

    fn set(&mut self, now: i64) {
        let now = now.clamp(0, END);
        self.offset = now.saturating_sub(machine());
        if self.frozen.is_some() {
            self.frozen = Some(now);
        }
    }
}

/// The machine's clock. A machine set to before 1970 counts as standing at the epoch.
fn machine() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_shows_one_instant() {
        let clock = Clock::new();
        clock.freeze(true);
        let first = clock.now();
        clock.advance(250);
        assert_eq!(clock.now(), first + 250);
        clock.set(1_000);
        assert_eq!(clock.now(), 1_000);
        assert!(clock.status().frozen);
    }

    #[test]
    fn thawing_goes_on_from_where_it_stopped() {
        let clock = Clock::new();
        clock.set(5_000_000);
        clock.freeze(true);
        clock.set(7_000_000);
        clock.freeze(false);
        let status = clock.status();
        assert!(!status.frozen);
        assert!((7_000_000..7_060_000).contains(&status.now), "{status:?}");
    }

    #[test]
    fn clones_share_one_time_and_reset_forgets_every_change() {
        let clock = Clock::new();
        let other = clock.clone();
        other.advance(3_600_000);
        assert_eq!(clock.status().offset, 3_600_000);
        clock.freeze(true);
        other.reset();
        let status = clock.status();
        assert_eq!((status.offset, status.frozen), (0, false));
    }

    #[test]
    fn far_moves_stop_at_the_ends_of_time() {
        let clock = Clock::new();
        clock.freeze(true);
        clock.advance(i64::MAX);
        assert_eq!(clock.now(), END);
        clock.advance(i64::MIN);
        assert_eq!(clock.now(), 0);
    }
}
