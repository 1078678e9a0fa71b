//! `/_doorcode/faults`: answers that go wrong, as the client sees them.

#![allow(clippy::unwrap_used, clippy::needless_pass_by_value)]

mod service;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use service::{Answer, PROJECT, Service};

const KEYS: &str = "/v2/keys/P2doorcodeLocalDevelopment00";

fn with_fault(fault: Value) -> Service {
    let service = Service::start();
    add(&service, &fault);
    service
}

fn add(service: &Service, fault: &Value) {
    let answer = service.post("/_doorcode/faults", fault);
    assert_eq!((answer.status, &answer.json), (200, &json!({})), "{fault}");
}

#[test]
fn an_answer_is_replaced_as_often_as_ordered() {
    let service = with_fault(json!({
        "match": {"method": "GET", "path": "/v2/keys/*"}, "count": 2,
        "status": 429, "headers": {"Retry-After": "7"}, "body": {"errorCode": "E130429"},
    }));
    assert_eq!(service.call("/v1/auth/otp/signup/email", &json!({"loginId": "ann@example.com"})).status, 200);
    for _ in 0..2 {
        let answer = service.get(KEYS);
        assert_eq!((answer.status, answer.headers["retry-after"].as_str()), (429, "7"));
        assert_eq!(answer.headers["content-type"], "application/json");
        assert_eq!(answer.json, json!({"errorCode": "E130429"}));
    }
    assert_eq!(service.get(KEYS).status, 200);
}

#[test]
fn bodies_can_be_text_or_empty() {
    let service = with_fault(json!({"status": 502, "body": "<html>bad gateway</html>"}));
    add(&service, &json!({"status": 503}));
    let answer = service.get(KEYS);
    assert_eq!((answer.status, answer.text.as_str()), (502, "<html>bad gateway</html>"));
    let answer = service.get(KEYS);
    assert_eq!((answer.status, answer.text.as_str()), (503, ""));
}

#[test]
fn a_replaced_request_is_not_handled() {
    let service = with_fault(json!({"status": 500}));
    service.call("/v1/auth/otp/signup/email", &json!({"loginId": "ann@example.com"}));
    assert_eq!(service.get("/_doorcode/messages").json, json!({"messages": []}));
}

#[test]
fn headers_alone_are_added_to_the_real_answer() {
    let service = with_fault(json!({"headers": {"X-Extra": "1", "Content-Type": "text/plain"}}));
    let answer = service.get(KEYS);
    assert_eq!((answer.status, answer.headers["x-extra"].as_str()), (200, "1"));
    assert_eq!(answer.headers["content-type"], "text/plain");
    assert!(answer.json["keys"].is_array());
}

#[test]
fn a_dropped_connection_says_nothing_and_handles_nothing() {
    let service = with_fault(json!({"match": {"path": "/v1/auth/otp/signup/email"}, "drop": true}));
    let bearer = format!("Bearer {PROJECT}");
    let body = json!({"loginId": "ann@example.com"}).to_string();
    let headers = [("Authorization", bearer.as_str())];
    let bytes = service.exchange("POST", "/v1/auth/otp/signup/email", &headers, &body);
    assert!(bytes.is_empty(), "{bytes:?}");
    assert_eq!(service.get("/_doorcode/messages").json, json!({"messages": []}));
    let requests = service.get("/_doorcode/requests").json;
    assert_eq!(requests["requests"][0]["path"], "/v1/auth/otp/signup/email");
    assert_eq!(requests["requests"][0]["status"], Value::Null, "it arrived and was not answered");
}

#[test]
fn a_truncated_answer_promises_more_than_it_gives() {
    let service = Service::start();
    let whole = service.get(KEYS).text;
    for bytes in [0, 1, whole.len() - 1] {
        add(&service, &json!({"truncate": bytes}));
        let answer = Answer::parse(&service.exchange("GET", KEYS, &[], "")).unwrap();
        assert_eq!(answer.headers["content-length"], whole.len().to_string());
        assert_eq!((answer.status, answer.text.as_str()), (200, &whole[..bytes]));
    }
    add(&service, &json!({"truncate": whole.len()}));
    assert_eq!(service.get(KEYS).text, whole);
}

#[test]
fn a_request_whose_answer_was_lost_has_been_handled() {
    let service = with_fault(json!({"truncate": 0}));
    let body = json!({"loginId": "ann@example.com"}).to_string();
    let bearer = format!("Bearer {PROJECT}");
    service.exchange("POST", "/v1/auth/otp/signup/email", &[("Authorization", &bearer)], &body);
    assert_eq!(service.get("/_doorcode/messages").json["messages"].as_array().unwrap().len(), 1);
    assert_eq!(service.get("/_doorcode/requests").json["requests"][0]["status"], 200);
}

#[test]
fn a_delayed_answer_is_late_and_right() {
    let service = with_fault(json!({"delayMs": 150}));
    let started = Instant::now();
    assert_eq!(service.get(KEYS).status, 200);
    assert!(started.elapsed() >= Duration::from_millis(150));
}

#[test]
fn the_control_plane_has_no_faults_and_takes_them_back() {
    let service = with_fault(json!({"count": 100, "status": 500}));
    assert_eq!(service.get("/_doorcode/clock").status, 200);
    assert_eq!(service.get(KEYS).status, 500);
    assert_eq!(service.delete("/_doorcode/faults").status, 200);
    assert_eq!(service.get(KEYS).status, 200);
}

#[test]
fn faults_that_could_not_happen_are_refused() {
    let service = Service::start();
    for fault in
        [json!({"status": 42}), json!({"headers": {"a b": "c"}}), json!({"count": -1}), json!({"dorp": true})]
    {
        let answer = service.post("/_doorcode/faults", &fault);
        assert_eq!((answer.status, &answer.json["errorCode"]), (400, &json!("E011003")), "{fault}");
    }
    assert_eq!(service.get(KEYS).status, 200);
}
