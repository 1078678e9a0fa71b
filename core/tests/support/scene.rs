//! What most tests over the wire begin with: a service of their own, a clock that client and service share, and a
//! client that waits for nothing longer than it must.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

#[path = "service.rs"]
mod service;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use doorcode::config::{LogLevel, Logger};
use doorcode::{AuthResponse, Client, ClientBuilder, DeliveryMethod, MovableClock, RetryPolicy};
use serde_json::{Value, json};
pub use service::Service;

pub const ANN: &str = "ann@example.com";

/// No wait in a test is longer; a test that meets it has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub struct Scene {
    pub service: Service,
    pub clock: MovableClock,
}

impl Scene {
    pub fn start() -> Self {
        Self { service: Service::start(), clock: MovableClock::default() }
    }

    /// A client of the service that follows its clock and retries without waiting.
    pub fn builder(&self) -> ClientBuilder {
        let delays = vec![Duration::from_millis(1); 3];
        Client::builder(&self.service.project)
            .base_url(&self.service.url)
            .clock(self.clock.clone())
            .timeout(PATIENCE)
            .retry(RetryPolicy { delays, ..RetryPolicy::default() })
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// Signs Ann up or in.
    pub async fn login(&self, client: &Client) -> AuthResponse {
        client.otp().sign_up_or_in(DeliveryMethod::Email, ANN, &Default::default()).await.unwrap();
        let code = self.service.code(ANN);
        client.otp().verify(DeliveryMethod::Email, ANN, &code, &Default::default()).await.unwrap()
    }

    /// A token as the service would issue it to nobody in particular, with these changes.
    pub fn token(&self, header: &Value, claims: &Value) -> String {
        let order = json!({ "header": header, "claims": claims });
        self.service.control("POST", "/tokens", &order)["jwt"].as_str().unwrap().to_owned()
    }

    pub fn good_token(&self) -> String {
        self.token(&json!({}), &json!({}))
    }

    /// Lets time pass, for the service and for the client.
    pub fn advance(&self, by: Duration) {
        self.service.control("POST", "/clock", &json!({ "advance": by.as_secs_f64() }));
        self.clock.advance(by);
    }

    /// What is to happen to the next requests for `path`.
    pub fn fault(&self, path: &str, what: Value) {
        let mut fault = what;
        fault["match"] = json!({ "path": path });
        self.service.control("POST", "/faults", &fault);
    }

    pub fn no_more_faults(&self) {
        self.service.control("DELETE", "/faults", &Value::Null);
    }

    pub fn settings(&self, patch: &Value) {
        self.service.control("PATCH", "/settings", patch);
    }

    /// Where this project's keys are.
    pub fn keys_path(&self) -> String {
        format!("/v2/keys/{}", self.service.project)
    }

    /// The requests that have arrived, those to the control plane left out.
    pub fn requests(&self) -> Vec<Value> {
        self.service.control("GET", "/requests", &Value::Null)["requests"].as_array().unwrap().clone()
    }

    /// How many requests for `path` have arrived.
    pub fn count(&self, path: &str) -> usize {
        self.requests().iter().filter(|request| request["path"] == path).count()
    }

    pub fn key_fetches(&self) -> usize {
        self.count(&self.keys_path())
    }

    pub fn forget_requests(&self) {
        self.service.control("DELETE", "/requests", &Value::Null);
    }

    /// Waits until `count` requests for `path` have arrived, answered or not.
    pub fn until_arrived(&self, path: &str, count: usize) {
        until(path, || self.count(path) >= count);
    }

    /// Waits until a request for `path` was answered.
    pub fn until_answered(&self, path: &str) {
        let answered = |request: &Value| request["path"] == path && !request["status"].is_null();
        until(path, || self.requests().iter().any(answered));
    }
}

fn until(path: &str, holds: impl Fn() -> bool) {
    let started = std::time::Instant::now();
    while !holds() {
        assert!(started.elapsed() < PATIENCE, "what was to happen at {path} did not");
        std::thread::yield_now();
    }
}

/// A logger that remembers.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Vec<(LogLevel, String)>>>);

impl Logger for Lines {
    fn log(&self, level: LogLevel, text: &str) {
        self.0.lock().unwrap().push((level, text.to_owned()));
    }
}

impl Lines {
    pub fn all(&self) -> Vec<(LogLevel, String)> {
        self.0.lock().unwrap().clone()
    }
}

/// What comes of a call that needs to wait for nothing; none if it would wait.
pub fn at_once<T>(mut call: doorcode::Call<T>) -> Option<doorcode::Result<T>> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::Pin::new(&mut call).poll(&mut context) {
        std::task::Poll::Ready(result) => Some(result),
        std::task::Poll::Pending => None,
    }
}
