//! Keys over the wire (security K1–K9): when they are fetched, when they are not, and what survives a failure.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/scene.rs"]
mod scene;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use doorcode::transport::{Request, Sending, Transport};
use doorcode::{Client, Error, ErrorKind, Phase, Reason, Result, Token};
use scene::{Scene, at_once};
use serde_json::{Value, json};

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const COOL_DOWN: Duration = Duration::from_secs(10);

async fn validate(client: &Client, token: &str) -> Result<Token> {
    client.session().validate(token, &Default::default()).await
}

fn validate_at_once(client: &Client, token: &str) -> Option<Result<Token>> {
    at_once(client.session().validate(token, &Default::default()))
}

fn reason(result: Result<Token>) -> Option<Reason> {
    result.unwrap_err().reason()
}

/// A token that outlives every test.
fn lasting_token(scene: &Scene) -> String {
    scene.token(&json!({}), &json!({ "exp": 4_000_000_000_u64 }))
}

/// A token that names another key.
fn with_kid(token: &str, kid: &str) -> String {
    let header = json!({ "alg": "RS256", "kid": kid, "typ": "JWT" }).to_string();
    let (_, rest) = token.split_once('.').unwrap();
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header))
}

/// A client that shares its keys with no other.
fn loner(scene: &Scene, name: &str) -> Client {
    scene.builder().auth_management_key(name).build().unwrap()
}

/// Counts on never being asked.
struct NoSocket;

