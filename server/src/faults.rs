//! Answers that go wrong on request: late, other than they should be, cut short, or missing altogether.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use crate::control;
use crate::state::AppState;

/// The faults that are waiting for their requests, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Vec<Fault>>>);

/// What happens to the next requests that match.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// Which requests; all when absent.
    #[serde(default, rename = "match")]
    matching: Match,
    /// How many of them.
    #[serde(default = "once")]
    count: u32,
    /// Wait before anything else happens.
    #[serde(default)]
    delay_ms: u64,
    /// Answer with this status instead of handling the request.
    #[serde(default, deserialize_with = "status")]
    status: Option<StatusCode>,
    /// Headers of the answer, the real one's too.
    #[serde(default, deserialize_with = "headers")]
    headers: HeaderMap,
    /// Answer with this body instead of handling the request: a string as it is, anything else as JSON.
    body: Option<Value>,
    /// Close the connection without handling the request and without an answer.
    #[serde(default)]
    drop: bool,
    /// Close the connection after so many bytes of the answer's body.
    truncate: Option<usize>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Match {
    method: Option<String>,
    path: Option<String>,
}

/// A mark on a response: where the connection is to be closed. The accept loop acts on it, because a handler
/// can't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Before the answer.
    Drop,
    /// After so many bytes of the answer's body.
    After(usize),
}

impl Faults {
    /// No faults.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fault behind those that are waiting.
    pub fn add(&self, fault: Fault) {
        self.waiting().push(fault);
    }

    /// Takes all faults back.
    pub fn clear(&self) {
        self.waiting().clear();
    }

    /// The fault for this request, used up by one.
    fn take(&self, method: &Method, path: &str) -> Option<Fault> {
        let mut waiting = self.waiting();
        waiting.retain(|fault| fault.count > 0);
        let fault = waiting.iter_mut().find(|fault| fault.matching.fits(method, path))?;
        fault.count -= 1;
        Some(fault.clone())
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Match {
    fn fits(&self, method: &Method, path: &str) -> bool {
        let method_fits = self.method.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(method.as_str()));
        let path_fits = self.path.as_ref().is_none_or(|own| match own.strip_suffix('*') {
            Some(prefix) => path.starts_with(prefix),
            None => path == own,
        });
        method_fits && path_fits
    }
}

impl Fault {
    /// The answer that is given instead of the real one, if any.
    fn made_up(&self) -> Option<Response> {
        let body = match &self.body {
            None if self.status.is_none() => return None,
            None => ().into_response(),
            Some(Value::String(text)) => text.clone().into_response(),
            Some(value) => ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response(),
        };
        let (mut parts, body) = body.into_parts();
        parts.status = self.status.unwrap_or(StatusCode::OK);
        Some(Response::from_parts(parts, body))
    }

    fn finish(self, mut response: Response) -> Response {
        for name in self.headers.keys() {
            response.headers_mut().remove(name);
        }
        response.headers_mut().extend(self.headers);
        if let Some(bytes) = self.truncate {
            response.extensions_mut().insert(Cut::After(bytes));
        }
        response
    }
}

/// Lets a waiting fault happen to its request. The control plane has none.
pub async fn inject(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let fault = if control::is_control(path) { None } else { state.faults.take(request.method(), path) };
    let Some(fault) = fault else {
        return next.run(request).await;
    };
    tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    if fault.drop {
        return dropped();
    }
    let response = match fault.made_up() {
        Some(response) => response,
        None => next.run(request).await,
    };
    fault.finish(response)
}

fn dropped() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Cut::Drop);
    response
}

fn once() -> u32 {
    1
}

fn status<'de, D: Deserializer<'de>>(from: D) -> Result<Option<StatusCode>, D::Error> {
    let Some(status) = Option::<u16>::deserialize(from)? else {
        return Ok(None);
    };
    let known = (200..=599).contains(&status).then(|| StatusCode::from_u16(status).ok()).flatten();
    known.map(Some).ok_or_else(|| de::Error::custom("status must lie between 200 and 599"))
}

fn headers<'de, D: Deserializer<'de>>(from: D) -> Result<HeaderMap, D::Error> {
    let map = HashMap::<String, Value>::deserialize(from)?;
    let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let map: HashMap<String, String> = map.into_iter().map(|(name, value)| (name, text(value))).collect();
    let headers: HeaderMap<HeaderValue> = (&map).try_into().map_err(de::Error::custom)?;
    Ok(headers)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn fault(value: Value) -> Fault {
        serde_json::from_value(value).unwrap()
    }

    fn taken(faults: &Faults, method: &Method, path: &str) -> bool {
        faults.take(method, path).is_some()
    }

    #[test]
    fn paths_match_whole_or_by_prefix() {
        let faults = Faults::new();
        faults.add(fault(json!({"match": {"method": "post", "path": "/v1/auth/refresh"}})));
        assert!(!taken(&faults, &Method::GET, "/v1/auth/refresh"));
        assert!(!taken(&faults, &Method::POST, "/v1/auth/refresh/more"));
        assert!(taken(&faults, &Method::POST, "/v1/auth/refresh"));
        faults.add(fault(json!({"match": {"path": "/v1/auth/*"}})));
        assert!(!taken(&faults, &Method::GET, "/v2/keys/P1"));
        assert!(taken(&faults, &Method::GET, "/v1/auth/me"));
    }

    #[test]
    fn a_fault_is_used_up_and_the_next_one_follows() {
        let faults = Faults::new();
        faults.add(fault(json!({"count": 2, "status": 503})));
        faults.add(fault(json!({"status": 429})));
        let statuses: Vec<_> =
            (0..4).map(|_| faults.take(&Method::GET, "/").and_then(|fault| fault.status)).collect();
        let expected = [503, 503, 429].map(|status| StatusCode::from_u16(status).ok());
        assert_eq!(statuses[..3], expected);
        assert_eq!(statuses[3], None);
    }

    #[test]
    fn what_could_not_be_sent_is_refused_at_once() {
        for value in [
            json!({"status": 99}),
            json!({"status": 101}),
            json!({"headers": {"a b": "c"}}),
            json!({"headers": {"a": "b\nc"}}),
            json!({"stauts": 500}),
            json!({"match": {"host": "x"}}),
        ] {
            assert!(serde_json::from_value::<Fault>(value.clone()).is_err(), "{value}");
        }
    }

    #[test]
    fn a_made_up_answer_takes_the_given_headers_over_its_own() {
        let fault =
            fault(json!({"body": {"a": 1}, "headers": {"Content-Type": "text/html", "Retry-After": 7}}));
        let response = fault.made_up().map(|response| fault.finish(response)).unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[CONTENT_TYPE], "text/html");
        assert_eq!(response.headers()["retry-after"], "7");
    }

    #[test]
    fn headers_alone_leave_the_answer_to_the_service() {
        assert!(fault(json!({"headers": {"x": "y"}, "truncate": 3})).made_up().is_none());
        assert!(fault(json!({"status": 204})).made_up().is_some());
        assert!(fault(json!({"body": ""})).made_up().is_some());
    }
}
