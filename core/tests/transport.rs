//! Whatever comes back becomes a result or an error with a kind (security T1–T3, T6).
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/calls.rs"]
mod calls;
#[path = "support/scene.rs"]
mod scene;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;
use std::time::Duration;

use calls::{Arguments, OPERATIONS, REFRESHES};
use doorcode::{Client, ErrorKind, Phase};
use scene::{ANN, Scene};
use serde_json::{Value, json};

const ME: &str = "/v1/auth/me";
const SIGN_IN: &str = "/v1/auth/otp/signin/email";

async fn me(client: &Client) -> doorcode::Result<doorcode::User> {
    client.user().me("r3fr3sh").await
}

/// Takes one connection, notes what it says, answers with `reply`, and closes it.
fn answers_once(reply: Vec<u8>) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(scene::PATIENCE)).unwrap();
        let (mut heard, mut chunk) = (Vec::new(), [0; 4096]);
        while !heard.windows(4).any(|window| window == b"\r\n\r\n") {
            let count = stream.read(&mut chunk).unwrap();
            heard.extend_from_slice(&chunk[..count]);
            if count == 0 {
                break;
            }
        }
        // A client that has seen enough may close first.
        let _ = stream.write_all(&reply);
        String::from_utf8(heard).unwrap()
    });
    (url, heard)
}

