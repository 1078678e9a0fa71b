//! Flows driven by hand, with a blocking loop over a plain socket: the same operations, the same outcome, as with the
//! default driver.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/scene.rs"]
mod scene;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::pin::Pin;
use std::task::{Context, Waker};
use std::thread;

use doorcode::flow::{Flow, Step};
use doorcode::transport::{Request, Response};
use doorcode::{
    Call, Client, DeliveryMethod, Error, ErrorKind, Phase, Reason, Result, RetryPolicy, VerifyOptions,
};
use scene::{ANN, PATIENCE, Scene, at_once};
use serde_json::json;

const REFRESH: &str = "/v1/auth/refresh";

/// The whole driver.
fn drive<T>(mut flow: Flow<T>) -> Result<T> {
    let mut answer = None;
    loop {
        match flow.next(answer.take()) {
            Step::Done(result) => return result,
            Step::Send(request) => answer = Some(send(&request)),
            Step::Wait(wait) => thread::park_timeout(wait.at_most()),
        }
    }
}

fn by_hand<T: Send + 'static>(call: Call<T>) -> Result<T> {
    drive(call.into_flow()?)
}

/// HTTP in its shortest form.
fn send(request: &Request) -> Result<Response> {
    let failed = |error: std::io::Error| Error::network(Phase::Read, error.to_string());
    let (authority, path) = request.url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let body = request.body.as_deref().unwrap_or_default();
    let mut head = format!("{} /{path} HTTP/1.1\r\nhost: {authority}\r\n", request.method.as_str());
    head.extend(request.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")));
    let mut stream =
        TcpStream::connect(authority).map_err(|error| Error::network(Phase::Connect, error.to_string()))?;
    stream.set_read_timeout(Some(request.timeout)).unwrap();
    write!(stream, "{head}connection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        .map_err(failed)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(failed)?;
    Ok(parse(&bytes))
}

fn parse(bytes: &[u8]) -> Response {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let header =
        |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    Response { status, headers: lines.filter_map(header).collect(), body: bytes[end + 4..].to_vec() }
}

fn sent<T>(step: Step<T>) -> Request {
    match step {
        Step::Send(request) => request,
        Step::Wait(_) => panic!("it waits"),
        Step::Done(_) => panic!("it is over"),
    }
}

fn outcome<T>(step: Step<T>) -> Result<T> {
    match step {
        Step::Done(result) => result,
        Step::Send(request) => panic!("it wants to send {request:?}"),
        Step::Wait(_) => panic!("it waits"),
    }
}

fn waits<T>(step: &Step<T>) -> bool {
    matches!(step, Step::Wait(_))
}

/// Somebody who is logged in, by hand.
fn login(scene: &Scene, client: &Client) -> doorcode::AuthResponse {
    let start = client.otp().sign_up_or_in(DeliveryMethod::Email, ANN, &Default::default());
    assert_eq!(by_hand(start).unwrap().masked, "a***@example.com");
    let code = scene.service.code(ANN);
    by_hand(client.otp().verify(DeliveryMethod::Email, ANN, &code, &Default::default())).unwrap()
}

fn refresh(client: &Client, token: &str) -> Flow<doorcode::AuthResponse> {
    client.session().refresh(token, &VerifyOptions::default()).into_flow().unwrap()
}

#[test]
fn a_whole_login_goes_the_same_way_by_hand_as_by_the_default_driver() {
    let scene = Scene::start();
    let client = scene.client();
    let login = login(&scene, &client);
    let token = login.refresh.unwrap();

    let (session, users) = (client.session(), client.user());
    let me = by_hand(users.me(token.jwt())).unwrap();
    assert_eq!(me, users.me(token.jwt()).wait().unwrap());
    assert_eq!(me.user_id, login.user.unwrap().user_id);
    assert_eq!(by_hand(users.history(token.jwt())).unwrap(), users.history(token.jwt()).wait().unwrap());
    let renewed = by_hand(session.refresh(token.jwt(), &Default::default())).unwrap();
    assert_eq!(renewed.session.subject(), token.subject());
    by_hand(session.validate(renewed.session.jwt(), &Default::default())).unwrap();

    by_hand(session.logout(token.jwt())).unwrap();
    for result in [
        by_hand(session.refresh(token.jwt(), &Default::default())),
        session.refresh(token.jwt(), &Default::default()).wait(),
    ] {
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::SessionEnded, "E064001"));
    }
}

#[test]
fn flows_in_several_threads_share_a_request_too() {
    let scene = Scene::start();
    scene.settings(&json!({ "rotateRefreshTokens": true }));
    let client = scene.client();
    let token = login(&scene, &client).refresh.unwrap().jwt().to_owned();

    let mut leader = refresh(&client, &token);
    let request = sent(leader.next(None));
    let mut followers: Vec<_> = (0..8).map(|_| refresh(&client, &token)).collect();
    assert!(followers.iter_mut().all(|flow| waits(&flow.next(None))));
    let followers: Vec<_> = followers.into_iter().map(|flow| thread::spawn(|| drive(flow))).collect();
    let also_by_the_default_driver = {
        let mut call = client.session().refresh(&token, &VerifyOptions::default());
        assert!(Pin::new(&mut call).poll(&mut Context::from_waker(Waker::noop())).is_pending());
        thread::spawn(|| call.wait())
    };
    let renewed = outcome(leader.next(Some(send(&request)))).unwrap().refresh.unwrap();
    for follower in followers {
        assert_eq!(follower.join().unwrap().unwrap().refresh.unwrap().jwt(), renewed.jwt());
    }
    assert_eq!(scene.count(REFRESH), 1);
    also_by_the_default_driver.join().unwrap().unwrap();
}

