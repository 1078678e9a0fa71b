//! What arrived and what was answered, so that a test can say what a client really sent.
//!
//! Recorded requests hold secrets by design. They live in memory only, and only people on this machine can
//! read them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Query, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use serde_json::{Value, json};

use crate::bearer::Bearer;
use crate::control;
use crate::error::{Code, Failure};
use crate::faults::Cut;
use crate::serve::Crowded;
use crate::state::AppState;

/// Older requests make room beyond this many.
const CAPACITY: usize = 10_000;

/// And beyond this many bytes of them: a few clients that send large bodies would fill the memory long before.
const LARGEST: usize = 32 * 1024 * 1024;

/// The largest body that is taken (protocol §16.9).
const LARGEST_BODY: usize = 1024 * 1024;

/// A shared list of requests, newest last.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<Records>>);

#[derive(Default)]
struct Records {
    newest: u64,
    list: VecDeque<Arc<Record>>,
    /// How much the list holds.
    size: usize,
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
    answer: OnceLock<(StatusCode, Bytes)>,
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
        // A copy of the list: writing thousands of requests out as JSON would hold up those that arrive.
        let list = self.records().list.clone();
        list.iter().filter(|record| record.is_of(project)).map(|record| record.shown()).collect()
    }

    /// Forgets the requests; those of one project if it is named. Ids go on rising.
    pub fn clear(&self, project: Option<&str>) {
        let mut records = self.records();
        records.list.retain(|record| !record.is_of(project));
        records.size = records.list.iter().map(|record| record.size()).sum();
    }

    /// Takes a request in before it is handled: one whose sender loses patience has arrived all the same.
    fn arrived(&self, mut record: Record) -> u64 {
        let mut records = self.records();
        records.newest += 1;
        record.id = records.newest;
        records.size += record.size();
        records.list.push_back(Arc::new(record));
        records.make_room();
        records.newest
    }

    fn answered(&self, id: u64, status: StatusCode, body: Bytes) {
        let mut records = self.records();
        if let Some(record) = records.list.iter().rev().find(|record| record.id == id) {
            let size = body.len();
            let _ = record.answer.set((status, body));
            records.size += size;
            records.make_room();
        }
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Records {
    fn make_room(&mut self) {
        while self.list.len() > CAPACITY || self.size > LARGEST {
            let Some(oldest) = self.list.pop_front() else { return };
            self.size -= oldest.size();
        }
    }
}

impl Record {
    /// What it takes of the memory, but for what is the same for all.
    fn size(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        let answer = self.answer.get().map_or(0, |(_, answer)| answer.len());
        self.uri.path().len() + self.uri.query().map_or(0, str::len) + headers + self.body.len() + answer
    }

    fn shown(&self) -> Value {
        json!({
            "id": self.id,
            "at": control::seconds(self.at),
            "method": self.method.as_str(),
            "path": self.uri.path(),
            "query": query(&self.uri),
            "headers": headers(&self.headers),
            "body": body(&self.body),
            "status": self.answer.get().map(|(status, _)| status.as_u16()),
            "answer": self.answer.get().map(|(_, answer)| body(answer)),
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
        uri: own_uri(&parts.uri),
        headers: own_headers(&parts.headers),
        body: body.as_deref().map(Bytes::copy_from_slice).unwrap_or_default(),
        answer: OnceLock::new(),
    });
    let response = match body {
        Ok(body) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Err(error) => refusal(&error).into_response(),
    };
    answer(&state.recorder, id, response).await
}

/// The target in memory of its own. What the connection hands out are pieces of its read buffer, and as long as a
/// single one is kept, all of that buffer is: ten times what is recorded, where every request has a connection to
/// itself.
fn own_uri(uri: &Uri) -> Uri {
    uri.to_string().parse().unwrap_or_default()
}

/// The headers in memory of their own.
fn own_headers(headers: &HeaderMap) -> HeaderMap {
    let own = |value: &HeaderValue| HeaderValue::from_bytes(value.as_bytes()).ok();
    headers.iter().filter_map(|(name, value)| Some((name.clone(), own(value)?))).collect()
}

fn refusal(error: &axum::Error) -> Failure {
    if Crowded::caused(error) {
        return Failure::new(Code::Busy, "no room for another large body").with_retry_after(1);
    }
    Failure::new(Code::TooLarge, "body over the limit")
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
            answer: OnceLock::new(),
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
    fn large_requests_and_answers_make_room_sooner() {
        let recorder = Recorder::new();
        for _ in 0..5 {
            let id = arrive(&recorder, "P1", "/");
            recorder.answered(id, StatusCode::OK, Bytes::from(vec![b'x'; LARGEST / 3]));
        }
        let ids: Vec<Value> = recorder.list(None).iter().map(|record| record["id"].clone()).collect();
        assert_eq!(ids, [4, 5]);
        recorder.clear(None);
        assert_eq!(recorder.records().size, 0);
    }

    #[test]
    fn repeated_headers_are_joined() {
        let mut map = HeaderMap::new();
        map.append("X-One", "a".parse().unwrap());
        map.append("x-one", "b".parse().unwrap());
        assert_eq!(headers(&map), BTreeMap::from([("x-one", "a, b".to_owned())]));
    }
}
