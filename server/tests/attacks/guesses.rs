//! Wrong guesses, thousands at the same time (service C5).

use serde_json::json;

use crate::connection::Connection;
use crate::crowd::{crowd, tally};
use crate::service::{PROJECT, Service};

const ANN: &str = "ann@example.com";

/// Connections that guess at the same time.
const CLIENTS: usize = 100;

/// Guesses on each of them: 10,000 in all.
const GUESSES: usize = 100;

/// Failures after which a user gets no more codes.
const BUDGET: usize = 100;

fn started() -> (Service, String) {
    let service = Service::start();
    Connection::open(&service).start(ANN).ok();
    let code = service.code(ANN);
    (service, code)
}

/// A code of the usual form that is not the right one.
fn wrong(right: &str, number: usize) -> String {
    let number = (right.parse::<usize>().unwrap() + 1 + number % 999_999) % 1_000_000;
    format!("{number:06}")
}

/// Guesses wrong and asks for new codes, on many connections at once; how many guesses were taken as such.
fn flood(service: &Service) -> usize {
    let answers = crowd(service, 16, |_, connection, _| {
        let rounds = (0..12).flat_map(|_| {
            connection.start(ANN).ok();
            (0..4).map(|_| connection.verify(ANN, "wrong!").code().to_owned()).collect::<Vec<_>>()
        });
        rounds.collect::<Vec<_>>()
    });
    let tally = tally(answers.into_iter().flatten());
    let of = |code| tally.get(code).copied().unwrap_or(0);
    assert_eq!(of("E061102") + of("E061103"), 16 * 12 * 4, "{tally:?}");
    of("E061102")
}

fn enable(service: &Service) {
    let key = service.line["managementKey"].as_str().unwrap();
    let body = json!({"loginId": ANN, "status": "enabled"});
    let answer = service.call_as(&format!("{PROJECT}:{key}"), "/v1/mgmt/user/update/status", &body);
    assert_eq!(answer.status, 200, "{answer:?}");
}

fn advance(service: &Service, seconds: u32) {
    assert_eq!(service.post("/_doorcode/clock", &json!({"advance": seconds})).status, 200);
}

#[test]
fn ten_thousand_guesses_at_once_are_three_guesses() {
    let (service, code) = started();
    let answers = crowd(&service, CLIENTS, |client, connection, gate| {
        gate.wait();
        let guess = |number| connection.verify(ANN, &wrong(&code, client * GUESSES + number));
        (0..GUESSES).map(guess).map(|reply| reply.code().to_owned()).collect::<Vec<_>>()
    });
    let tally = tally(answers.into_iter().flatten());
    assert_eq!(tally, [("E061102".to_owned(), 3), ("E061103".to_owned(), CLIENTS * GUESSES - 3)].into());
    Connection::open(&service).verify(ANN, &code).refused(401, "E061103");
}

/// The right code among the guesses is one of them: it counts if it comes in time, and only then.
#[test]
fn a_right_code_in_the_flood_is_good_once_or_not_at_all() {
    for round in 0..20 {
        let (service, code) = started();
        let replies = crowd(&service, 16, |client, connection, gate| {
            gate.wait();
            let code = if client % 4 == round % 4 { code.clone() } else { wrong(&code, client) };
            connection.verify(ANN, &code).status
        });
        let logins = replies.iter().filter(|&&status| status == 200).count();
        assert!(logins <= 1, "{replies:?}");
        assert_ne!(Connection::open(&service).verify(ANN, &code).status, 200);
    }
}

#[test]
fn the_budget_is_a_hundred_however_many_codes_are_asked_for() {
    let (service, code) = started();
    Connection::open(&service).verify(ANN, &code).ok();
    assert_eq!(flood(&service), BUDGET);
    let last = service.code(ANN);
    assert_eq!(flood(&service), 0);
    assert_eq!(service.code(ANN), last, "nothing more is sent");
    Connection::open(&service).verify(ANN, &last).refused(401, "E061103");
}

#[test]
fn the_ways_back_give_the_whole_budget_back_and_no_more() {
    let (service, code) = started();
    Connection::open(&service).verify(ANN, &code).ok();
    assert_eq!(flood(&service), BUDGET);

    enable(&service);
    assert_eq!(flood(&service), BUDGET, "an administrator");

    advance(&service, 86_000);
    assert_eq!(flood(&service), 0, "not a day yet");
    advance(&service, 400);
    assert_eq!(flood(&service), BUDGET, "a day");

    enable(&service);
    let mut connection = Connection::open(&service);
    for _ in 0..33 {
        connection.start(ANN).ok();
        (0..3).for_each(|_| connection.verify(ANN, "wrong!").refused(401, "E061102"));
    }
    connection.start(ANN).ok();
    connection.verify(ANN, &service.code(ANN)).ok();
    assert_eq!(flood(&service), BUDGET, "a success");
}
