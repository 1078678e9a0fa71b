//! Which calls are sent again, when, and for how long.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/calls.rs"]
mod calls;
#[path = "support/scene.rs"]
mod scene;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use calls::{Arguments, OPERATIONS, Operation, REFRESHES};
use doorcode::transport::{Request, Response, Sending, Transport};
use doorcode::{Client, Error, ErrorKind, Phase, RequestOptions, RetryPolicy};
use scene::{PATIENCE, Scene};
use serde_json::json;

const GATEWAY: [u16; 6] = [503, 520, 521, 522, 524, 530];

/// Arguments that all operations send, those that check their token included.
fn arguments(scene: &Scene) -> Arguments {
    let refresh_token = scene.token(&json!({}), &json!({ "drn": "DSR" }));
    Arguments { login_id: "+15555550100".into(), refresh_token, ..Default::default() }
}

fn all() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().chain(REFRESHES)
}

/// A client that has its keys, so that no fetch is counted.
async fn warm(scene: &Scene, client: Client) -> Client {
    client.session().validate(&scene.good_token(), &Default::default()).await.unwrap();
    scene.forget_requests();
    client
}

/// How many requests one call makes when the first reply is `fault`.
async fn requests(
    scene: &Scene,
    client: &Client,
    operation: &Operation,
    with: &Arguments,
) -> (usize, ErrorKind) {
    let error = (operation.call)(client, with).await.unwrap_err();
    let count = scene.requests().len();
    scene.no_more_faults();
    scene.forget_requests();
    (count, error.kind())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gateway_failures_are_repeated_only_where_that_does_no_harm() {
    let scene = Scene::start();
    let (client, with) = (warm(&scene, scene.client()).await, arguments(&scene));
    for (status, operation) in GATEWAY.into_iter().flat_map(|status| all().map(move |one| (status, one))) {
        scene.fault("/v1/*", json!({ "status": status, "count": 9 }));
        let expected = if operation.repeatable { 4 } else { 1 };
        let found = requests(&scene, &client, operation, &with).await;
        assert_eq!(found, (expected, ErrorKind::Server), "{} {status}", operation.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_failures_are_never_repeated() {
    let scene = Scene::start();
    let (client, with) = (warm(&scene, scene.client()).await, arguments(&scene));
    let faults = [
        (json!({ "status": 500, "count": 9 }), ErrorKind::Server),
        (json!({ "status": 502, "count": 9 }), ErrorKind::Server),
        (json!({ "status": 429, "count": 9 }), ErrorKind::RateLimited),
        (json!({ "status": 429, "headers": { "Retry-After": 11 }, "count": 9 }), ErrorKind::RateLimited),
        (json!({ "status": 503, "headers": { "Retry-After": 11 }, "count": 9 }), ErrorKind::Server),
        (json!({ "drop": true, "count": 9 }), ErrorKind::Network),
    ];
    for (fault, kind) in faults {
        for operation in all() {
            scene.fault("/v1/*", fault.clone());
            let found = requests(&scene, &client, operation, &with).await;
            assert_eq!(found, (1, kind), "{} {fault}", operation.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_with_a_short_pause_is_waited_for() {
    let scene = Scene::start();
    let (client, with) = (warm(&scene, scene.client()).await, arguments(&scene));
    for operation in all() {
        scene.fault("/v1/*", json!({ "status": 429, "headers": { "Retry-After": 0 }, "count": 9 }));
        let expected = if operation.repeatable { 4 } else { 1 };
        let found = requests(&scene, &client, operation, &with).await;
        assert_eq!(found, (expected, ErrorKind::RateLimited), "{}", operation.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_recovers_in_time_is_no_failure() {
    let scene = Scene::start();
    let client = scene.client();
    let token = scene.login(&client).await.refresh.unwrap();
    scene.fault("/v1/auth/refresh", json!({ "status": 503, "count": 3 }));
    scene.fault("/v1/auth/me", json!({ "status": 429, "headers": { "Retry-After": "0" }, "count": 2 }));
    client.session().refresh(token.jwt(), &Default::default()).await.unwrap();
    client.user().me(token.jwt()).await.unwrap();
    assert_eq!((scene.count("/v1/auth/refresh"), scene.count("/v1/auth/me")), (4, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retrying_can_be_switched_off() {
    let scene = Scene::start();
    let policies = [
        RetryPolicy { delays: Vec::new(), ..Default::default() },
        RetryPolicy { statuses: vec![599], ..Default::default() },
        RetryPolicy { max_total: Duration::ZERO, ..Default::default() },
    ];
    for policy in policies {
        let client = scene.builder().retry(policy.clone()).build().unwrap();
        scene.fault("/v1/auth/me", json!({ "status": 503, "count": 9 }));
        client.user().me("r3fr3sh").await.unwrap_err();
        assert_eq!(scene.count("/v1/auth/me"), 1, "{policy:?}");
        scene.no_more_faults();
        scene.forget_requests();
    }
}

/// Refuses connections for a while.
struct Refusing {
    left: AtomicUsize,
    phase: Phase,
}

impl Transport for Refusing {
    fn send(&self, _: Request) -> Sending {
        let left = self.left.fetch_sub(1, Ordering::SeqCst);
        let refused = Err(Error::network(self.phase, "refused"));
        let answer =
            Response { status: 418, headers: Vec::new(), body: b"{\"errorCode\":\"E999999\"}".to_vec() };
        Box::pin(async move { if left > 0 { refused } else { Ok(answer) } })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_connection_is_tried_once_more_whatever_the_call() {
    let scene = Scene::start();
    let keys = warm(&scene, scene.client()).await.keys().export().unwrap();
    let with = arguments(&scene);
    for (refusals, phase, kind) in [
        (1, Phase::Connect, ErrorKind::Rejected),
        (2, Phase::Connect, ErrorKind::Network),
        (1, Phase::Read, ErrorKind::Network),
    ] {
        for operation in all() {
            let transport = Arc::new(Refusing { left: AtomicUsize::new(refusals), phase });
            let client = scene.builder().transport(transport).build().unwrap();
            client.keys().import(&keys).unwrap();
            let error = (operation.call)(&client, &with).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{} {refusals} {phase}", operation.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_timeout_is_that_of_the_whole_call() {
    let scene = Scene::start();
    let delays = vec![PATIENCE; 3];
    let client = scene.builder().retry(RetryPolicy { delays, ..Default::default() }).build().unwrap();
    let timeout = Some(Duration::from_millis(300));
    let hurried = client.with(RequestOptions { timeout, ..Default::default() }).unwrap();
    let started = Instant::now();

    scene.fault("/v1/auth/me", json!({ "status": 503 }));
    let error = hurried.user().me("r3fr3sh").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "a pause that does not fit is not begun");

    scene.fault("/v1/auth/me", json!({ "delayMs": 5000 }));
    let error = hurried.user().me("r3fr3sh").await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Timeout, None));
    assert!(error.is_retryable());
    assert!(started.elapsed() < Duration::from_secs(4));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_keys_are_part_of_the_call_s_time() {
    let scene = Scene::start();
    let timeout = Duration::from_millis(300);
    let client = scene.builder().timeout(timeout).build().unwrap();
    scene.fault(&scene.keys_path(), json!({ "delayMs": 5000 }));
    let started = Instant::now();
    let call = client.session().validate(&scene.good_token(), &Default::default());
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Timeout);
    assert!(started.elapsed() < Duration::from_secs(4));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_in_the_pause_before_the_keys_are_asked_for_again_waits_for_them() {
    let scene = Scene::start();
    let delays = vec![Duration::from_millis(500)];
    let client = scene.builder().retry(RetryPolicy { delays, ..Default::default() }).build().unwrap();
    let token = scene.good_token();
    scene.fault(&scene.keys_path(), json!({ "status": 503 }));
    let validate = || {
        let (client, token) = (client.clone(), token.clone());
        async move { client.session().validate(&token, &Default::default()).await }
    };
    let first = tokio::spawn(validate());
    scene.until_answered(&scene.keys_path());
    let others: Vec<_> = (0..8).map(|_| tokio::spawn(validate())).collect();
    for call in others.into_iter().chain([first]) {
        call.await.unwrap().unwrap();
    }
    assert_eq!(scene.key_fetches(), 2);
}