fn client_at(url: &str) -> Client {
    Client::builder("P2doorcodeLocalDevelopment00").base_url(url).timeout(scene::PATIENCE).build().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_is_a_limit_whatever_its_body() {
    let scene = Scene::start();
    let client = scene.client();
    let bodies = [
        json!({ "errorCode": "E130429", "errorDescription": "https://docs", "errorMessage": "limit" }),
        json!({}),
        json!(""),
        json!("<html>Too Many Requests</html>"),
        json!("{\"errorCode\":\"E1304"),
        json!({ "errorCode": 7 }),
    ];
    for body in bodies {
        for truncate in [None, Some(5)] {
            let fault = json!({ "status": 429, "headers": { "Retry-After": 13 }, "body": body });
            let fault = match truncate {
                Some(bytes) if body != json!("") => {
                    let mut fault = fault;
                    fault["truncate"] = json!(bytes);
                    fault
                }
                _ => fault,
            };
            scene.fault(ME, fault.clone());
            let error = me(&client).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::RateLimited, "{fault}");
            assert_eq!(error.retry_after(), Some(Duration::from_secs(13)), "{fault}");
            assert_eq!(error.status(), Some(429), "{fault}");
        }
    }
    scene.fault(ME, json!({ "status": 400, "body": { "errorCode": "E130429" } }));
    assert_eq!(me(&client).await.unwrap_err().kind(), ErrorKind::RateLimited);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failures_of_something_in_between_are_the_server_s() {
    let scene = Scene::start();
    let client = scene.client();
    for (status, body) in [
        (500, json!("<html>")),
        (502, json!("")),
        (504, json!({ "message": "no upstream" })),
        (599, json!([1, 2])),
        (403, json!("<html>blocked</html>")),
        (404, json!("")),
        (418, json!("null")),
    ] {
        for path in [ME, SIGN_IN] {
            scene.fault(path, json!({ "status": status, "body": body, "headers": { "CF-Ray": "7a" } }));
            let error = match path {
                ME => me(&client).await.unwrap_err(),
                _ => sign_in(&client).await.unwrap_err(),
            };
            assert_eq!((error.kind(), error.status()), (ErrorKind::Server, Some(status)), "{body}");
            assert_eq!(error.trace_id(), Some("7a"));
            assert!(!error.to_string().is_empty());
        }
    }
}

async fn sign_in(client: &Client) -> doorcode::Result<doorcode::MaskedAddress> {
    client.otp().sign_in(doorcode::DeliveryMethod::Email, ANN, &Default::default(), None).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_no_in_json_is_told_as_the_service_told_it() {
    let scene = Scene::start();
    let refusal = json!({ "errorCode": "E999999", "errorDescription": "Odd", "errorMessage": "very odd" });
    scene.fault(ME, json!({ "status": 400, "body": refusal }));
    let error = me(&scene.client()).await.unwrap_err();
    assert_eq!((error.kind(), error.code(), error.status()), (ErrorKind::Rejected, "E999999", Some(400)));
    assert_eq!((error.description(), error.detail()), ("Odd", "very odd"));
    assert_eq!(error.to_string(), "Odd: very odd (E999999)");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_success_that_can_t_be_read_is_a_decode_error() {
    let scene = Scene::start();
    let client = scene.client();
    let token = scene.login(&client).await.refresh.unwrap();
    let garbage = [
        json!("<html>"),
        json!(""),
        json!("nul"),
        json!("{\"sessionJwt\":"),
        json!([]),
        json!(7),
        json!("\"text\""),
        json!({ "sessionJwt": 7, "maskedEmail": [], "userId": {}, "tenants": 1 }),
    ];
    for body in garbage {
        for operation in OPERATIONS.iter().chain(REFRESHES).filter(|one| !one.name.contains("logout")) {
            scene.fault("/v1/*", json!({ "body": body }));
            let with = Arguments { refresh_token: token.jwt().into(), ..Arguments::default() };
            let with = Arguments { login_id: "+15555550100".into(), ..with };
            let result = (operation.call)(&client, &with).await;
            // A list is what the history is; a record's members may be missing.
            if operation.name == "user.history" && body == json!([]) {
                result.unwrap();
                continue;
            }
            let error = result.expect_err(&format!("{} {body}", operation.name));
            assert_eq!(
                (error.kind(), error.status()),
                (ErrorKind::Decode, Some(200)),
                "{} {body}",
                operation.name
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_without_a_session_is_a_decode_error_and_no_session_at_all_for_try_refresh() {
    let scene = Scene::start();
    let client = scene.client();
    let token = scene.login(&client).await.refresh.unwrap();
    scene.fault("/v1/*", json!({ "body": {}, "count": 3 }));
    let error = client.session().refresh(token.jwt(), &Default::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    let error = client.session().migrate("3xt3rn4l").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(client.session().try_refresh(Some(token.jwt())).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_never_becomes_a_reply_is_a_network_error_with_its_phase() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let phase_at = async |url: &str| {
        let error = me(&client_at(url)).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Network, None), "{url}");
        assert!(error.is_retryable() && !error.to_string().contains(url), "{error}");
        error.phase()
    };
    assert_eq!(phase_at(&closed).await, Some(Phase::Connect));
    assert_eq!(phase_at("http://no-such-host.invalid").await, Some(Phase::Dns));
    for reply in
        ["", "HTTP/1.1 200 OK\r\n", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}"]
    {
        let (url, heard) = answers_once(reply.into());
        assert_eq!(phase_at(&url).await, Some(Phase::Read), "{reply:?}");
        heard.join().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_over_the_limit_is_refused() {
    let limit = doorcode::transport::MAX_RESPONSE_BYTES;
    for (length, kind) in [(limit, None), (limit + 1, Some(ErrorKind::Decode))] {
        let body = format!("{{\"name\":\"{}\"}}", "x".repeat(length - 11));
        assert_eq!(body.len(), length);
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
        let (url, heard) = answers_once((head + &body).into_bytes());
        assert_eq!(me(&client_at(&url)).await.err().map(|error| error.kind()), kind);
        heard.join().unwrap();
    }
    let endless = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_owned() + "40000\r\n";
    let chunk = format!("{}\r\n40000\r\n", "x".repeat(0x40000));
    let (url, heard) = answers_once((endless + &chunk.repeat(20)).into_bytes());
    assert_eq!(me(&client_at(&url)).await.unwrap_err().kind(), ErrorKind::Decode);
    heard.join().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_post_follows_no_redirect() {
    let scene = Scene::start();
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/elsewhere", scene.service.url);
        scene.fault(SIGN_IN, json!({ "status": status, "headers": { "Location": location } }));
        let error = sign_in(&scene.client()).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Server, Some(status)));
    }
    assert_eq!(scene.count("/elsewhere"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_get_follows_redirects_to_an_end() {
    let scene = Scene::start();
    let client = scene.client();
    let token = scene.login(&client).await.refresh.unwrap();
    let to = |path: &str| json!({ "status": 307, "headers": { "Location": path } });
    scene.fault("/elsewhere", to(ME));
    scene.fault(ME, to("/elsewhere"));
    client.user().me(token.jwt()).await.unwrap();
    assert_eq!(scene.count(ME), 2);

    scene.fault(ME, json!({ "status": 302, "headers": { "Location": ME }, "count": 99 }));
    assert_eq!(me(&client).await.unwrap_err().status(), Some(302));
    assert_eq!(scene.count(ME), 2 + 6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_follows_a_redirect_to_another_origin() {
    let scene = Scene::start();
    let (elsewhere, heard) =
        answers_once(b"HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{\"userId\":1".to_vec());
    scene.fault(ME, json!({ "status": 302, "headers": { "Location": elsewhere } }));
    let client = scene.builder().header("x-api-key", "k3y").header("cookie", "c00k13=1").build().unwrap();
    assert_eq!(me(&client).await.unwrap_err().kind(), ErrorKind::Decode);
    let heard = heard.join().unwrap();
    assert!(heard.contains("user-agent: doorcode/"), "{heard}");
    for secret in ["r3fr3sh", "k3y", "c00k13", "authorization"] {
        assert!(!heard.contains(secret), "{heard}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_cookie_is_kept_between_calls() {
    let scene = Scene::start();
    scene.settings(&json!({ "cookies": true }));
    let client = scene.client();
    let login = scene.login(&client).await;
    assert!(login.refresh.is_some(), "the tokens came in cookies");
    client.user().me(login.refresh.unwrap().jwt()).await.unwrap();
    assert!(scene.requests().iter().all(|request| request["headers"].get("cookie").is_none()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bearer_carries_what_the_call_needs_and_the_management_key_nothing() {
    let scene = Scene::start();
    let mut config = doorcode::Config::new(&scene.service.project);
    config.base_url = Some(scene.service.url.clone());
    config.management_key = Some("M4N4G3".into());
    config.auth_management_key = Some("4UTH".into());
    let client = Client::from_config(config).unwrap();
    let refresh_token = scene.token(&json!({}), &json!({ "drn": "DSR" }));
    client.session().validate(&scene.good_token(), &Default::default()).await.unwrap();
    let with = Arguments { refresh_token, login_id: "+15555550100".into(), ..Arguments::default() };

    for operation in OPERATIONS.iter().chain(REFRESHES) {
        scene.forget_requests();
        let _ = (operation.call)(&client, &with).await;
        let requests = scene.requests();
        let [request] = requests.as_slice() else { panic!("{}: {requests:?}", operation.name) };
        let token = match operation.name {
            "session.exchange_access_key" => Some(&with.access_key),
            "session.migrate" | "otp.sign_up" | "otp.sign_up_or_in" | "otp.verify" => None,
            _ => Some(&with.refresh_token),
        };
        let parts: Vec<_> = [Some(&scene.service.project), token, Some(&"4UTH".to_owned())]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        assert_eq!(
            request["headers"]["authorization"],
            format!("Bearer {}", parts.join(":")),
            "{}",
            operation.name
        );
        assert!(!request.to_string().contains("M4N4G3"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_are_texts() {
    let scene = Scene::start();
    let client = scene.client();
    scene.service.control("PUT", "/codes", &json!({ "loginId": ANN, "code": "001234" }));
    let otp = client.otp();
    let verify =
        async |code: &str| otp.verify(doorcode::DeliveryMethod::Email, ANN, code, &Default::default()).await;
    otp.sign_up_or_in(None, ANN, &Default::default()).await.unwrap();
    assert_eq!(verify("1234").await.unwrap_err().kind(), ErrorKind::InvalidCode);
    verify("001234").await.unwrap();
    let codes: Vec<Value> =
        scene.requests().into_iter().map(|request| request["body"]["code"].clone()).collect();
    assert!(codes.contains(&json!("1234")) && codes.contains(&json!("001234")));
}
