//! The line a call has to the service: one port, one deadline, one set of connections.

use std::sync::Arc;
use std::time::Duration;

use super::{Exchange, redact, refusal, retry::Retries, too_late};
use crate::client::{Bound, Client};
use crate::config::{LogLevel, Settings};
use crate::error::{Error, ErrorKind, Result};
use crate::flow::Port;
use crate::flow::flight::{FlightPlan, Follower, Ticket};
use crate::transport::{HttpTrace, Request, Response};

/// How long one who follows a shared request waits before looking again. A driver that can be woken
/// is woken earlier.
const FOLLOW_FOR: Duration = Duration::from_millis(50);

/// How long one waits who can't be woken by what is awaited.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

pub(crate) struct Line {
    pub(crate) client: Client,
    pub(crate) bound: Arc<Bound>,
    port: Port,
    started: Duration,
}

/// A reply that others may have received too.
pub(crate) struct Shared {
    pub(crate) response: Response,
    follower: Option<Follower>,
}

impl Shared {
    /// The reply was used; it need not be kept for anybody.
    pub(crate) fn taken(&self) {
        if let Some(follower) = &self.follower {
            follower.taken();
        }
    }
}

impl Line {
    pub(crate) fn open(client: Client, bound: Arc<Bound>, port: Port) -> Self {
        let started = client.settings().monotonic();
        Self { client, bound, port, started }
    }

    pub(crate) fn settings(&self) -> &Settings {
        self.client.settings()
    }

    pub(crate) fn now(&self) -> Duration {
        self.settings().monotonic()
    }

    /// Sends `exchange`, again where that is safe and promising. A reply of failure is an error.
    pub(crate) async fn exchange(&self, exchange: &Exchange) -> Result<Response> {
        Ok(self.exchange_shared(exchange, None).await?.response)
    }

    /// The same, but whoever asks for the same `flight` at the same time gets the same reply.
    pub(crate) async fn exchange_shared(
        &self,
        exchange: &Exchange,
        flight: Option<FlightPlan>,
    ) -> Result<Shared> {
        let mut retries = Retries::new(&self.settings().config.retry, exchange.repeat);
        loop {
            let (answer, follower) = self.attempt(exchange, flight).await?;
            self.note(exchange, &answer, retries.attempt());
            match retries.pause_after(&answer) {
                Some(pause) if pause < self.remaining()? => self.port.wait(pause).await,
                _ => {
                    let response = refusal::settle(exchange, self.settings(), answer)?;
                    return Ok(Shared { response, follower });
                }
            }
        }
    }

    async fn attempt(
        &self,
        exchange: &Exchange,
        flight: Option<FlightPlan>,
    ) -> Result<(Result<Response>, Option<Follower>)> {
        match flight {
            Some(plan) => self.share(plan, exchange).await,
            None => Ok((self.port.send(self.request(exchange)?).await, None)),
        }
    }

    /// One request for the time that is left.
    fn request(&self, exchange: &Exchange) -> Result<Request> {
        Ok(exchange.request(&self.client, self.remaining()?))
    }

    async fn share(
        &self,
        plan: FlightPlan,
        exchange: &Exchange,
    ) -> Result<(Result<Response>, Option<Follower>)> {
        loop {
            let request = self.request(exchange)?;
            match self.bound.flights.join(plan, self.now()) {
                Ticket::Lead(lead, follower) => {
                    return Ok((self.port.send_for_all(request, lead).await, Some(follower)));
                }
                Ticket::Follow(follower) => match self.follow(&follower).await? {
                    // The leader gave up, or its own time was over. Ours is not.
                    None => {}
                    Some(Err(error)) if error.kind() == ErrorKind::Timeout => {}
                    Some(answer) => return Ok((answer, Some(follower))),
                },
            }
        }
    }

    /// The leader's answer, or none when it gave up.
    async fn follow(&self, follower: &Follower) -> Result<Option<Result<Response>>> {
        loop {
            if let Some(outcome) = follower.outcome() {
                return Ok(outcome);
            }
            let remaining = self.remaining()?;
            self.port.wait_for(follower, remaining.min(FOLLOW_FOR)).await;
        }
    }

    /// Lets a moment pass while somebody else is at work.
    pub(crate) async fn look_again(&self) -> Result<()> {
        let remaining = self.remaining()?;
        self.port.wait(remaining.min(LOOK_AGAIN)).await;
        Ok(())
    }

    fn remaining(&self) -> Result<Duration> {
        let timeout = self.client.timeout();
        let left = timeout.saturating_sub(self.now().saturating_sub(self.started));
        if left.is_zero() { Err(too_late(&self.client)) } else { Ok(left) }
    }

    fn note(&self, exchange: &Exchange, answer: &Result<Response>, attempt: u32) {
        let settings = self.settings();
        let Ok(response) = answer else { return };
        let (method, path, status) = (exchange.method.as_str(), &exchange.path, response.status);
        settings.log(LogLevel::Debug, &format!("{method} {path} -> {status} (attempt {attempt})"));
        if settings.config.capture_last_response {
            let elapsed = self.now().saturating_sub(self.started);
            let hide = |text: &str| redact::text(text, exchange.secrets(settings));
            let trace = Arc::new(HttpTrace::new(response, hide, attempt, elapsed));
            self.port.keep_trace(Arc::clone(&trace));
            self.client.keep_trace(trace);
        }
    }

    /// The error of a reply of success that can't be read. `why` must not quote the reply.
    pub(crate) fn unreadable(
        &self,
        exchange: &Exchange,
        response: &Response,
        why: impl Into<String>,
    ) -> Error {
        refusal::unreadable(exchange, self.settings(), response, why.into())
    }

    /// Leaves work behind that this call need not wait for.
    pub(crate) fn in_background<W>(&self, work: impl FnOnce(Self) -> W)
    where
        W: std::future::Future<Output = Result<()>> + Send + 'static,
    {
        let (client, bound) = (self.client.clone(), Arc::clone(&self.bound));
        self.port.in_background(crate::flow::Flow::new(|port| work(Self::open(client, bound, port))));
    }
}
