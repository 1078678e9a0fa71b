//! A call for a transport of the caller's own: says what to send or how long to wait, until it is done.

use std::sync::{Mutex, PoisonError};

use doorcode::flow;
use doorcode::transport::{self, Response, Sending, Transport};
use doorcode::{Error, Phase, Result};
use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;

use crate::task::Outcome;

/// A call to the service that does no I/O of its own.
#[napi]
pub struct Flow(Mutex<flow::Flow<Outcome>>);

/// What a flow needs next: one of these.
#[napi(object)]
#[derive(Default)]
pub struct Step {
    /// A request to send.
    pub send: Option<Request>,
    /// Milliseconds to let pass.
    pub wait: Option<f64>,
    /// Nothing more: what came of it.
    pub done: Option<Outcome>,
}

/// One HTTP request, complete. Headers and body hold credentials: keep them out of logs.
#[napi(object)]
pub struct Request {
    /// `GET` or `POST`. Redirects may be followed on GET only.
    pub method: String,
    /// The absolute URL.
    pub url: String,
    /// Names in lower case, and values.
    pub headers: Vec<Vec<String>>,
    /// The JSON body.
    pub body: Option<String>,
    /// How long this exchange may take, in milliseconds.
    pub timeout: f64,
}

#[napi]
impl Flow {
    pub(crate) fn new(flow: flow::Flow<Outcome>) -> Self {
        Self(Mutex::new(flow))
    }

    fn step(&self, answer: Option<Result<Response>>) -> Step {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).next(answer) {
            flow::Step::Send(request) => Step { send: Some(request.into()), ..Step::default() },
            flow::Step::Wait(wait) => {
                Step { wait: Some(wait.at_most().as_secs_f64() * 1e3), ..Step::default() }
            }
            flow::Step::Done(outcome) => {
                let outcome = outcome.unwrap_or_else(|error| Outcome::of(Err(error), None));
                Step { done: Some(outcome), ..Step::default() }
            }
        }
    }

    /// Goes on, at the start or after a wait.
    #[napi]
    pub fn next(&self) -> Step {
        self.step(None)
    }

    /// Goes on with the response to the request: its headers as pairs.
    #[napi]
    pub fn answer(&self, status: u16, headers: Vec<Vec<String>>, body: Uint8Array) -> Step {
        let pair = |pair: Vec<String>| <[String; 2]>::try_from(pair).ok().map(|[name, value]| (name, value));
        let headers = headers.into_iter().filter_map(pair).collect();
        self.step(Some(Ok(Response { status, headers, body: body.to_vec() })))
    }

    /// Goes on without a response: `phase` is where it failed, none where it took too long.
    #[napi]
    pub fn fail(&self, phase: Option<String>, detail: String) -> Step {
        let known = |slug: &str| Phase::ALL.iter().copied().find(|known| known.as_str() == slug);
        self.step(Some(Err(match phase {
            Some(slug) => Error::network(known(&slug).unwrap_or(Phase::Read), detail),
            None => Error::timeout(detail),
        })))
    }
}

impl From<transport::Request> for Request {
    fn from(request: transport::Request) -> Self {
        Self {
            method: request.method.as_str().to_owned(),
            url: request.url,
            headers: request.headers.into_iter().map(|(name, value)| vec![name, value]).collect(),
            body: request.body,
            timeout: request.timeout.as_secs_f64() * 1e3,
        }
    }
}

/// Stands in the core for a transport that lives in JavaScript. It gives the client an identity of its own, so that
/// keys which came by that transport are not shared with other clients; the package drives the flows.
pub(crate) struct Outside;

impl Transport for Outside {
    fn send(&self, _request: transport::Request) -> Sending {
        Box::pin(async { Err(Error::network(Phase::Connect, "this client's calls are driven from outside")) })
    }
}
