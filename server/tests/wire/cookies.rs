//! Tokens in cookies (service S5).

use serde_json::json;

use crate::support::{Answer, Service};

const ANN: &str = "ann@example.com";

/// The cookies that an answer sets, each cut at its semicolons.
fn set(answer: &Answer) -> Vec<Vec<String>> {
    let cookies = answer.headers.get_all("set-cookie").iter();
    cookies.map(|cookie| cookie.to_str().unwrap().split("; ").map(str::to_owned).collect()).collect()
}

fn value<'a>(cookie: &'a [String], name: &str) -> &'a str {
    cookie[0].strip_prefix(&format!("{name}=")).expect("the cookie")
}

async fn log_in(service: &Service) -> Answer {
    service.post("/v1/auth/otp/signup-in/email", json!({"loginId": ANN})).await.ok();
    service.verify(ANN).await
}

async fn with_cookie(service: &Service, method: &str, path: &str, cookie: &str) -> Answer {
    let bearer = format!("Bearer {}", service.project());
    service.send(method, path, &[("authorization", &bearer), ("cookie", cookie)], "").await
}

#[tokio::test]
async fn a_login_sets_two_cookies_and_leaves_the_body_empty() {
    let service = Service::set(json!({"cookies": true})).await;
    service.state.clock.freeze(true);
    let answer = log_in(&service).await;
    assert_eq!(answer.headers["cache-control"], "private, no-store");
    assert_eq!((&answer.json["sessionJwt"], &answer.json["refreshJwt"]), (&json!(""), &json!("")));
    assert_eq!(
        (&answer.json["sessionCookieName"], &answer.json["cookieName"]),
        (&json!("DS"), &json!("DSR"))
    );
    let cookies = set(&answer);
    assert_eq!(cookies.len(), 2);
    for (cookie, name, age) in [(&cookies[0], "DS", 600), (&cookies[1], "DSR", 28 * 86_400)] {
        assert_eq!(crate::support::claims(value(cookie, name))["drn"], name);
        let mut attributes = cookie[1..].to_vec();
        attributes.sort_unstable();
        assert_eq!(
            attributes,
            ["HttpOnly", &format!("Max-Age={age}"), "Path=/", "SameSite=Strict", "Secure"]
        );
    }
}

#[tokio::test]
async fn the_cookie_stands_in_for_the_bearers_token() {
    let service = Service::set(json!({"cookies": true})).await;
    let cookies = set(&log_in(&service).await);
    let cookie = format!("other=1; DSR={}; DS=x", value(&cookies[1], "DSR"));
    let answer = with_cookie(&service, "POST", "/v1/auth/refresh", &cookie).await;
    assert_eq!(answer.status, 200);
    let refreshed = set(&answer);
    assert_eq!(refreshed.len(), 1, "a refresh without rotation sets the session cookie only");
    value(&refreshed[0], "DS");
    with_cookie(&service, "GET", "/v1/auth/me", &cookie).await.ok();

    let answer = with_cookie(&service, "POST", "/v1/auth/logout", &cookie).await;
    assert_eq!(answer.status, 200);
    for (cookie, name) in set(&answer).iter().zip(["DS", "DSR"]) {
        assert_eq!(value(cookie, name), "");
        assert!(
            cookie.contains(&"Max-Age=0".to_owned()) && cookie.contains(&"Path=/".to_owned()),
            "{cookie:?}"
        );
    }
    with_cookie(&service, "POST", "/v1/auth/refresh", &cookie).await.refused(401, "E064001");
}

#[tokio::test]
async fn a_rotation_sets_both() {
    let service = Service::set(json!({"cookies": true, "rotateRefreshTokens": true})).await;
    let cookies = set(&log_in(&service).await);
    let cookie = format!("DSR={}", value(&cookies[1], "DSR"));
    assert_eq!(set(&with_cookie(&service, "POST", "/v1/auth/refresh", &cookie).await).len(), 2);
}

#[tokio::test]
async fn a_client_can_ask_for_another_name() {
    let service = Service::set(json!({"cookies": true})).await;
    service.post("/v1/auth/otp/signup-in/email", json!({"loginId": ANN})).await.ok();
    let body = json!({"loginId": ANN, "code": service.code().await}).to_string();
    let bearer = format!("Bearer {}", service.project());
    let headers = [("authorization", bearer.as_str()), ("x-descope-refresh-cookie-name", "MY")];
    let answer = service.send("POST", "/v1/auth/otp/verify/email", &headers, &body).await;
    assert_eq!(answer.json["cookieName"], "MY");
    let cookie = format!("MY={}", value(&set(&answer)[1], "MY"));
    let headers = [headers[0], headers[1], ("cookie", &cookie)];
    service.send("POST", "/v1/auth/refresh", &headers, "").await.ok();
    let headers = [headers[0], ("x-descope-refresh-cookie-name", "a; Domain=evil"), ("cookie", &cookie)];
    service.send("POST", "/v1/auth/refresh", &headers, "").await.refused(401, "E061005");
}

#[tokio::test]
async fn without_the_setting_there_are_no_cookies() {
    let service = Service::start().await;
    let answer = log_in(&service).await;
    assert!(set(&answer).is_empty());
    assert_eq!(answer.headers["cache-control"], "private, no-store");
    let login = answer.login();
    let cookie = format!("DSR={}", login.refresh);
    with_cookie(&service, "POST", "/v1/auth/refresh", &cookie).await.refused(401, "E061005");
}
