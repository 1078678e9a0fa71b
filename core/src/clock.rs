//! The only reader of time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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

/// The machine's clock, moved and stopped by hand: for tests and for following a service whose clock was moved.
///
/// Clones move together. Intervals ([`Clock::monotonic`]) take part in every move forward, and in nothing else: they
/// never go back, and they go on while the time of day is stopped, so that no deadline waits for ever.
///
/// ```
/// use std::time::Duration;
/// use doorcode::{Clock, MovableClock};
///
/// let clock = MovableClock::default();
/// clock.freeze(true);
/// let before = clock.now();
/// clock.advance(Duration::from_secs(3600));
/// assert_eq!(clock.now(), before + Duration::from_secs(3600));
/// ```
#[derive(Clone, Debug, Default)]
pub struct MovableClock(Arc<Mutex<Hands>>);

/// How the clock was moved. Milliseconds.
#[derive(Debug, Default)]
struct Hands {
    offset: i64,
    /// All moves forward together.
    forward: u64,
    /// The machine's time when the clock was stopped.
    stopped: Option<SystemTime>,
}

impl MovableClock {
    /// Moves the clock forward, the monotonic reading included.
    pub fn advance(&self, by: Duration) {
        let mut hands = self.hands();
        let offset = hands.offset.saturating_add(millis(by));
        hands.set_offset(offset);
    }

    /// Sets how far the clock is ahead of the machine's, in milliseconds; negative is behind.
    pub fn set_offset_millis(&self, offset: i64) {
        self.hands().set_offset(offset);
    }

    /// How far the clock is ahead of the machine's, in milliseconds; of what that showed when this one was stopped.
    pub fn offset_millis(&self) -> i64 {
        self.hands().offset
    }

    /// Sets the time of day, to the millisecond. A stopped clock stays stopped, there.
    pub fn set(&self, now: SystemTime) {
        let mut hands = self.hands();
        let offset = difference(now, hands.machine());
        hands.set_offset(offset);
    }

    /// Stops the time of day, or lets it run on from where it stopped.
    pub fn freeze(&self, frozen: bool) {
        let mut hands = self.hands();
        match (frozen, hands.stopped) {
            (true, None) => hands.stopped = Some(whole(SystemClock.now())),
            (false, Some(then)) => {
                hands.offset = hands.offset.saturating_sub(difference(SystemClock.now(), then));
                hands.stopped = None;
            }
            _ => {}
        }
    }

    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hands {
    fn set_offset(&mut self, offset: i64) {
        let forward = u64::try_from(offset.saturating_sub(self.offset)).unwrap_or_default();
        self.forward = self.forward.saturating_add(forward);
        self.offset = offset;
    }

    fn machine(&self) -> SystemTime {
        self.stopped.unwrap_or_else(|| SystemClock.now())
    }
}

impl Clock for MovableClock {
    fn now(&self) -> SystemTime {
        let hands = self.hands();
        let (now, by) = (hands.machine(), Duration::from_millis(hands.offset.unsigned_abs()));
        let moved = if hands.offset < 0 { now.checked_sub(by) } else { now.checked_add(by) };
        moved.unwrap_or(now)
    }

    fn monotonic(&self) -> Duration {
        SystemClock.monotonic().saturating_add(Duration::from_millis(self.hands().forward))
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// The whole millisecond before, so that offsets add up exactly.
fn whole(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    time.checked_sub(Duration::from_nanos(since.subsec_nanos().rem_euclid(1_000_000).into())).unwrap_or(time)
}

/// By how many milliseconds `one` is later than `other`.
fn difference(one: SystemTime, other: SystemTime) -> i64 {
    one.duration_since(other).map_or_else(|before| -millis(before.duration()), millis)
}

/// Seconds since the epoch, with their fraction; negative before it.
#[cfg(feature = "net")]
pub(crate) fn unix_seconds(time: SystemTime) -> f64 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => since.as_secs_f64(),
        Err(before) => -before.duration().as_secs_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn a_stopped_clock_stands_where_it_is_put() {
        let (clock, there) = (MovableClock::default(), SystemTime::UNIX_EPOCH + HOUR);
        clock.freeze(true);
        clock.set(there);
        assert_eq!(clock.now(), there);
        clock.advance(HOUR);
        clock.freeze(true);
        assert_eq!(clock.now(), there + HOUR);
    }

    #[test]
    fn a_clock_runs_on_from_where_it_stopped() {
        let (clock, there) = (MovableClock::default(), SystemTime::UNIX_EPOCH + HOUR);
        clock.freeze(true);
        clock.set(there);
        clock.freeze(false);
        let now = clock.now();
        assert!(there <= now && now < there + HOUR, "{now:?}");
    }

    #[test]
    fn intervals_count_every_move_forward_and_none_back() {
        let clock = MovableClock::default();
        let begin = clock.monotonic();
        clock.set_offset_millis(3_600_000);
        clock.set_offset_millis(-3_600_000);
        assert!(clock.monotonic() >= begin + HOUR);
        clock.set_offset_millis(0);
        assert!(clock.monotonic() >= begin + 2 * HOUR);
    }
}
