//! Requests that several calls share: one flies, all get its answer.
//!
//! The first caller leads and sends; whoever asks for the same while it flies follows. An answer that must
//! not be lost (a rotated refresh token) is kept for a while when nobody was left to take it.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use crate::error::Result;
use crate::transport::Response;

/// How long an answer that nobody took is kept.
pub(crate) const KEPT_FOR: Duration = Duration::from_secs(30);

/// Names a request that may be shared: a hash, so that no token is kept as a key.
pub(crate) type FlightKey = [u8; 32];

/// All that is in the air, and what was kept.
#[derive(Clone, Default)]
pub(crate) struct Flights(Arc<Mutex<Board>>);

#[derive(Default)]
struct Board {
    flying: HashMap<FlightKey, Arc<Flight>>,
    kept: HashMap<FlightKey, (Response, Duration)>,
}

impl Board {
    fn keep(&mut self, flight: &Flight, response: Response) {
        self.kept.insert(flight.key, (response, flight.started + KEPT_FOR));
    }
}

/// A place in a shared request.
pub(crate) enum Ticket {
    /// Send the request, then answer all who follow. The follower is the leader's own.
    Lead(Lead, Follower),
    /// Wait for the one who sends it.
    Follow(Follower),
    /// An earlier answer that nobody took.
    Kept(Box<Response>),
}

impl Flights {
    /// Joins the request named `key`, or starts it.
    pub(crate) fn join(&self, key: FlightKey, now: Duration) -> Ticket {
        let mut board = self.lock();
        board.kept.retain(|_, (_, until)| *until > now);
        if let Some((response, _)) = board.kept.remove(&key) {
            return Ticket::Kept(Box::new(response));
        }
        if let Some(flight) = board.flying.get(&key) {
            return Ticket::Follow(Follower::new(flight, self));
        }
        let flight = Arc::new(Flight::new(key, now));
        board.flying.insert(key, Arc::clone(&flight));
        let follower = Follower::new(&flight, self);
        Ticket::Lead(Lead { flight, flights: self.clone(), answered: false }, follower)
    }

    /// Whether the request named `key` is under way.
    pub(crate) fn is_flying(&self, key: &FlightKey) -> bool {
        self.lock().flying.contains_key(key)
    }

    /// Drops what was kept under `key`.
    pub(crate) fn forget(&self, key: &FlightKey) {
        self.lock().kept.remove(key);
    }

    /// Ends a flight. Whoever asks from now on finds a kept answer, or starts another flight.
    fn land(&self, flight: &Arc<Flight>, outcome: Outcome) {
        let mut board = self.lock();
        if board.flying.get(&flight.key).is_some_and(|flying| Arc::ptr_eq(flying, flight)) {
            board.flying.remove(&flight.key);
        }
        if let Some(response) = flight.land(outcome) {
            board.keep(flight, response);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Flight {
    key: FlightKey,
    started: Duration,
    state: Mutex<State>,
    landed: Notify,
}

#[derive(Default)]
struct State {
    outcome: Option<Outcome>,
    followers: usize,
    taken: bool,
}

impl State {
    /// The answer that would be lost, if there is one.
    fn unclaimed(&self) -> Option<Response> {
        match &self.outcome {
            Some(Outcome::Answered(Ok(response)))
                if self.followers == 0 && !self.taken && response.is_success() =>
            {
                Some(response.clone())
            }
            _ => None,
        }
    }
}

enum Outcome {
    Answered(Result<Response>),
    /// The leader gave up before there was an answer.
    Abandoned,
}

impl Flight {
    fn new(key: FlightKey, started: Duration) -> Self {
        Self { key, started, state: Mutex::default(), landed: Notify::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the outcome, once; hands it back when nobody is there to take it.
    fn land(&self, outcome: Outcome) -> Option<Response> {
        let mut state = self.lock();
        if state.outcome.is_none() {
            state.outcome = Some(outcome);
            self.landed.notify_waiters();
        }
        state.unclaimed()
    }
}

/// The duty to answer those who follow. Dropped unanswered, it lets one of them lead.
pub(crate) struct Lead {
    flight: Arc<Flight>,
    flights: Flights,
    answered: bool,
}

impl Lead {
    pub(crate) fn answer(mut self, answer: Result<Response>) {
        self.answered = true;
        self.flights.land(&self.flight, Outcome::Answered(answer));
    }
}

impl Drop for Lead {
    fn drop(&mut self) {
        if !self.answered {
            self.flights.land(&self.flight, Outcome::Abandoned);
        }
    }
}

/// One who waits for a shared answer.
pub(crate) struct Follower {
    flight: Arc<Flight>,
    flights: Flights,
}

impl Follower {
    fn new(flight: &Arc<Flight>, flights: &Flights) -> Self {
        flight.lock().followers += 1;
        Self { flight: Arc::clone(flight), flights: flights.clone() }
    }

    /// The outcome, if it is there: the answer, or none when the leader gave up.
    pub(crate) fn outcome(&self) -> Option<Option<Result<Response>>> {
        match &self.flight.lock().outcome {
            Some(Outcome::Answered(answer)) => Some(Some(answer.clone())),
            Some(Outcome::Abandoned) => Some(None),
            None => None,
        }
    }

    /// The answer has reached its caller and need not be kept.
    pub(crate) fn taken(&self) {
        self.flight.lock().taken = true;
    }

    /// Resolves when there is an outcome.
    pub(crate) async fn answered(&self) {
        loop {
            let landed = self.flight.landed.notified();
            tokio::pin!(landed);
            landed.as_mut().enable();
            if self.flight.lock().outcome.is_some() {
                return;
            }
            landed.await;
        }
    }
}

impl Clone for Follower {
    fn clone(&self) -> Self {
        Self::new(&self.flight, &self.flights)
    }
}

impl fmt::Debug for Follower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Follower")
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let mut board = self.flights.lock();
        let unclaimed = {
            let mut state = self.flight.lock();
            state.followers -= 1;
            state.unclaimed()
        };
        if let Some(response) = unclaimed {
            board.keep(&self.flight, response);
        }
    }
}