#[test]
fn a_flow_dropped_in_the_middle_leaves_nobody_waiting() {
    let scene = Scene::start();
    let client = scene.client();
    let token = login(&scene, &client).refresh.unwrap().jwt().to_owned();
    let mut leader = refresh(&client, &token);
    let (mut first, mut second) = (refresh(&client, &token), refresh(&client, &token));
    sent(leader.next(None));
    assert!(waits(&first.next(None)) && waits(&second.next(None)));
    drop(leader);

    let request = sent(first.next(None));
    assert!(waits(&second.next(None)), "one leads, the other goes on following");
    outcome(first.next(Some(send(&request)))).unwrap();
    outcome(second.next(None)).unwrap();
    assert_eq!(scene.count(REFRESH), 1);
}

#[test]
fn a_key_fetch_that_was_dropped_in_the_middle_is_made_by_the_next_flow() {
    let scene = Scene::start();
    let (client, token) = (scene.client(), scene.good_token());
    let validate = || client.session().validate(&token, &VerifyOptions::default()).into_flow().unwrap();
    sent(validate().next(None));
    let mut next = validate();
    let request = sent(next.next(None));
    outcome(next.next(Some(send(&request)))).unwrap();
}

#[test]
fn one_flow_s_own_deadline_does_not_fail_those_who_follow() {
    let scene = Scene::start();
    let client = scene.client();
    let token = login(&scene, &client).refresh.unwrap().jwt().to_owned();
    let (mut leader, mut follower) = (refresh(&client, &token), refresh(&client, &token));
    sent(leader.next(None));
    assert!(waits(&follower.next(None)));
    let error = outcome(leader.next(Some(Err(Error::timeout("too slow"))))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    let request = sent(follower.next(None));
    outcome(follower.next(Some(send(&request)))).unwrap();
}

#[test]
fn a_flow_asks_for_its_retries_and_keeps_its_deadline() {
    let scene = Scene::start();
    let delays = vec![PATIENCE / 4; 2];
    let client = scene.builder().retry(RetryPolicy { delays, ..Default::default() }).build().unwrap();
    let unavailable = || Some(Ok(Response { status: 503, headers: Vec::new(), body: Vec::new() }));
    let mut flow = client.user().me("r3fr3sh").into_flow().unwrap();
    let first = sent(flow.next(None));
    assert!(first.timeout > PATIENCE / 2 && first.timeout <= PATIENCE);
    match flow.next(unavailable()) {
        Step::Wait(wait) => assert_eq!(wait.at_most(), PATIENCE / 4),
        step => panic!("{step:?}"),
    }
    scene.clock.advance(PATIENCE / 4);
    let second = sent(flow.next(None));
    assert!(second.timeout <= PATIENCE * 3 / 4, "the whole call has one deadline");
    assert_eq!((second.url, second.body), (first.url, first.body));

    scene.clock.advance(PATIENCE);
    let error = outcome(flow.next(unavailable())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
}

#[test]
fn a_request_without_an_answer_is_a_network_error() {
    let scene = Scene::start();
    let mut flow = scene.client().user().me("r3fr3sh").into_flow().unwrap();
    sent(flow.next(None));
    let error = outcome(flow.next(None)).unwrap_err();
    assert_eq!((error.kind(), error.phase()), (ErrorKind::Network, Some(Phase::Read)));
}

#[test]
fn decided_calls_make_flows_that_are_over_or_none_at_all() {
    let scene = Scene::start();
    let (client, token) = (scene.client(), scene.good_token());
    let error = client.session().refresh("", &Default::default()).into_flow().unwrap_err();
    assert_eq!((error.kind(), error.argument()), (ErrorKind::InvalidArgument, Some("refresh_token")));

    let validate = || client.session().validate(&token, &VerifyOptions::default());
    by_hand(validate()).unwrap();
    let mut decided = validate().into_flow().unwrap();
    outcome(decided.next(None)).unwrap();
}

#[test]
fn what_is_over_says_so() {
    let scene = Scene::start();
    let (client, token) = (scene.client(), scene.good_token());
    let validate = || client.session().validate(&token, &VerifyOptions::default());
    let mut flow = validate().into_flow().unwrap();
    let request = sent(flow.next(None));
    outcome(flow.next(Some(send(&request)))).unwrap();
    for _ in 0..2 {
        assert_eq!(outcome(flow.next(None)).unwrap_err().reason(), Some(Reason::Conflict));
    }

    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut decided = validate();
        (&mut decided).await.unwrap();
        assert_eq!((&mut decided).await.unwrap_err().reason(), Some(Reason::Conflict));
        let mut sending = client.user().me("r3fr3sh");
        (&mut sending).await.unwrap_err();
        assert_eq!(sending.await.unwrap_err().reason(), Some(Reason::Conflict));
    });
}

#[test]
fn a_call_that_runs_already_can_t_be_driven_by_hand() {
    let scene = Scene::start();
    let mut call = scene.client().user().me("r3fr3sh");
    assert!(Pin::new(&mut call).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!(call.into_flow().unwrap_err().reason(), Some(Reason::Conflict));
    assert!(at_once(scene.client().user().me("r3fr3sh")).is_none());
}
