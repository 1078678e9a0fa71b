//! Refreshing at the same time, refreshing and giving up, refreshing and logging out: one request, and no answer lost.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/held.rs"]
mod held;
#[path = "support/scene.rs"]
mod scene;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};
use std::time::Duration;

use doorcode::transport::{Request, Sending, Transport};
use doorcode::{AuthResponse, Call, Client, ErrorKind, Reason, RequestOptions, VerifyOptions};
use held::Held;
use scene::Scene;
use serde_json::json;

const REFRESH: &str = "/v1/auth/refresh";

/// Lets a call do what it can at once: it has sent its request, or waits for somebody else's.
fn started<T>(mut call: Call<T>) -> Call<T> {
    let mut context = Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut call).poll(&mut context).is_pending(), "the call is over already");
    call
}

fn refresh(client: &Client, token: &str) -> Call<AuthResponse> {
    client.session().refresh(token, &VerifyOptions::default())
}

/// Somebody who is logged in, in a project that rotates refresh tokens.
struct Login {
    scene: Scene,
    transport: Arc<Held>,
    client: Client,
    token: String,
}

impl Login {
    async fn rotating() -> Self {
        let scene = Scene::start();
        scene.settings(&json!({ "rotateRefreshTokens": true }));
        let transport = Held::new(REFRESH);
        let client = scene.builder().transport(transport.clone()).build().unwrap();
        let token = scene.login(&client).await.refresh.unwrap().jwt().to_owned();
        Self { scene, transport, client, token }
    }

    fn refresh(&self) -> Call<AuthResponse> {
        refresh(&self.client, &self.token)
    }

    fn hurried(&self) -> Client {
        let timeout = Some(Duration::from_millis(100));
        self.client.with(RequestOptions { timeout, ..Default::default() }).unwrap()
    }
}

