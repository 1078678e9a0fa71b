//! What a flood of tokens with made-up key IDs does to everybody else (security K1): how many key fetches it causes,
//! and how much longer a check of a good token takes meanwhile. One JSON object a line, as in `ratios.rs`.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

#[path = "../../bench/row.rs"]
mod row;
#[path = "../tests/support/service.rs"]
mod service;

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Instant;

use doorcode::{Client, DeliveryMethod, VerifyOptions};
use serde_json::{Value, json};
use service::Service;

const FLOOD: usize = 10_000;
const CHECKS: usize = 20_000;
const ANN: &str = "ann@example.com";

fn main() {
    let service = Service::start();
    // Without the memory of tokens, so that every check is a whole one.
    let client = Client::builder(&service.project).base_url(&service.url).token_cache(0).build().unwrap();
    let good = log_in(&client, &service);
    let flood = strangers(&service);

    let calm = p99(&client, &good, CHECKS, || true);
    service.control("DELETE", "/requests", &Value::Null);
    let flooding = AtomicBool::new(true);
    let flooded = thread::scope(|scope| {
        scope.spawn(|| {
            for token in &flood {
                assert!(client.session().validate(token, &Default::default()).wait().is_err());
            }
            flooding.store(false, Ordering::SeqCst);
        });
        p99(&client, &good, usize::MAX, || flooding.load(Ordering::SeqCst))
    });

    let fetches = key_fetches(&service);
    row::print(&json!({
        "name": "10,000 unknown keys: fetches in one cool-down", "unit": "", "ours": fetches, "peer": 1.0,
        "peer_name": "the limit", "ratio": fetches, "target": 1.0, "met": fetches <= 1.0,
    }));
    row::print(&json!({
        "name": "10,000 unknown keys: p99 of good tokens", "unit": "us", "ours": flooded, "peer": calm,
        "peer_name": "the same without the flood", "ratio": flooded / calm, "target": 2.0, "met": flooded / calm <= 2.0,
    }));
}

fn log_in(client: &Client, service: &Service) -> String {
    client.otp().sign_up_or_in(DeliveryMethod::Email, ANN, &Default::default()).wait().unwrap();
    let login =
        client.otp().verify(DeliveryMethod::Email, ANN, &service.code(ANN), &Default::default()).wait();
    login.unwrap().session.jwt().to_owned()
}

/// Tokens that look right, each signed by a key nobody knows.
fn strangers(service: &Service) -> Vec<String> {
    let minted =
        service.control("POST", "/tokens", &json!({ "header": { "kid": "made-up" }, "signWith": "foreign" }));
    let token = minted["jwt"].as_str().unwrap();
    let (_, rest) = token.split_once('.').unwrap();
    (0..FLOOD).map(|number| format!("{}.{rest}", header(number))).collect()
}

/// The base64url of a header with a key ID of its own.
fn header(number: usize) -> String {
    use base64::Engine;
    let json = format!(r#"{{"alg":"RS256","kid":"made-up-{number}","typ":"JWT"}}"#);
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json)
}

/// The 99th percentile, in microseconds, of checks of a good token, one after the other.
fn p99(client: &Client, token: &str, checks: usize, go_on: impl Fn() -> bool) -> f64 {
    let options = VerifyOptions::default();
    let mut times = Vec::with_capacity(CHECKS);
    while times.len() < checks && (go_on() || times.len() < 100) {
        let start = Instant::now();
        client.session().validate(token, &options).wait().unwrap();
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() * 99 / 100]
}

fn key_fetches(service: &Service) -> f64 {
    let seen = service.control("GET", "/requests", &Value::Null);
    let keys = |request: &&Value| request["path"].as_str().is_some_and(|path| path.starts_with("/v2/keys"));
    seen["requests"].as_array().unwrap().iter().filter(keys).count() as f64
}
