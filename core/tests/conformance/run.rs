//! The run: every vector, awaited and blocking; and proofs that a run can fail.

use serde_json::{Value, json};

use super::operations::Driver;
use super::stage::Theatre;
use super::vector::{self, Needs, Vector};

#[test]
fn every_vector_holds_awaited() {
    play_all(Driver::Awaited);
}

#[test]
fn every_vector_holds_blocking() {
    play_all(Driver::Blocking);
}

fn play_all(driver: Driver) {
    let wanted = std::env::var("DOORCODE_VECTOR").unwrap_or_default();
    let vectors: Vec<_> = vector::all().into_iter().filter(|vector| vector.id.contains(&wanted)).collect();
    let (untyped, typed): (Vec<_>, Vec<_>) =
        vectors.iter().partition(|vector| vector.needs == Some(Needs::Untyped));
    let theatre = Theatre::open();
    let failed: Vec<_> =
        typed.iter().filter_map(|vector| report(vector, theatre.play(vector, driver))).collect();
    println!("{} vectors, {} needs: untyped ({driver:?})", vectors.len(), untyped.len());
    assert!(
        failed.is_empty(),
        "{} of {} vectors failed:\n\n{}",
        failed.len(),
        typed.len(),
        failed.join("\n\n")
    );
}

fn report(vector: &Vector, played: Result<(), String>) -> Option<String> {
    let why = played.err()?;
    let rows = if vector.rows.is_empty() { String::new() } else { format!(" [{}]", vector.rows.join(", ")) };
    Some(format!("{}: {}{rows}\n  {}", vector.id, vector.title, why.replace('\n', "\n  ")))
}

/// A good vector to spoil.
fn good() -> Value {
    json!({
        "id": "runner.good", "title": "a start",
        "when": { "call": "otp.sign_up_or_in", "with": { "method": "email", "login_id": "ann@example.com" } },
        "then": {
            "value": { "masked": "a***@example.com", "method": "email" },
            "sent": [{ "to": "POST /v1/auth/otp/signup-in/email", "body": { "loginId": "ann@example.com" } }],
        },
    })
}

fn play(theatre: &Theatre, vector: Value) -> Result<(), String> {
    let vector: Vector = serde_json::from_value(vector).map_err(|error| error.to_string())?;
    theatre.play(&vector, Driver::Blocking)
}

fn spoilt(pointer: &str, value: Value) -> Value {
    let mut vector = good();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    vector.pointer_mut(parent).unwrap()[name] = value;
    vector
}

#[test]
fn the_runner_can_fail() {
    let theatre = Theatre::open();
    play(&theatre, good()).unwrap();
    for (pointer, value, why) in [
        ("/then/value/masked", json!("b***@example.com"), "masked should be \"b***@example.com\""),
        ("/then/value/masked", json!({ "$is": "number" }), "masked should be $is \"number\""),
        ("/then/value/colour", Value::Null, "colour should be null, and there is no such member"),
        ("/when/call", json!("otp.sign_sideways"), "no operation otp.sign_sideways"),
        ("/when/with/colour", json!("red"), "otp.sign_up_or_in has no parameter colour"),
        ("/when/with/options", json!({ "stepdown": true }), "otp.sign_up_or_in.options has no stepdown"),
        ("/when/with/options", json!({ "stepup": "yes" }), "stepup has the wrong type"),
        ("/when/with/login_id", json!("${nobody.email}"), "unresolved reference ${nobody.email}"),
        ("/when/with", json!({ "method": "email" }), "otp.sign_up_or_in needs login_id"),
        ("/when/request", json!({ "patience": 1 }), "request has no patience"),
        ("/given", json!({ "config": { "colour": "red" } }), "config has no colour"),
        ("/given", json!({ "steps": [{ "use": "nothing" }] }), "no setup nothing"),
        (
            "/given",
            json!({ "steps": [{ "call": "user.me", "with": { "refresh_token": "" } }] }),
            "given: user.me",
        ),
        (
            "/given",
            json!({ "steps": [{ "call": "keys.is_loaded", "fails": "keys" }] }),
            "keys.is_loaded should fail",
        ),
        ("/then", json!({ "error": { "kind": "server" } }), "it should fail, and answers"),
        ("/then/sent", json!([]), "sent should be 0 requests, is 1"),
        ("/then/sent/0/to", json!("POST /v1/auth/otp/signup/email"), "sent[0].to should be"),
        ("/then/sent/0/body", json!({}), "sent[0].body should have no loginId"),
        ("/then/sent/0/bearer", json!("x"), "sent[0].headers.authorization should be"),
        ("/then/sent/0/headers", json!({ "accept": null }), "sent[0].headers.accept should be null"),
        ("/colour", json!("red"), "unknown field `colour`"),
    ] {
        let found = play(&theatre, spoilt(pointer, value)).unwrap_err();
        assert!(found.contains(why), "{pointer}: {found}");
    }
}

#[test]
fn an_error_that_the_table_does_not_have_is_found() {
    let mut vector = good();
    vector["when"]["with"]["login_id"] = json!("");
    vector["then"] = json!({ "error": { "kind": "invalid_argument", "reason": "format", "status": 401 } });
    let found = play(&Theatre::open(), vector).unwrap_err();
    assert_eq!(found, "reason should be \"format\", is \"empty\"\nstatus should be 401, is 400");
}
