//! A service on a port of its own, and a plain HTTP client that shows what is on the wire.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use doorcode_server::app;
use doorcode_server::state::{AppState, Options};
use http::{HeaderMap, Method, Request};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A running service. It ends with the test.
pub(crate) struct Service {
    pub(crate) state: AppState,
    address: SocketAddr,
    client: Client<HttpConnector, Full<Bytes>>,
}

/// One answer. What is no JSON is null.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) json: Value,
}

/// The tokens of somebody who is logged in.
#[derive(Clone, Debug)]
pub(crate) struct Login {
    pub(crate) session: String,
    pub(crate) refresh: String,
    pub(crate) user: Value,
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self::with(Options::default()).await
    }

    /// With settings other than the usual ones.
    pub(crate) async fn set(settings: Value) -> Self {
        let service = Self::start().await;
        service.settings(settings).await;
        service
    }

    pub(crate) async fn with(options: Options) -> Self {
        let state = AppState::open(options).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = app(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(axum::serve(listener, service).into_future());
        Self { state, address, client: Client::builder(TokioExecutor::new()).build_http() }
    }

    pub(crate) fn project(&self) -> &str {
        &self.state.projects[0].id
    }

    pub(crate) fn management_key(&self) -> &str {
        &self.state.projects[0].management_key
    }

    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        let request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(format!("http://{}{path}", self.address));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = request.body(Full::from(body.to_owned())).unwrap();
        let (parts, body) = self.client.request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let json = serde_json::from_slice(&body).unwrap_or_default();
        Answer { status: parts.status.as_u16(), headers: parts.headers, json }
    }

    /// A request with a bearer of the project and these parts.
    pub(crate) async fn bear(&self, method: &str, path: &str, secrets: &[&str], body: &str) -> Answer {
        let parts = [&[self.project()], secrets].concat();
        self.send(method, path, &[("authorization", &format!("Bearer {}", parts.join(":")))], body).await
    }

    /// A call that needs no more than the project.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.bear("POST", path, &[], &body.to_string()).await
    }

    /// A call for somebody who is logged in.
    pub(crate) async fn post_as(&self, token: &str, path: &str, body: Value) -> Answer {
        self.bear("POST", path, &[token], &body.to_string()).await
    }

    pub(crate) async fn get_as(&self, token: &str, path: &str) -> Answer {
        self.bear("GET", path, &[token], "").await
    }

    /// A call of the project's backend.
    pub(crate) async fn manage(&self, path: &str, body: Value) -> Answer {
        self.bear("POST", path, &[self.management_key()], &body.to_string()).await
    }

    /// A call of the control plane that must work.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.send(method, &format!("/_doorcode{path}"), &[], &body).await;
        assert_eq!(answer.status, 200, "{method} {path} {body} {answer:?}");
        answer.json
    }

    pub(crate) async fn settings(&self, settings: Value) {
        self.control("PATCH", "/settings", settings).await;
    }

    pub(crate) async fn seed(&self, seed: Value) -> Value {
        self.control("POST", "/seed", seed).await
    }

    /// Moves the clock; a stopped one stays stopped.
    pub(crate) fn advance(&self, seconds: f64) {
        self.state.clock.advance((seconds * 1000.0) as i64);
    }

    /// The messages that were sent, newest last.
    pub(crate) async fn messages(&self) -> Vec<Value> {
        self.control("GET", "/messages", Value::Null).await["messages"].as_array().cloned().unwrap()
    }

    /// The code that was sent last.
    pub(crate) async fn code(&self) -> String {
        text(&self.messages().await.last().expect("a message")["code"])
    }

    /// Starts and verifies by e-mail; the login ID is the address.
    pub(crate) async fn log_in(&self, login_id: &str) -> Login {
        self.post("/v1/auth/otp/signup-in/email", json!({"loginId": login_id})).await.ok();
        self.verify(login_id).await.login()
    }

    /// Sends the last code back by e-mail.
    pub(crate) async fn verify(&self, login_id: &str) -> Answer {
        let code = self.code().await;
        self.post("/v1/auth/otp/verify/email", json!({"loginId": login_id, "code": code})).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        self.post_as(token, "/v1/auth/refresh", json!({})).await
    }
}

impl Answer {
    /// The body of an answer that must be a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{:?}", self.json);
        self.json
    }

    /// Checks that this is a refusal, in the one shape that refusals have.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, &self.json["errorCode"]), (status, &json!(code)), "{:?}", self.json);
        assert!(self.json["errorDescription"].is_string(), "{:?}", self.json);
        assert_eq!(self.json["errorMessage"], self.json["message"]);
        assert_eq!(self.headers["content-type"], "application/json");
    }

    /// What the refusal says about this call.
    #[track_caller]
    pub(crate) fn says(&self, text: &str) {
        let message = self.json["errorMessage"].as_str().unwrap();
        assert!(message.contains(text), "{message}");
    }

    /// The tokens of a login that must have worked.
    #[track_caller]
    pub(crate) fn login(self) -> Login {
        let body = self.ok();
        Login {
            session: text(&body["sessionJwt"]),
            refresh: text(&body["refreshJwt"]),
            user: body["user"].clone(),
        }
    }
}

impl Login {
    pub(crate) fn session(&self) -> Value {
        claims(&self.session)
    }

    pub(crate) fn refresh(&self) -> Value {
        claims(&self.refresh)
    }
}

/// What a token says. Whether it is signed well is the matter of one test only.
#[track_caller]
pub(crate) fn claims(jwt: &str) -> Value {
    let claims = jwt.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}
