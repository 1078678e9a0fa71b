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

/// Names a request that may be shared: a hash, so that no token is kept as a key.
pub(crate) type FlightKey = [u8; 32];

/// A request that may be shared.
#[derive(Clone, Copy)]
pub(crate) struct FlightPlan {
    pub(crate) key: FlightKey,
    /// How long an answer that nobody took is kept, counted from the start: the service made it no earlier.
    pub(crate) kept_for: Duration,
}

/// All that is in the air, and what was kept.
#[derive(Clone, Default)]
pub(crate) struct Flights(Arc<Mutex<Board>>);

#[derive(Default)]
struct Board {
    flying: HashMap<FlightKey, Arc<Flight>>,
    /// Landed, with an answer that nobody took yet.
    kept: HashMap<FlightKey, Arc<Flight>>,
}

impl Board {
    /// Keeps a landed flight if its answer would be lost.
    fn keep(&mut self, flight: &Arc<Flight>) {
        if flight.lock().is_unclaimed() {
            self.kept.insert(flight.key, Arc::clone(flight));
        }
    }
}

/// A place in a shared request.
pub(crate) enum Ticket {
    /// Send the request, then answer all who follow. The follower is the leader's own.
    Lead(Lead, Follower),
    /// Wait for the one who sends it, or take the answer that nobody took.
    Follow(Follower),
}

impl Flights {
    /// Joins the request, or starts it.
    pub(crate) fn join(&self, plan: FlightPlan, now: Duration) -> Ticket {
        let (key, mut board) = (plan.key, self.lock());
        board.kept.retain(|_, flight| flight.is_kept_at(now));
        if let Some(flight) = board.kept.remove(&key).as_ref().or(board.flying.get(&key)) {
            return Ticket::Follow(Follower::new(flight, self));
        }
        let flight = Arc::new(Flight::new(plan, now));
        board.flying.insert(key, Arc::clone(&flight));
        let follower = Follower::new(&flight, self);
        Ticket::Lead(Lead { flight, flights: self.clone(), answered: false }, follower)
    }

    /// Whether the request named `key` is under way, or its answer waits for a taker.
    pub(crate) fn has(&self, key: &FlightKey, now: Duration) -> bool {
        let board = self.lock();
        board.flying.contains_key(key) || board.kept.get(key).is_some_and(|flight| flight.is_kept_at(now))
    }

    /// Makes sure that nobody gets an old answer of the request named `key`: what was kept is dropped, and what
    /// still flies reaches only those who wait for it already.
    pub(crate) fn forget(&self, key: &FlightKey) {
        let mut board = self.lock();
        board.kept.remove(key);
        if let Some(flight) = board.flying.remove(key) {
            flight.lock().taken = true;
        }
    }

    /// Drops what was kept under `key`; what flies may still be joined.
    pub(crate) fn forget_kept(&self, key: &FlightKey) {
        self.lock().kept.remove(key);
    }

    /// Ends a flight. Whoever asks from now on finds a kept answer, or starts another flight.
    fn land(&self, flight: &Arc<Flight>, outcome: Outcome) {
        let mut board = self.lock();
        if board.flying.get(&flight.key).is_some_and(|flying| Arc::ptr_eq(flying, flight)) {
            board.flying.remove(&flight.key);
        }
        flight.land(outcome);
        board.keep(flight);
    }

