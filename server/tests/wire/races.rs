//! What must hold when many do the same thing at the same time.

use std::collections::HashSet;
use std::sync::Arc;

use doorcode_server::engine::{Channel, Details, Entry, Guess, LoginOptions, Purpose, Start};
use doorcode_server::error::Code;
use futures_util::future::join_all;
use serde_json::json;

use crate::support::{Service, text};

const ANN: &str = "ann@example.com";

/// Sends the same verify request from many clients at once; answers how often each status came back.
async fn volley(service: &Arc<Service>, login_id: &str, code: &str, count: usize) -> (usize, usize) {
    let calls = (0..count).map(|_| {
        let (service, body) = (Arc::clone(service), json!({"loginId": login_id, "code": code}));
        tokio::spawn(async move { service.post("/v1/auth/otp/verify/email", body).await.status })
    });
    let statuses: Vec<u16> = join_all(calls).await.into_iter().map(Result::unwrap).collect();
    let count = |wanted| statuses.iter().filter(|&&status| status == wanted).count();
    (count(200), count(401))
}

#[tokio::test(flavor = "multi_thread")]
async fn of_64_right_answers_one_logs_in() {
    let service = Arc::new(Service::set(json!({"verificationAttempts": 64})).await);
    for round in 0..10 {
        let login_id = format!("user{round}@example.com");
        service.post("/v1/auth/otp/signup/email", json!({"loginId": login_id})).await.ok();
        let code = service.code().await;
        assert_eq!(volley(&service, &login_id, &code, 64).await, (1, 63), "round {round}");
    }
}

/// Service C6, on the engine itself: HTTP would only make it slower.
#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_codes_answered_64_times_each_make_a_thousand_sessions() {
    let service = Service::set(json!({"verificationAttempts": 64})).await;
    service.control("PUT", "/codes", json!({"loginId": ANN, "code": "000042"})).await;
    let engine = &service.state.projects[0].engine;
    let mut sessions = HashSet::new();
    for _ in 0..1_000 {
        engine.start(start()).await.unwrap();
        let entries = join_all((0..64).map(|_| engine.verify(guess("000042")))).await;
        let entries: Vec<Entry> = entries.into_iter().filter_map(Result::ok).collect();
        assert_eq!(entries.len(), 1);
        sessions.insert(entries[0].session.id.clone());
    }
    assert_eq!(sessions.len(), 1_000);
}

fn start() -> Start {
    Start {
        purpose: Purpose::SignUpOrIn,
        channel: Channel::Email,
        login_id: ANN.into(),
        address: None,
        details: Details::default(),
        options: LoginOptions::default(),
        refresh: None,
    }
}

fn guess(code: &str) -> Guess {
    Guess { channel: Channel::Email, login_id: ANN.into(), code: code.into(), ip: String::new() }
}

/// Service C5. Over HTTP the guesses come in some hundreds; the engine's own test has ten thousand of them.
#[tokio::test(flavor = "multi_thread")]
async fn parallel_guesses_do_not_outnumber_the_limit() {
    let service = Arc::new(Service::start().await);
    service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.ok();
    assert_eq!(volley(&service, ANN, "wrong!", 600).await, (0, 600));
    service.verify(ANN).await.refused(401, "E061103");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_wrong_guesses_leave_the_counter_at_the_limit() {
    let service = Service::start().await;
    service.post("/v1/auth/otp/signup/email", json!({"loginId": ANN})).await.ok();
    let engine = &service.state.projects[0].engine;
    let guesses = (0..10_000).map(|_| engine.verify(guess("wrong!")));
    let codes: Vec<Code> =
        join_all(guesses).await.into_iter().map(|result| result.unwrap_err().code()).collect();
    let count = |wanted| codes.iter().filter(|&&code| code == wanted).count();
    assert_eq!((count(Code::WrongCode), count(Code::TooManyAttempts)), (3, 9_997));
    service.verify(ANN).await.refused(401, "E061103");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_sign_ups_of_one_person_make_one_user() {
    let service = Arc::new(Service::start().await);
    // Messages that are sent at the same time may overtake each other, so the code is agreed on beforehand.
    service.control("PUT", "/codes", json!({"loginId": ANN, "code": "000042"})).await;
    let spellings = ["ann@example.com", "ANN@example.com", "Ann@Example.com"];
    let starts =
        spellings.map(|login_id| service.post("/v1/auth/otp/signup/email", json!({"loginId": login_id})));
    for answer in join_all(starts).await {
        answer.ok();
    }
    assert_eq!(volley(&service, ANN, "000042", 3).await.0, 1);
    let found = service.manage("/v2/mgmt/user/search", json!({})).await.ok();
    assert_eq!(found["total"], 1);
}

/// Service S3: the tabs of a browser refresh at the same time.
#[tokio::test(flavor = "multi_thread")]
async fn of_16_refreshes_one_rotates() {
    let service = Service::set(json!({"rotateRefreshTokens": true})).await;
    let login = service.log_in(ANN).await;
    let answers = join_all((0..16).map(|_| service.refresh(&login.refresh))).await;
    let generations: Vec<_> = answers
        .into_iter()
        .map(|answer| crate::support::claims(&text(&answer.ok()["refreshJwt"]))["gen"].clone())
        .collect();
    assert_eq!(generations, vec![json!(1); 16]);
}