impl Transport for NoSocket {
    fn send(&self, request: Request) -> Sending {
        panic!("{request:?} was to be sent");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_unknown_key_ids_cause_one_fetch_and_delay_nobody() {
    let scene = Scene::start();
    let client = scene.builder().token_cache(0).build().unwrap();
    let known = scene.good_token();
    validate(&client, &known).await.unwrap();
    scene.advance(COOL_DOWN);

    scene.fault(&scene.keys_path(), json!({ "delayMs": 500 }));
    let validations: Vec<_> = (0..1000)
        .map(|index| {
            let (client, token) = (client.clone(), with_kid(&known, &format!("unknown-{index}")));
            tokio::spawn(async move { validate(&client, &token).await })
        })
        .collect();
    scene.until_arrived(&scene.keys_path(), 2);
    assert!(validate_at_once(&client, &known).expect("a known key waits for nothing").is_ok());

    for validation in validations {
        assert_eq!(reason(validation.await.unwrap()), Some(Reason::UnknownKey));
    }
    for index in 0..1000 {
        let token = with_kid(&known, &format!("later-{index}"));
        assert_eq!(reason(validate(&client, &token).await), Some(Reason::UnknownKey));
    }
    assert_eq!(scene.key_fetches(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_first_validations_share_one_fetch() {
    let scene = Scene::start();
    let token = scene.good_token();
    scene.fault(&scene.keys_path(), json!({ "delayMs": 200 }));
    let validations: Vec<_> = (0..64)
        .map(|_| {
            let (client, token) = (scene.client(), token.clone());
            tokio::spawn(async move { validate(&client, &token).await })
        })
        .collect();
    for validation in validations {
        validation.await.unwrap().unwrap();
    }
    assert_eq!(scene.key_fetches(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_first_validation_does_not_fail_the_next_one() {
    let scene = Scene::start();
    let (client, token) = (scene.client(), scene.good_token());
    scene.fault(&scene.keys_path(), json!({ "delayMs": 300 }));
    let cancelled = tokio::spawn({
        let (client, token) = (client.clone(), token.clone());
        async move { validate(&client, &token).await }
    });
    scene.until_arrived(&scene.keys_path(), 1);
    cancelled.abort();
    assert!(cancelled.await.unwrap_err().is_cancelled());

    validate(&client, &token).await.unwrap();
    assert_eq!(scene.key_fetches(), 1, "the answer to the cancelled call was there for the next one");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bad_fetch_keeps_the_last_good_keys() {
    let scene = Scene::start();
    let token = lasting_token(&scene);
    let small_key = json!({ "kty": "RSA", "kid": "small", "n": "AQAB", "e": "AQAB" });
    let faults = [
        ("failing", json!({ "status": 500, "count": 9 })),
        ("gone", json!({ "status": 404, "body": "<html>", "count": 9 })),
        ("unavailable", json!({ "status": 503, "count": 9 })),
        ("dropped", json!({ "drop": true, "count": 9 })),
        ("truncated", json!({ "truncate": 25, "count": 9 })),
        ("html", json!({ "body": "<html>", "count": 9 })),
        ("empty", json!({ "body": "", "count": 9 })),
        ("no keys", json!({ "body": { "keys": [] }, "count": 9 })),
        (
            "no usable key",
            json!({ "body": { "keys": [{ "kty": "oct", "k": "AAAA" }, small_key] }, "count": 9 }),
        ),
        ("slow", json!({ "delayMs": 2000, "count": 9 })),
    ];
    for (name, fault) in faults {
        let client = loner(&scene, &name.replace(' ', "-"));
        let hurried = client.with(doorcode::RequestOptions {
            timeout: Some(Duration::from_millis(300)),
            ..Default::default()
        });
        validate(&client, &token).await.unwrap();
        scene.advance(5 * MINUTE);
        let before = scene.key_fetches();
        scene.fault(&scene.keys_path(), fault);
        validate(&hurried.unwrap(), &token).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(scene.key_fetches() > before, "{name}: new keys were asked for");
        assert!(validate_at_once(&client, &token).expect(name).is_ok(), "{name}: one call waits, not all");
        scene.no_more_faults();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_any_key_a_bad_fetch_is_told_and_soon_tried_again() {
    let scene = Scene::start();
    let token = lasting_token(&scene);
    let client = scene.client();
    for (fault, expected) in [
        (json!({ "status": 500 }), Reason::Fetch),
        (json!({ "drop": true }), Reason::Fetch),
        (json!({ "body": "<html>" }), Reason::Unusable),
        (json!({ "body": { "keys": [] } }), Reason::Unusable),
    ] {
        scene.fault(&scene.keys_path(), fault);
        let before = scene.key_fetches();
        for _ in 0..3 {
            let error = validate(&client, &token).await.unwrap_err();
            assert_eq!((error.kind(), error.reason()), (ErrorKind::Keys, Some(expected)));
        }
        assert_eq!(scene.key_fetches(), before + 1, "a flood of calls does not make a flood of fetches");
        scene.advance(SECOND);
    }
    validate(&client, &token).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_key_is_picked_up_within_one_cool_down() {
    let scene = Scene::start();
    let client = scene.client();
    validate(&client, &scene.good_token()).await.unwrap();
    // The next key is published before it signs, so it takes two rotations to surprise anybody.
    for _ in 0..2 {
        scene.service.control("POST", "/keys/rotate", &json!({}));
    }
    let token = lasting_token(&scene);
    assert_eq!(reason(validate(&client, &token).await), Some(Reason::UnknownKey));
    assert_eq!(scene.key_fetches(), 1);
    scene.advance(COOL_DOWN);
    validate(&client, &token).await.unwrap();
    assert_eq!(scene.key_fetches(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_key_in_a_reply_of_our_own_service_is_fetched_at_once() {
    let scene = Scene::start();
    let client = scene.client();
    validate(&client, &scene.good_token()).await.unwrap();
    for _ in 0..2 {
        scene.service.control("POST", "/keys/rotate", &json!({}));
    }
    scene.login(&client).await;
    assert_eq!(scene.key_fetches(), 2, "within the cool-down, and no code was burnt");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawn_key_stops_within_five_minutes() {
    let scene = Scene::start();
    let client = scene.client();
    let token = lasting_token(&scene);
    validate(&client, &token).await.unwrap();
    for _ in 0..3 {
        scene.service.control("POST", "/keys/rotate", &json!({}));
    }
    scene.advance(5 * MINUTE);
    assert_eq!(reason(validate(&client, &token).await), Some(Reason::UnknownKey));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_renewed_in_the_background_from_the_fourth_minute() {
    let scene = Scene::start();
    let (client, token) = (scene.client(), lasting_token(&scene));
    validate(&client, &token).await.unwrap();
    let exported = client.keys().export().unwrap();
    // The example key of RFC 8037.
    let another = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "another",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    scene.service.control("PUT", "/keys", &json!({ "keys": [another] }));

    scene.advance(4 * MINUTE - SECOND);
    validate_at_once(&client, &token).expect("fresh keys need nothing").unwrap();
    assert_eq!(scene.key_fetches(), 1);

    scene.advance(SECOND);
    validate_at_once(&client, &token).expect("aging keys are used while others are fetched").unwrap();
    scene.until_arrived(&scene.keys_path(), 2);
    let started = std::time::Instant::now();
    while client.keys().export().unwrap() == exported {
        assert!(started.elapsed() < scene::PATIENCE, "the renewed keys do not come");
        std::thread::yield_now();
    }
    scene.advance(4 * MINUTE - SECOND);
    validate_at_once(&client, &token).expect("the renewed keys are fresh").unwrap();
    assert_eq!(scene.key_fetches(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_keys_serve_for_a_day_of_failures_and_no_longer() {
    let scene = Scene::start();
    let (client, token) = (scene.client(), lasting_token(&scene));
    validate(&client, &token).await.unwrap();
    scene.fault(&scene.keys_path(), json!({ "status": 500, "count": 1_000_000 }));

    scene.advance(5 * MINUTE);
    validate(&client, &token).await.unwrap();
    scene.advance(24 * 60 * MINUTE - 5 * MINUTE - SECOND);
    validate_at_once(&client, &token).expect("nobody waits for the next failure").unwrap();

    scene.advance(2 * COOL_DOWN);
    let error = validate(&client, &token).await.unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Keys, Some(Reason::Fetch)));

    scene.no_more_faults();
    scene.advance(SECOND);
    validate(&client, &token).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unusable_keys_do_not_spoil_the_others() {
    let scene = Scene::start();
    let broken = json!([
        5, "text", null, [], {}, { "kty": "XYZ", "kid": "x" }, { "kty": "RSA", "kid": "no-numbers" },
        { "kty": "EC", "crv": "P-256", "kid": "off-curve", "x": "AQ", "y": "AQ" },
        { "kty": "RSA", "kid": "small", "n": "AQAB", "e": "AQAB", "unknown": { "deep": [1] } },
    ]);
    scene.service.control("PUT", "/keys", &json!({ "keys": broken }));
    validate(&scene.client(), &scene.good_token()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pinned_key_opens_no_socket_and_is_not_replaced() {
    let scene = Scene::start();
    let token = lasting_token(&scene);
    let other = scene.client();
    validate(&other, &token).await.unwrap();
    let keys = other.keys().export().unwrap();
    let pinned = scene.builder().public_key(&keys).transport(Arc::new(NoSocket)).build().unwrap();

    for _ in 0..2 {
        scene.service.control("POST", "/keys/rotate", &json!({}));
    }
    let newer = lasting_token(&scene);
    pinned.keys().import(&json!({ "keys": [] }).to_string()).unwrap_err();
    pinned.keys().import(&scene.service.control("PUT", "/keys", &json!({ "keys": [] })).to_string()).unwrap();
    for age in [Duration::ZERO, 5 * MINUTE, 25 * 60 * MINUTE] {
        scene.advance(age);
        validate(&pinned, &token).await.unwrap();
        assert_eq!(reason(validate(&pinned, &newer).await), Some(Reason::UnknownKey));
    }
    assert_eq!(pinned.keys().export().unwrap(), keys);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exported_keys_start_another_process_warm() {
    let scene = Scene::start();
    let (client, token) = (scene.client(), scene.good_token());
    let error = client.keys().export().unwrap_err();
    assert_eq!((error.kind(), error.reason()), (ErrorKind::Keys, Some(Reason::NotLoaded)));
    validate(&client, &token).await.unwrap();
    let keys = client.keys().export().unwrap();

    // What shares nothing with the first client stands for another process.
    let warm = loner(&scene, "another-process");
    assert!(!warm.keys().is_loaded());
    warm.keys().import(&keys).unwrap();
    assert!(warm.keys().is_loaded());
    warm.session().validate_local(&token, &Default::default()).unwrap();
    assert_eq!(warm.keys().export().unwrap(), keys);
    assert_eq!(warm.keys().import("{}").unwrap_err().reason(), Some(Reason::Unusable));
    warm.session().validate_local(&token, &Default::default()).expect("what was known stays");
    assert_eq!(scene.key_fetches(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_share_keys_only_if_they_would_fetch_the_same_ones() {
    struct Deaf;
    impl Transport for Deaf {
        fn send(&self, _: Request) -> Sending {
            Box::pin(async { Err(Error::network(Phase::Connect, "deaf")) })
        }
    }
    let scene = Scene::start();
    let first = scene.client();
    validate(&first, &scene.good_token()).await.unwrap();
    let keys = first.keys().export().unwrap();
    let other_project = Client::builder("P2another").base_url(&scene.service.url);
    let certificate = rcgen::generate_simple_self_signed(["localhost".into()]).unwrap().cert.pem();

    assert!(scene.client().keys().is_loaded());
    assert!(scene.builder().timeout(SECOND).leeway(MINUTE).build().unwrap().keys().is_loaded());
    let strangers = [
        ("project", other_project),
        ("address", scene.builder().base_url(format!("{}/x", scene.service.url))),
        ("skip_verify", scene.builder().skip_verify(true)),
        ("ca_pem", scene.builder().ca_pem(certificate)),
        ("key", scene.builder().auth_management_key("K2secret")),
        ("transport", scene.builder().transport(Arc::new(Deaf))),
    ];
    for (what, builder) in strangers {
        assert!(!builder.build().unwrap().keys().is_loaded(), "{what}");
    }

    let lone = loner(&scene, "pins");
    let pinned = scene.builder().auth_management_key("pins").public_key(keys).build().unwrap();
    assert!(pinned.keys().is_loaded());
    assert!(!lone.keys().is_loaded(), "pinned keys are never shared");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_remembered_token_is_still_judged_every_time() {
    let scene = Scene::start();
    let client = scene.client();
    let login = scene.login(&client).await;
    let refresh = login.refresh.unwrap();
    client.session().refresh(refresh.jwt(), &Default::default()).await.unwrap();
    assert_eq!(reason(validate(&client, refresh.jwt()).await), Some(Reason::Kind));
    let swapped = client.session().refresh(login.session.jwt(), &Default::default()).await;
    assert_eq!(swapped.unwrap_err().reason(), Some(Reason::Kind));

    let strict = doorcode::VerifyOptions { audience: vec!["other".into()], ..Default::default() };
    validate(&client, login.session.jwt()).await.unwrap();
    let refused = client.session().validate(login.session.jwt(), &strict).await;
    assert_eq!(reason(refused), Some(Reason::Audience));
    scene.advance(11 * MINUTE);
    let error = validate(&client, login.session.jwt()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenExpired);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_keys_are_fetched_with_what_the_service_needs_to_let_them_out() {
    let scene = Scene::start();
    let client = scene.builder().auth_management_key("K2secret").build().unwrap();
    validate(&client, &scene.good_token()).await.unwrap();
    let fetch = scene.requests().into_iter().find(|request| request["path"] == scene.keys_path()).unwrap();
    let project = &scene.service.project;
    assert_eq!(fetch["headers"]["authorization"], Value::from(format!("Bearer {project}:K2secret")));
}
