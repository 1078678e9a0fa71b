//! What arrived and what was answered, so that a test can say what a client really sent.
//!
//! Recorded requests hold secrets by design. They live in memory only, and only people on this machine can
//! read them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Query, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::{Value, json};

use crate::bearer::Bearer;
use crate::control;
use crate::error::{Code, Failure};
use crate::faults::Cut;
use crate::state::AppState;

/// Older requests make room beyond this many.
const CAPACITY: usize = 10_000;

/// The largest body that is taken (protocol §16.9).
const LARGEST_BODY: usize = 1024 * 1024;

/// A shared list of requests, newest last.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<Records>>);

#[derive(Default)]
struct Records {
    newest: u64,
    list: VecDeque<Record>,
}

/// One request as it arrived, and its answer once there is one. Bodies are read as JSON only when shown:
/// recording is on every request's way.
struct Record {
    id: u64,
    at: i64,
    project: String,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
    answer: Option<(StatusCode, Bytes)>,
}

impl Recorder {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The requests, as `GET /requests` shows them; those of one project if it is named.
    #[must_use]
    pub fn list(&self, project: Option<&str>) -> Vec<Value> {
        let records = self.records();
        records.list.iter().filter(|record| record.is_of(project)).map(Record::shown).collect()
    }

    /// Forgets the requests; those of one project if it is named. Ids go on rising.
    pub fn clear(&self, project: Option<&str>) {
        self.records().list.retain(|record| !record.is_of(project));
    }

    /// Takes a request in before it is handled: one whose sender loses patience has arrived all the same.
    fn arrived(&self, mut record: Record) -> u64 {
        let mut records = self.records();
        records.newest += 1;
        record.id = records.newest;
        records.list.push_back(record);
        if records.list.len() > CAPACITY {
            records.list.pop_front();
        }
        records.newest
    }

    fn answered(&self, id: u64, status: StatusCode, body: Bytes) {
        let mut records = self.records();
        if let Some(record) = records.list.iter_mut().rev().find(|record| record.id == id) {
            record.answer = Some((status, body));
        }
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Record {
    fn shown(&self) -> Value {
        json!({
            "id": self.id,
            "at": control::seconds(self.at),
            "method": self.method.as_str(),
            "path": self.uri.path(),
            "query": query(&self.uri),
            "headers": headers(&self.headers),
            "body": body(&self.body),
            "status": self.answer.as_ref().map(|(status, _)| status.as_u16()),
            "answer": self.answer.as_ref().map(|(_, answer)| body(answer)),
        })
    }

    fn is_of(&self, project: Option<&str>) -> bool {
        project.is_none_or(|id| self.project == id)
    }
}

/// The project that a request is for: the bearer names it, or the path of the key set. What names none that is
/// here counts for the first one, as everywhere.
fn project(state: &AppState, parts: &Parts) -> String {
    let bearer = Bearer::of(&parts.headers);
    let named = bearer.project().or_else(|| parts.uri.path().strip_prefix("/v2/keys/"));
    let known = named.and_then(|id| state.project(Some(id))).or_else(|| state.project(None));
    known.map(|project| project.id.clone()).unwrap_or_default()
}

/// Records every request but those to the control plane, and its answer unless it is thrown away.
pub async fn record(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if control::is_control(request.uri().path()) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST_BODY).await;
    let id = state.recorder.arrived(Record {
        id: 0,
        at: state.clock.now(),
        project: project(&state, &parts),
        method: parts.method.clone(),
        uri: parts.uri.clone(),
        headers: parts.headers.clone(),
        body: body.as_ref().cloned().unwrap_or_default(),
        answer: None,
    });
    let response = match body {
        Ok(body) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Err(_) => Failure::new(Code::TooLarge, "body over the limit").into_response(),
    };
    answer(&state.recorder, id, response).await
}

async fn answer(recorder: &Recorder, id: u64, response: Response) -> Response {
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    if parts.extensions.get() != Some(&Cut::Drop) {
        recorder.answered(id, parts.status, body.clone());
    }
    Response::from_parts(parts, Body::from(body))
}

/// The query by name. Of a repeated name the last value counts.
fn query(uri: &Uri) -> BTreeMap<String, String> {
    Query::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default()
}

/// Headers by lower-case name, the values of a repeated one joined as RFC 9110 §5.3 allows.
fn headers(headers: &HeaderMap) -> BTreeMap<&str, String> {
    let joined = |name| {
        let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        values.collect::<Vec<_>>().join(", ")
    };
    headers.keys().map(|name| (name.as_str(), joined(name))).collect()
}

/// A body as JSON when it is JSON, else as text; nothing when it is empty.
fn body(bytes: &[u8]) -> Value {
    if bytes.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn arrive(recorder: &Recorder, project: &str, path: &str) -> u64 {
        recorder.arrived(Record {
            id: 0,
            at: 1_500,
            project: project.to_owned(),
            method: Method::POST,
            uri: path.parse().unwrap(),
            headers: HeaderMap::from_iter([(http::header::ACCEPT, "*/*".parse().unwrap())]),
            body: Bytes::from_static(br#"{"a":1}"#),
            answer: None,
        })
    }

    #[test]
    fn a_request_is_shown_with_and_without_its_answer() {
        let recorder = Recorder::new();
        let id = arrive(&recorder, "P1", "/v1/x?b=2&a=1%20");
        let waiting = &recorder.list(None)[0];
        assert_eq!((&waiting["status"], &waiting["answer"]), (&Value::Null, &Value::Null));
        recorder.answered(id, StatusCode::OK, Bytes::from_static(b"plain"));
        assert_eq!(
            recorder.list(None)[0],
            json!({
                "id": 1, "at": 1.5, "method": "POST", "path": "/v1/x", "query": {"a": "1 ", "b": "2"},
                "headers": {"accept": "*/*"}, "body": {"a": 1}, "status": 200, "answer": "plain",
            })
        );
    }

    #[test]
    fn requests_are_told_apart_by_project() {
        let recorder = Recorder::new();
        arrive(&recorder, "P1", "/v1/x");
        arrive(&recorder, "P2", "/v2/keys/P2");
        let paths = |project| -> Vec<Value> {
            recorder.list(project).iter().map(|request| request["path"].clone()).collect()
        };
        assert_eq!(paths(Some("P1")), ["/v1/x"]);
        assert_eq!(paths(Some("P2")), ["/v2/keys/P2"]);
        recorder.clear(Some("P1"));
        assert_eq!(paths(None), ["/v2/keys/P2"]);
        recorder.clear(None);
        assert!(paths(None).is_empty());
        assert_eq!(arrive(&recorder, "P1", "/"), 3, "ids go on rising");
    }

    #[test]
    fn the_oldest_make_room() {
        let recorder = Recorder::new();
        for _ in 0..=CAPACITY {
            arrive(&recorder, "P1", "/");
        }
        let list = recorder.list(None);
        assert_eq!((list.len(), &list[0]["id"]), (CAPACITY, &json!(2)));
    }

    #[test]
    fn repeated_headers_are_joined() {
        let mut map = HeaderMap::new();
        map.append("X-One", "a".parse().unwrap());
        map.append("x-one", "b".parse().unwrap());
        assert_eq!(headers(&map), BTreeMap::from([("x-one", "a, b".to_owned())]));
    }
}
