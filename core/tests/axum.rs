//! The example app, as a browser meets it: cookies, expiry, refresh, and a service that can't be reached.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../examples/axum/app.rs"]
mod app;
#[path = "support/scene.rs"]
mod scene;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use cookie::Cookie;
use doorcode::{Client, MovableClock};
use reqwest::{Method, Response, StatusCode};
use scene::{ANN, Scene};
use serde_json::{Value, json};

const LATER: Duration = Duration::from_secs(11 * 60);

/// Serves the example app; ends with the test's runtime.
async fn serve(client: Client) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app::app(client)).await.unwrap() });
    address
}

/// The little of a browser that matters here.
#[derive(Clone)]
struct Browser {
    app: SocketAddr,
    jar: BTreeMap<String, String>,
    http: reqwest::Client,
}

impl Browser {
    fn new(app: SocketAddr) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { app, jar: BTreeMap::new(), http }
    }

    async fn send(&mut self, method: Method, path: &str, body: &Value) -> Response {
        let cookies: Vec<_> = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.http.request(method, format!("http://{}{path}", self.app));
        let request = request.header("content-type", "application/json").header("cookie", cookies.join("; "));
        let response = request.body(body.to_string()).send().await.unwrap();
        set_cookies(&response).iter().for_each(|cookie| self.keep(cookie));
        response
    }

    fn keep(&mut self, cookie: &Cookie<'_>) {
        let (name, value) = (cookie.name().to_owned(), cookie.value().to_owned());
        let gone = cookie.max_age().is_some_and(|age| age.is_zero());
        let _ = if gone { self.jar.remove(&name) } else { self.jar.insert(name, value) };
    }

    async fn get(&mut self, path: &str) -> Response {
        self.send(Method::GET, path, &Value::Null).await
    }

    async fn post(&mut self, path: &str, body: Value) -> Response {
        self.send(Method::POST, path, &body).await
    }

    async fn log_in(&mut self, scene: &Scene) {
        self.post("/login", json!({ "email": ANN })).await.error_for_status().unwrap();
        let code = scene.service.code(ANN);
        let form = json!({ "email": ANN, "code": code });
        self.post("/verify", form).await.error_for_status().unwrap();
    }
}

fn set_cookies(response: &Response) -> Vec<Cookie<'static>> {
    let values = response.headers().get_all("set-cookie").iter();
    values.map(|value| Cookie::parse(value.to_str().unwrap().to_owned()).unwrap()).collect()
}

fn header<'r>(response: &'r Response, name: &str) -> Option<&'r str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

