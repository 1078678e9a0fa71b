//! `/_doorcode/messages`: what people would have received.

#![allow(clippy::unwrap_used)]

mod service;

use std::io::{Read as _, Write as _};

use serde_json::{Value, json};
use service::{Answer, Service};

fn sign_up(service: &Service, login_id: &str) {
    let answer = service.call("/v1/auth/otp/signup/email", &json!({"loginId": login_id}));
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn list(service: &Service, query: &str) -> Vec<Value> {
    let answer = service.get(&format!("/_doorcode/messages{query}"));
    assert_eq!(answer.status, 200);
    answer.json["messages"].as_array().unwrap().clone()
}

#[test]
fn a_message_is_shown_whole() {
    let service = Service::start();
    service.post("/_doorcode/clock", &json!({"now": 1_790_000_000.5, "freeze": true}));
    sign_up(&service, "Ann@example.com");
    let messages = list(&service, "");
    let message = &messages[0];
    let code = message["code"].as_str().unwrap();
    assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    let text = format!("{code} is your verification code. It is good for 3 minutes.");
    assert_eq!(
        *message,
        json!({
            "id": 1, "to": "Ann@example.com", "channel": "email", "loginId": "Ann@example.com",
            "purpose": "signUp", "code": code, "text": text, "at": 1_790_000_000.5,
        })
    );
    assert_eq!(service.get("/_doorcode/messages/1").json, *message);
}

#[test]
fn messages_are_filtered_by_recipient_and_by_id() {
    let service = Service::start();
    for login_id in ["ann@example.com", "bob@example.com", "ANN@example.com"] {
        sign_up(&service, login_id);
    }
    let ids = |query: &str| -> Vec<u64> {
        list(&service, query).iter().map(|message| message["id"].as_u64().unwrap()).collect()
    };
    assert_eq!(ids(""), [1, 2, 3]);
    assert_eq!(ids("?to=Ann@Example.com"), [1, 3]);
    assert_eq!(ids("?to=ann@example.com&after=1"), [3]);
    assert_eq!(ids("?after=3"), [] as [u64; 0]);
}

#[test]
fn messages_can_be_removed_one_by_one_and_all_at_once() {
    let service = Service::start();
    for login_id in ["ann@example.com", "bob@example.com", "cid@example.com"] {
        sign_up(&service, login_id);
    }
    assert_eq!(service.delete("/_doorcode/messages/2").status, 200);
    for path in ["/_doorcode/messages/2", "/_doorcode/messages/99", "/_doorcode/messages/two"] {
        assert_eq!((service.get(path).status, service.delete(path).status), (404, 404), "{path}");
    }
    assert_eq!(list(&service, "").len(), 2);
    assert_eq!(service.delete("/_doorcode/messages").status, 200);
    assert!(list(&service, "").is_empty());
    sign_up(&service, "ann@example.com");
    assert_eq!(list(&service, "")[0]["id"], 4);
}

#[test]
fn a_long_poll_is_answered_by_the_message_it_waits_for() {
    let service = Service::start();
    let mut waiting = service.connect();
    let target = "/_doorcode/messages?to=ann@example.com&wait=15";
    let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    waiting.write_all(request.as_bytes()).unwrap();
    sign_up(&service, "bob@example.com");
    sign_up(&service, "ann@example.com");
    let mut bytes = Vec::new();
    waiting.read_to_end(&mut bytes).unwrap();
    let answer = Answer::parse(&bytes).unwrap();
    assert_eq!(answer.json["messages"][0]["loginId"], "ann@example.com");
}

#[test]
fn odd_queries_are_refused_or_harmless() {
    let service = Service::start();
    for query in ["?wait=soon", "?after=-1", "?after=x"] {
        assert_eq!(service.get(&format!("/_doorcode/messages{query}")).status, 400, "{query}");
    }
    for query in ["?wait=-1", "?wait=NaN", "?wait=0&other=1"] {
        assert!(list(&service, query).is_empty(), "{query}");
    }
}

#[test]
fn each_project_has_its_own_messages() {
    let service = Service::with(&["--project", "P1", "--project", "P2"]);
    service.call_as("P2", "/v1/auth/otp/signup/email", &json!({"loginId": "ann@example.com"}));
    assert!(list(&service, "").is_empty());
    assert_eq!(list(&service, "?project=P2").len(), 1);
    service.delete("/_doorcode/messages?project=P1");
    assert_eq!(list(&service, "?project=P2").len(), 1);
}

#[test]
fn a_template_of_the_settings_words_the_message() {
    let service = Service::start();
    let settings = json!({"templates": {"email": "{{app}}: {{code}}"}});
    assert_eq!(service.send("PATCH", "/_doorcode/settings", &[], &settings.to_string()).status, 200);
    let options = json!({"templateOptions": {"app": "Shop"}});
    service
        .call("/v1/auth/otp/signup/email", &json!({"loginId": "ann@example.com", "loginOptions": options}));
    let message = &list(&service, "")[0];
    assert_eq!(message["text"], format!("Shop: {}", message["code"].as_str().unwrap()));
}
