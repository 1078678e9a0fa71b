//! The connections that are open. A client may be slow, lost or hostile, so there are only so many of them, none
//! stays for long without bringing a whole request, and where there is no room the idlest go first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// How many may be open. Descriptors may be scarcer: see [`Connections::make_room`].
const LIMIT: usize = 4096;

/// Making room, one connection in so many goes: looking for the idlest is too dear to do it for each newcomer.
const SHARE: usize = 8;

/// How long a connection may take to bring its first request.
const FIRST: Duration = Duration::from_secs(20);

/// How long it may take to bring another one. The pools of clients keep idle connections for up to 90 seconds;
/// whoever closes first should be the client, which knows that no request is on its way.
const NEXT: Duration = Duration::from_secs(120);

/// All open connections.
#[derive(Clone, Default)]
pub(super) struct Connections(Arc<Mutex<Open>>);

#[derive(Default)]
struct Open {
    newest: u64,
    lines: HashMap<u64, Arc<Line>>,
}

/// The place of one connection, given back when it is dropped.
pub(super) struct Place {
    number: u64,
    line: Arc<Line>,
    connections: Connections,
}

/// What is known of one connection.
pub(super) struct Line {
    state: Mutex<State>,
    dismissed: Notify,
}

/// Ordered by who stays longest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    /// Requests that arrived whole and are not answered yet.
    working: u32,
    /// Whether a request was answered before.
    known: bool,
    /// When it began to wait for the next one.
    since: Instant,
}

impl Connections {
    /// A place for one more connection; none while all of them are at work.
    pub(super) fn admit(&self) -> Option<Place> {
        if self.open().lines.len() >= LIMIT && !self.make_room() {
            return None;
        }
        let state = State { working: 0, known: false, since: Instant::now() };
        let line = Arc::new(Line { state: Mutex::new(state), dismissed: Notify::new() });
        let mut open = self.open();
        open.newest += 1;
        let number = open.newest;
        open.lines.insert(number, Arc::clone(&line));
        Some(Place { number, line, connections: self.clone() })
    }

    /// Dismisses those that have waited longest for a request, strangers before others, and nobody who is at work.
    /// Says whether there was somebody to dismiss.
    pub(super) fn make_room(&self) -> bool {
        let mut open = self.open();
        let mut idle: Vec<(State, u64)> =
            open.lines.iter().map(|(&number, line)| (*line.state(), number)).collect();
        idle.retain(|(state, _)| state.working == 0);
        idle.sort_unstable();
        let leaving = idle.iter().take(idle.len() / SHARE + 1);
        for line in leaving.filter_map(|(_, number)| open.lines.remove(number)) {
            line.dismissed.notify_one();
        }
        !idle.is_empty()
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    pub(super) fn line(&self) -> Arc<Line> {
        Arc::clone(&self.line)
    }

    /// Ends when the connection has to go: dismissed, or out of time.
    pub(super) async fn end(&self) {
        tokio::select! {
            () = self.line.dismissed.notified() => {}
            () = self.line.out_of_time() => {}
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.open().lines.remove(&self.number);
    }
}

impl Line {
    /// The head of a request is there.
    pub(super) fn begin(&self) {
        self.state().since = Instant::now();
    }

    /// All of a request is there.
    pub(super) fn work(&self) {
        self.state().working += 1;
    }

    /// A request that was all there is answered.
    pub(super) fn rest(&self) {
        let mut state = self.state();
        *state = State { working: state.working.saturating_sub(1), known: true, since: Instant::now() };
    }

    async fn out_of_time(&self) {
        loop {
            let deadline = self.state().deadline();
            if deadline <= Instant::now() {
                return;
            }
            sleep_until(deadline).await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn deadline(&self) -> Instant {
        match (self.working, self.known) {
            (0, true) => self.since + NEXT,
            (0, false) => self.since + FIRST,
            // An answer that is being made is waited for; its own limits apply.
            _ => Instant::now() + FIRST,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    async fn ended(place: &Place) -> bool {
        tokio::time::timeout(Duration::from_millis(1), place.end()).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn who_brings_nothing_goes_after_a_while() {
        let place = Connections::default().admit().unwrap();
        let begun = Instant::now();
        place.end().await;
        assert_eq!(begun.elapsed(), FIRST);
    }

    #[tokio::test(start_paused = true)]
    async fn who_was_answered_may_wait_longer() {
        let place = Connections::default().admit().unwrap();
        let line = place.line();
        line.work();
        tokio::time::advance(10 * NEXT).await;
        assert!(!ended(&place).await, "an answer is being made");
        line.rest();
        let begun = Instant::now();
        place.end().await;
        assert_eq!(begun.elapsed(), NEXT);
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_never_ends_is_no_request() {
        let place = Connections::default().admit().unwrap();
        tokio::time::advance(FIRST / 2).await;
        place.line().begin();
        let begun = Instant::now();
        place.end().await;
        assert_eq!(begun.elapsed(), FIRST);
    }

    #[tokio::test(start_paused = true)]
    async fn strangers_make_room_first_and_who_is_at_work_never() {
        let connections = Connections::default();
        let busy = connections.admit().unwrap();
        busy.line().work();
        let known = connections.admit().unwrap();
        known.line().work();
        known.line().rest();
        let stranger = connections.admit().unwrap();
        assert!(connections.make_room());
        assert!(ended(&stranger).await && !ended(&known).await);
        drop(stranger);
        assert!(connections.make_room());
        assert!(ended(&known).await);
        drop(known);
        assert!(!connections.make_room());
        assert!(!ended(&busy).await);
    }

    #[tokio::test(start_paused = true)]
    async fn there_are_never_more_than_the_limit() {
        let connections = Connections::default();
        let mut places: Vec<Place> = (0..LIMIT).map(|_| connections.admit().unwrap()).collect();
        places.push(connections.admit().unwrap());
        assert_eq!(connections.open().lines.len(), LIMIT - LIMIT / SHARE);
        assert!(ended(&places[0]).await && !ended(&places[LIMIT]).await, "the oldest go");
        drop(places);
        assert!(connections.open().lines.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_at_work_is_not_pushed_out_by_newcomers() {
        let connections = Connections::default();
        let places: Vec<Place> = (0..LIMIT).map(|_| connections.admit().unwrap()).collect();
        places.iter().for_each(|place| place.line().work());
        assert!(connections.admit().is_none());
    }
}