    fn lock(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Flight {
    key: FlightKey,
    kept_until: Duration,
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
    /// Whether there is an answer that would be lost.
    fn is_unclaimed(&self) -> bool {
        let success = matches!(&self.outcome, Some(Outcome::Answered(Ok(response))) if response.is_success());
        success && self.followers == 0 && !self.taken
    }
}

enum Outcome {
    Answered(Result<Response>),
    /// The leader gave up before there was an answer.
    Abandoned,
}

impl Flight {
    fn new(plan: FlightPlan, now: Duration) -> Self {
        let kept_until = now.saturating_add(plan.kept_for);
        Self { key: plan.key, kept_until, state: Mutex::default(), landed: Notify::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_kept_at(&self, now: Duration) -> bool {
        now < self.kept_until
    }

    /// Sets the outcome, once.
    fn land(&self, outcome: Outcome) {
        self.lock().outcome.get_or_insert(outcome);
        self.landed.notify_waiters();
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
        self.flight.lock().followers -= 1;
        board.keep(&self.flight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, Phase};

    const PLAN: FlightPlan = FlightPlan { key: [7; 32], kept_for: Duration::from_secs(30) };
    const START: Duration = Duration::from_secs(100);

    fn reply(status: u16) -> Result<Response> {
        Ok(Response { status, headers: Vec::new(), body: Vec::new() })
    }

    fn lead(flights: &Flights, now: Duration) -> (Lead, Follower) {
        match flights.join(PLAN, now) {
            Ticket::Lead(lead, follower) => (lead, follower),
            Ticket::Follow(_) => panic!("somebody else leads"),
        }
    }

    fn follow(flights: &Flights, now: Duration) -> Follower {
        match flights.join(PLAN, now) {
            Ticket::Follow(follower) => follower,
            Ticket::Lead(..) => panic!("nobody leads"),
        }
    }

    fn status(follower: &Follower) -> Option<u16> {
        follower.outcome()??.ok().map(|response| response.status)
    }

    /// An answer that arrives when all who waited for it are gone.
    fn unclaimed(flights: &Flights, answer: Result<Response>) {
        let (lead, own) = lead(flights, START);
        drop(own);
        lead.answer(answer);
    }

    #[test]
    fn all_who_follow_get_the_answer_of_the_one_who_leads() {
        let flights = Flights::default();
        let (lead, own) = lead(&flights, START);
        let others = [follow(&flights, START), follow(&flights, START)];
        assert!(others[0].outcome().is_none());
        lead.answer(reply(200));
        assert!(others.iter().chain([&own]).all(|follower| status(follower) == Some(200)));
    }

    #[test]
    fn an_unclaimed_answer_is_kept_for_its_time_and_given_once() {
        let flights = Flights::default();
        unclaimed(&flights, reply(200));
        let heir = follow(&flights, START + Duration::from_secs(29));
        assert_eq!(status(&heir), Some(200));
        heir.taken();
        drop(heir);
        drop(lead(&flights, START + Duration::from_secs(29)));
    }

    #[test]
    fn an_unclaimed_answer_is_gone_after_its_time() {
        let flights = Flights::default();
        unclaimed(&flights, reply(200));
        assert!(flights.has(&PLAN.key, START + Duration::from_secs(29)));
        assert!(!flights.has(&PLAN.key, START + Duration::from_secs(30)));
        drop(lead(&flights, START + Duration::from_secs(30)));
    }

    #[test]
    fn an_heir_who_is_cancelled_leaves_the_answer_to_the_next() {
        let flights = Flights::default();
        unclaimed(&flights, reply(200));
        drop(follow(&flights, START));
        assert_eq!(status(&follow(&flights, START)), Some(200));
    }

    #[test]
    fn a_failure_is_shared_but_never_kept() {
        for answer in [reply(500), Err(Error::network(Phase::Read, "reset"))] {
            let flights = Flights::default();
            unclaimed(&flights, answer);
            drop(lead(&flights, START));
        }
    }

    #[test]
    fn what_was_forgotten_in_flight_reaches_only_those_who_wait_for_it() {
        let flights = Flights::default();
        let (old_lead, own) = lead(&flights, START);
        flights.forget(&PLAN.key);
        let (new_lead, new) = lead(&flights, START);
        old_lead.answer(reply(200));
        assert_eq!(status(&own), Some(200));
        assert!(new.outcome().is_none());
        drop(own);
        assert!(follow(&flights, START).outcome().is_none(), "the forgotten answer was not kept");
        new_lead.answer(reply(401));
        assert_eq!(status(&new), Some(401));
    }

    #[test]
    fn a_leader_who_gives_up_lets_another_lead() {
        let flights = Flights::default();
        let (first, own) = lead(&flights, START);
        let other = follow(&flights, START);
        drop((first, own));
        assert!(other.outcome().is_some_and(|outcome| outcome.is_none()));
        drop(lead(&flights, START));
    }
}
