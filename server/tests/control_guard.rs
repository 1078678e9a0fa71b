//! Who may reach `/_doorcode/`, and what paths there are.

#![allow(clippy::unwrap_used)]

mod service;

use serde_json::json;
use service::Service;

const PATHS: [(&str, &str); 12] = [
    ("GET", "/_doorcode/messages"),
    ("DELETE", "/_doorcode/messages"),
    ("PUT", "/_doorcode/codes"),
    ("POST", "/_doorcode/clock"),
    ("GET", "/_doorcode/requests"),
    ("POST", "/_doorcode/seed"),
    ("GET", "/_doorcode/snapshot"),
    ("POST", "/_doorcode/faults"),
    ("PUT", "/_doorcode/keys"),
    ("POST", "/_doorcode/tokens"),
    ("PATCH", "/_doorcode/settings"),
    ("GET", "/_doorcode/no-such-path"),
];

#[test]
fn web_pages_and_foreign_names_are_refused_on_every_path() {
    let service = Service::start();
    let own = service.line["url"].as_str().unwrap();
    for (method, path) in PATHS {
        for (name, value) in [
            ("Origin", "https://example.com"),
            ("Origin", own),
            ("Origin", "null"),
            ("Host", "example.com"),
            ("Host", "localhost.example.com"),
            ("Host", ""),
        ] {
            let answer = service.send(method, path, &[(name, value)], "{}");
            assert_eq!(answer.status, 403, "{method} {path} {name}: {value}");
            assert_eq!(answer.json["errorCode"], "E011004");
        }
    }
}

#[test]
fn programs_on_this_machine_are_let_in() {
    let service = Service::start();
    for host in ["localhost", "localhost:4680", "127.0.0.1", "[::1]:4680"] {
        assert_eq!(service.send("GET", "/_doorcode/clock", &[("Host", host)], "").status, 200, "{host}");
    }
}

#[test]
fn web_pages_may_still_log_in() {
    let service = Service::start();
    let headers =
        [("Origin", "http://localhost:3000"), ("Authorization", "Bearer P2doorcodeLocalDevelopment00")];
    let body = json!({"loginId": "ann@example.com"}).to_string();
    assert_eq!(service.send("POST", "/v1/auth/otp/signup-in/email", &headers, &body).status, 200);
}

#[test]
fn wrong_paths_methods_and_bodies_are_answered_in_json() {
    let service = Service::start();
    for (method, path, body, status) in [
        ("GET", "/_doorcode", "", 404),
        ("GET", "/_doorcode/", "", 404),
        ("GET", "/_doorcode/message", "", 404),
        ("PUT", "/_doorcode/messages", "", 405),
        ("POST", "/_doorcode/clock", "{", 400),
        ("POST", "/_doorcode/clock", r#"{"advance": "1"}"#, 400),
        ("POST", "/_doorcode/clock", r#"{"forward": 1}"#, 400),
        ("GET", "/_doorcode/messages?project=another", "", 400),
        ("GET", "/_doorcode/requests?project=another", "", 400),
    ] {
        let answer = service.send(method, path, &[], body);
        assert_eq!(answer.status, status, "{method} {path} {body}");
        assert!(
            answer.json["errorCode"].is_string() && answer.json["errorMessage"].is_string(),
            "{answer:?}"
        );
    }
}

#[test]
fn health_says_when_tokens_can_be_signed() {
    let service = Service::start();
    let early = service.get("/_doorcode/health");
    assert_eq!(early.status, if early.json["ready"] == true { 200 } else { 503 });
    // The key set is answered when the key is made.
    service.get("/v2/keys/P2doorcodeLocalDevelopment00");
    let answer = service.get("/_doorcode/health");
    assert_eq!(
        (answer.status, answer.json),
        (200, json!({"ready": true, "version": env!("CARGO_PKG_VERSION")}))
    );
}

#[test]
fn the_place_of_the_inbox_page_shows_the_messages_meanwhile() {
    let service = Service::start();
    let answer = service.get("/_doorcode/inbox");
    assert_eq!((answer.status, answer.headers["location"].as_str()), (307, "/_doorcode/messages"));
}