fn refresh_jwt(auth: &AuthResponse) -> &str {
    auth.refresh.as_ref().unwrap().jwt()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_callers_share_one_request_and_its_rotated_token() {
    let login = Login::rotating().await;
    let calls: Vec<_> = (0..16).map(|_| started(login.refresh())).collect();
    login.transport.release();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap());
    }
    assert_eq!(login.scene.count(REFRESH), 1);
    assert_ne!(refresh_jwt(&answers[0]), login.token);
    assert!(answers.iter().all(|auth| refresh_jwt(auth) == refresh_jwt(&answers[0])));
    refresh(&login.client, refresh_jwt(&answers[0])).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_on_different_threads_share_it_too() {
    let login = Login::rotating().await;
    let calls: Vec<_> = (0..16)
        .map(|_| {
            let (client, token) = (login.client.clone(), login.token.clone());
            std::thread::spawn(move || refresh(&client, &token).wait())
        })
        .collect();
    login.scene.until_arrived(REFRESH, 1);
    login.transport.release();
    for call in calls {
        tokio::task::block_in_place(|| call.join()).unwrap().unwrap();
    }
    // A thread that comes late finds the flight landed and makes another; the service answers it the same.
    assert!(login.transport.sent() < 16);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_caller_s_own_options_are_checked() {
    for strict_leads in [true, false] {
        let login = Login::rotating().await;
        let strict = VerifyOptions { audience: vec!["other".into()], ..Default::default() };
        let strict = || started(login.client.session().refresh(&login.token, &strict));
        let lax = || started(login.refresh());
        let (strict, lax) = if strict_leads {
            let strict = strict();
            (strict, lax())
        } else {
            let lax = lax();
            (strict(), lax)
        };
        login.transport.release();
        assert_eq!(strict.await.unwrap_err().reason(), Some(Reason::Audience));
        lax.await.unwrap();
        assert_eq!(login.scene.count(REFRESH), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_caller_s_answer_goes_to_the_next_call_once() {
    let login = Login::rotating().await;
    drop(started(login.refresh()));
    login.scene.until_arrived(REFRESH, 1);
    login.transport.release();
    let auth = login.refresh().await.unwrap();
    assert_eq!(login.scene.count(REFRESH), 1);
    login.refresh().await.unwrap();
    assert_eq!(login.scene.count(REFRESH), 2, "it was given once");
    refresh(&login.client, refresh_jwt(&auth)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kept_answer_is_for_its_own_token_and_connection_only() {
    let login = Login::rotating().await;
    let other_session = login.scene.login(&login.client).await.refresh.unwrap();
    let other_client = login.scene.client();
    drop(started(login.refresh()));
    login.scene.until_arrived(REFRESH, 1);
    login.transport.release();

    let auth = refresh(&login.client, other_session.jwt()).await.unwrap();
    assert_eq!(login.scene.count(REFRESH), 2);
    assert_eq!(auth.session.claims()["sid"], other_session.claims()["sid"]);
    refresh(&other_client, &login.token).await.unwrap();
    assert_eq!(login.scene.count(REFRESH), 3, "another transport may lead to another service");
    login.refresh().await.unwrap();
    assert_eq!(login.scene.count(REFRESH), 3, "the kept answer was still there for its own");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_kept_past_log_out() {
    let login = Login::rotating().await;
    for logs_out_everywhere in [false, true] {
        let token = login.scene.login(&login.client).await.refresh.unwrap();
        let before = login.scene.count(REFRESH);
        drop(started(refresh(&login.client, token.jwt())));
        login.scene.until_arrived(REFRESH, before + 1);
        let session = login.client.session();
        let end =
            if logs_out_everywhere { session.logout_all(token.jwt()) } else { session.logout(token.jwt()) };
        end.await.unwrap();
        login.transport.release();
        let error = refresh(&login.client, token.jwt()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::SessionEnded);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_who_is_cancelled_leaves_nobody_waiting() {
    let login = Login::rotating().await;
    let leader = started(login.refresh());
    let followers: Vec<_> = (0..5).map(|_| started(login.refresh())).collect();
    drop(leader);
    login.transport.release();
    for follower in followers {
        follower.await.unwrap();
    }
    assert_eq!(login.scene.count(REFRESH), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_whose_time_is_over_fails_alone() {
    let login = Login::rotating().await;
    let leader = started(refresh(&login.hurried(), &login.token));
    let follower = started(login.refresh());
    assert_eq!(leader.await.unwrap_err().kind(), ErrorKind::Timeout);
    login.transport.release();
    follower.await.unwrap();
    assert_eq!(login.scene.count(REFRESH), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_whose_time_is_over_fails_alone() {
    let login = Login::rotating().await;
    let leader = started(login.refresh());
    let follower = started(refresh(&login.hurried(), &login.token));
    assert_eq!(follower.await.unwrap_err().kind(), ErrorKind::Timeout);
    login.transport.release();
    leader.await.unwrap();
    assert_eq!(login.scene.count(REFRESH), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answer_to_a_call_whose_time_was_over_is_not_lost() {
    let login = Login::rotating().await;
    let error = refresh(&login.hurried(), &login.token).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    login.transport.release();
    let auth = login.refresh().await.unwrap();
    assert_ne!(refresh_jwt(&auth), login.token);
    assert_eq!(login.scene.count(REFRESH), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_is_shared_and_not_kept() {
    let login = Login::rotating().await;
    login.scene.fault(REFRESH, json!({ "status": 500, "body": { "errorCode": "E999999" } }));
    let calls: Vec<_> = (0..4).map(|_| started(login.refresh())).collect();
    login.transport.release();
    for call in calls {
        assert_eq!(call.await.unwrap_err().kind(), ErrorKind::Server);
    }
    assert_eq!(login.scene.count(REFRESH), 1);
    login.refresh().await.unwrap();
    assert_eq!(login.scene.count(REFRESH), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn try_refresh_shares_and_keeps_in_the_same_way() {
    let login = Login::rotating().await;
    let transport = Held::new("/v1/auth/try-refresh");
    let client = login.scene.builder().transport(transport.clone()).build().unwrap();
    client.session().verify_jwt(&login.token, &VerifyOptions::default()).await.unwrap();
    let call = || client.session().try_refresh(Some(&login.token));
    drop(started(call()));
    let calls = [started(call()), started(call())];
    transport.release();
    for call in calls {
        assert_ne!(refresh_jwt(&call.await.unwrap().unwrap()), login.token);
    }
    assert_eq!(transport.sent(), 1);
}

/// Panics in one of two places.
struct Panicking {
    sent: AtomicUsize,
    at_once: bool,
}

impl Transport for Panicking {
    fn send(&self, request: Request) -> Sending {
        self.sent.fetch_add(1, Ordering::SeqCst);
        assert!(!self.at_once, "asked for {request:?}");
        Box::pin(async { panic!("on the way") })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_in_the_transport_is_an_error_for_all_who_wait() {
    let login = Login::rotating().await;
    let keys = login.client.keys().export().unwrap();
    for at_once in [true, false] {
        let transport = Arc::new(Panicking { sent: AtomicUsize::new(0), at_once });
        let client = login.scene.builder().transport(transport.clone()).build().unwrap();
        client.keys().import(&keys).unwrap();
        let call = || refresh(&client, &login.token);
        let results = tokio::join!(call(), call(), call(), call());
        for result in [results.0, results.1, results.2, results.3] {
            assert_eq!(result.unwrap_err().kind(), ErrorKind::Network);
        }
        let sent = transport.sent.load(Ordering::SeqCst);
        assert!((1..=4).contains(&sent), "{sent} requests");
        assert_eq!(client.user().me(&login.token).await.unwrap_err().kind(), ErrorKind::Network);
    }
}