async fn logged_in(scene: &Scene) -> Browser {
    let mut browser = Browser::new(serve(scene.client()).await);
    browser.log_in(scene).await;
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_is_seen_only_when_logged_in() {
    let scene = Scene::start();
    let mut browser = Browser::new(serve(scene.client()).await);
    let refused = browser.get("/me").await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(header(&refused, "www-authenticate"), Some("Bearer"));
    assert_eq!(browser.get("/").await.text().await.unwrap(), "Hello. POST /login to come in.");

    browser.log_in(&scene).await;
    let page = browser.get("/me").await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(set_cookies(&page).is_empty(), "a session that holds is left alone");
    let page: Value = serde_json::from_str(&page.text().await.unwrap()).unwrap();
    assert_eq!(page["methods"], json!(["email"]));
    assert!(browser.get("/").await.text().await.unwrap().starts_with("Hello again, "));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_code_lets_nobody_in() {
    let scene = Scene::start();
    let mut browser = Browser::new(serve(scene.client()).await);
    scene.service.control("PUT", "/codes", &json!({ "loginId": ANN, "code": "123456" }));
    browser.post("/login", json!({ "email": ANN })).await.error_for_status().unwrap();
    let refused = browser.post("/verify", json!({ "email": ANN, "code": "654321" })).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert!(refused.text().await.unwrap().contains("E061102"));
    assert!(browser.jar.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn login_cookies_are_closed_to_scripts_and_to_other_sites() {
    let scene = Scene::start();
    let mut browser = Browser::new(serve(scene.client()).await);
    browser.post("/login", json!({ "email": ANN })).await.error_for_status().unwrap();
    let form = json!({ "email": ANN, "code": scene.service.code(ANN) });
    let welcome = browser.post("/verify", form).await;
    assert_eq!(header(&welcome, "cache-control"), Some("private, no-store"));
    let cookies = set_cookies(&welcome);
    assert_eq!(cookies.iter().map(Cookie::name).collect::<Vec<_>>(), ["DSR", "DS"]);
    for cookie in &cookies {
        assert_eq!((cookie.secure(), cookie.http_only()), (Some(true), Some(true)));
        assert_eq!(cookie.same_site(), Some(cookie::SameSite::Strict));
        assert_eq!(cookie.domain(), None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tampered_cookie_is_refused() {
    let scene = Scene::start();
    let browser = logged_in(&scene).await;
    let tampered = |name: &str| {
        let mut jar = browser.jar.clone();
        let token = jar.get_mut(name).unwrap();
        let flipped = if token.ends_with('A') { "B" } else { "A" };
        // Not the last letter: its spare bits would make another error of it.
        let middle = token.len() - 40;
        token.replace_range(middle..=middle, if token[middle..].starts_with('A') { "B" } else { flipped });
        jar
    };
    let mut session_only = tampered("DS");
    session_only.remove("DSR");
    let mut refresh_only = tampered("DSR");
    refresh_only.remove("DS");
    for jar in [session_only, refresh_only, BTreeMap::from([("DS".to_owned(), "nonsense".to_owned())])] {
        let refused = Browser { jar, ..browser.clone() }.get("/me").await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        assert!(set_cookies(&refused).is_empty());
    }
    assert_eq!(scene.count("/v1/auth/refresh"), 0, "what was not signed is not sent");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_useless_refresh_cookie_does_not_spoil_a_session_that_holds() {
    let scene = Scene::start();
    let mut browser = logged_in(&scene).await;
    browser.jar.insert("DSR".into(), "somebody:else's".into());
    for age in [0, 6 * 60] {
        scene.advance(Duration::from_secs(age));
        assert_eq!(browser.get("/me").await.status(), StatusCode::OK, "{age} s");
    }
    scene.advance(LATER);
    assert_eq!(browser.get("/me").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_session_is_refreshed_once_and_the_browser_gets_it() {
    let scene = Scene::start();
    let mut browser = logged_in(&scene).await;
    let old = browser.jar["DS"].clone();
    scene.advance(LATER);
    let page = browser.get("/me").await;
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(header(&page, "cache-control"), Some("private, no-store"));
    assert!(set_cookies(&page).iter().any(|cookie| cookie.name() == "DS"));
    assert_ne!(browser.jar["DS"], old);

    let again = browser.get("/me").await;
    assert_eq!(again.status(), StatusCode::OK);
    assert!(set_cookies(&again).is_empty());
    assert_eq!(scene.count("/v1/auth/refresh"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_requests_with_one_expired_session_make_one_refresh() {
    let scene = Scene::start();
    scene.settings(&json!({ "rotateRefreshTokens": true }));
    let browser = logged_in(&scene).await;
    scene.advance(LATER);
    // The keys are renewed first, so that all sixteen come to the refresh at the same time.
    Browser { jar: BTreeMap::new(), ..browser.clone() }.get("/").await;
    scene.fault("/v1/auth/refresh", json!({ "delayMs": 500 }));
    let pages: Vec<_> = (0..16)
        .map(|_| {
            let mut tab = browser.clone();
            tokio::spawn(async move { (tab.get("/me").await.status(), tab.jar) })
        })
        .collect();
    let mut jars = Vec::new();
    for page in pages {
        let (status, jar) = page.await.unwrap();
        assert_eq!(status, StatusCode::OK);
        jars.push(jar);
    }
    assert_eq!(scene.count("/v1/auth/refresh"), 1);
    assert!(jars.iter().all(|jar| *jar == jars[0] && jar["DSR"] != browser.jar["DSR"]));
    assert_eq!(Browser { jar: jars.remove(0), ..browser }.get("/me").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_logged_out_because_the_service_is_away() {
    let scene = Scene::start();
    let mut browser = logged_in(&scene).await;
    scene.advance(LATER);
    scene.fault("*", json!({ "drop": true, "count": 99 }));
    let unknown = browser.get("/me").await;
    assert_eq!(unknown.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(set_cookies(&unknown).is_empty());
    scene.no_more_faults();
    assert_eq!(browser.get("/me").await.status(), StatusCode::OK);

    let nowhere = Client::builder(&scene.service.project).base_url("http://127.0.0.1:9");
    let nowhere = nowhere.clock(MovableClock::default()).build().unwrap();
    let mut stranded = Browser { app: serve(nowhere).await, ..browser };
    assert_eq!(stranded.get("/me").await.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_is_passed_on_with_its_pause() {
    let scene = Scene::start();
    let mut browser = logged_in(&scene).await;
    scene.advance(LATER);
    let limited = json!({ "status": 429, "headers": { "Retry-After": 17 }, "body": {} });
    scene.fault("/v1/auth/refresh", limited);
    let refused = browser.get("/me").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(header(&refused, "retry-after"), Some("17"));
    assert_eq!(browser.get("/me").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn log_out_ends_the_session_and_takes_the_cookies_back() {
    let scene = Scene::start();
    let mut browser = logged_in(&scene).await;
    let before = browser.clone();
    let goodbye = browser.post("/logout", Value::Null).await;
    assert_eq!(goodbye.status(), StatusCode::OK);
    assert!(browser.jar.is_empty());
    assert_eq!(browser.get("/me").await.status(), StatusCode::UNAUTHORIZED);

    // A copy of the old cookies comes no further than its session token lives.
    scene.advance(LATER);
    assert_eq!(before.clone().get("/me").await.status(), StatusCode::UNAUTHORIZED);
    let mut again = before;
    assert_eq!(again.post("/logout", Value::Null).await.status(), StatusCode::OK);
    assert!(again.jar.is_empty(), "whose session has ended gets rid of the cookies too");
}
