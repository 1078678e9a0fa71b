//! Right answers, many at the same time (service C6).

use std::collections::BTreeSet;

use serde_json::json;

use crate::connection::{Connection, Reply};
use crate::crowd::crowd;
use crate::service::Service;

/// Right answers to each code, at once.
const ANSWERS: usize = 64;

/// Codes: all of C6, or fewer where `ATTACK_CODES` says so.
fn codes() -> usize {
    std::env::var("ATTACK_CODES").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000)
}

fn login_id(number: usize) -> String {
    format!("user{number}@example.com")
}

/// The refresh tokens that `ANSWERS` clients got for the codes, all of them asking for the same one at once.
fn race(service: &Service, codes: &[String]) -> Vec<String> {
    let replies = crowd(service, ANSWERS, |_, connection, gate| {
        let answer = |(number, code): (usize, &String)| {
            gate.wait();
            connection.verify(&login_id(number), code)
        };
        codes.iter().enumerate().map(answer).collect::<Vec<_>>()
    });
    let token = |reply: Reply| {
        assert!(matches!(reply.status, 200 | 401), "{reply:?}");
        reply.json["refreshJwt"].as_str().map(str::to_owned)
    };
    replies.into_iter().flatten().filter_map(token).collect()
}

fn start(service: &Service, codes: usize) -> Vec<String> {
    let mut connection = Connection::open(service);
    for number in 0..codes {
        connection.start(&login_id(number)).ok();
    }
    let messages = service.get("/_doorcode/messages").json;
    let messages = messages["messages"].as_array().unwrap();
    messages.iter().rev().take(codes).rev().map(|m| m["code"].as_str().unwrap().to_owned()).collect()
}

/// How many sessions the store has.
fn sessions(service: &Service) -> usize {
    service.get("/_doorcode/snapshot").json["sessions"].as_array().unwrap().len()
}

#[test]
fn of_64_right_answers_to_each_of_a_thousand_codes_one_logs_in() {
    let service = Service::start();
    let settings = json!({"verificationAttempts": ANSWERS});
    assert_eq!(service.send("PATCH", "/_doorcode/settings", &[], &settings.to_string()).status, 200);
    let codes = start(&service, codes());
    let tokens = race(&service, &codes);
    assert_eq!(tokens.len(), codes.len());
    assert_eq!(tokens.iter().collect::<BTreeSet<_>>().len(), codes.len());
    assert_eq!(sessions(&service), codes.len());
}

/// With the usual three attempts most of the 64 are turned away before the code is looked at.
#[test]
fn with_three_attempts_it_is_still_one() {
    let service = Service::start();
    let codes = start(&service, 50);
    assert_eq!(race(&service, &codes).len(), codes.len());
    assert_eq!(sessions(&service), codes.len());
    let again = start(&service, 50);
    assert_eq!(race(&service, &again).len(), codes.len(), "the next code is good, and good once");
    assert_eq!(sessions(&service), 2 * codes.len());
}
