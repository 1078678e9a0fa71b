//! Refusals of what is no proper request.

use serde_json::json;

use crate::support::Service;

const SIGN_UP: &str = "/v1/auth/otp/signup/email";
const VERIFY: &str = "/v1/auth/otp/verify/email";

#[tokio::test]
async fn a_body_that_is_no_json_object() {
    let service = Service::start().await;
    for body in
        ["{", "nonsense", "[]", "\"text\"", "null", "{\"loginId\": \"\\ud800\"}", "\u{feff}{}", "{} {}"]
    {
        service.bear("POST", SIGN_UP, &[], body).await.refused(400, "E011001");
    }
    let deep = format!("{{\"user\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    service.bear("POST", SIGN_UP, &[], &deep).await.refused(400, "E011001");
}

#[tokio::test]
async fn a_wrong_type_names_its_field() {
    let service = Service::start().await;
    for (path, body, place) in [
        (SIGN_UP, json!({"loginId": 7}), "loginId"),
        (SIGN_UP, json!({"loginId": "ann", "user": "Ann"}), "user"),
        (SIGN_UP, json!({"loginId": "ann", "user": {"name": {}}}), "user.name"),
        (SIGN_UP, json!({"loginId": "ann", "email": ["ann@example.com"]}), "email"),
        (SIGN_UP, json!({"loginId": "ann", "loginOptions": [1]}), "loginOptions"),
        (
            SIGN_UP,
            json!({"loginId": "ann", "loginOptions": {"customClaims": "x"}}),
            "loginOptions.customClaims",
        ),
        (SIGN_UP, json!({"loginId": "ann", "loginOptions": {"stepup": "true"}}), "loginOptions.stepup"),
        (VERIFY, json!({"loginId": "ann", "code": 123_456}), "code"),
    ] {
        let answer = service.post(path, body).await;
        answer.refused(400, "E011003");
        answer.says(&format!("The {place} field must be"));
    }
}

#[tokio::test]
async fn a_required_field_that_is_missing_null_or_empty() {
    let service = Service::start().await;
    for body in ["", "{}", r#"{"loginId": null}"#, r#"{"loginId": ""}"#] {
        let answer = service.bear("POST", SIGN_UP, &[], body).await;
        answer.refused(400, "E011003");
        answer.says("The loginId field is required");
    }
    for body in [
        json!({"loginId": "ann"}),
        json!({"loginId": "ann", "code": null}),
        json!({"loginId": "ann", "code": ""}),
    ] {
        let answer = service.post(VERIFY, body).await;
        answer.refused(400, "E011003");
        answer.says("The code field is required");
    }
}

#[tokio::test]
async fn a_body_over_the_limit() {
    let service = Service::start().await;
    let body = |size: usize| json!({"loginId": "ann@example.com", "padding": "x".repeat(size)}).to_string();
    let frame = body(0).len();
    service.bear("POST", SIGN_UP, &[], &body(1024 * 1024 - frame)).await.ok();
    service.bear("POST", SIGN_UP, &[], &body(1024 * 1024 - frame + 1)).await.refused(413, "E011001");
}

#[tokio::test]
async fn a_path_that_is_none() {
    let service = Service::start().await;
    let paths = [
        "/",
        "/v1",
        "/v1/auth/otp/signup",
        "/v1/auth/otp/signup/pigeon",
        "/v1/auth/otp/signup/Email",
        "/v1/keys/x",
        "/v1/auth/otp/signup/%ff",
        "/v1/auth/otp/signup/email/",
        "/v1/auth/otp/update/phone/email",
        "/v1/auth/magiclink/signin/email",
        "/v1/mgmt/tests/generate/magiclink",
    ];
    for path in paths {
        service.post(path, json!({})).await.refused(404, "E011001");
    }
}

#[tokio::test]
async fn a_method_that_the_path_does_not_know() {
    let service = Service::start().await;
    for (method, path) in [
        ("GET", SIGN_UP),
        ("PUT", "/v1/auth/refresh"),
        ("POST", "/v1/auth/me"),
        ("DELETE", "/v1/mgmt/user"),
        ("POST", "/v2/keys/x"),
        ("OPTIONS", VERIFY),
        ("BREW", VERIFY),
    ] {
        let answer = service.bear(method, path, &[], "").await;
        answer.refused(405, "E011001");
        assert!(answer.headers.contains_key("allow"), "{method} {path}");
    }
}

#[tokio::test]
async fn a_project_that_is_not_here() {
    let service = Service::start().await;
    let body = json!({"loginId": "ann@example.com"}).to_string();
    for bearer in
        [None, Some(""), Some("Bearer"), Some("Bearer P2other"), Some("Basic abc"), Some("Bearer :aa.bb.cc")]
    {
        let headers: Vec<_> = bearer.into_iter().map(|bearer| ("authorization", bearer)).collect();
        for path in
            [SIGN_UP, VERIFY, "/v1/auth/refresh", "/v1/auth/accesskey/exchange", "/v1/mgmt/user/create"]
        {
            service.send("POST", path, &headers, &body).await.refused(401, "E011004");
        }
        let path = format!("/v2/keys/{}", service.project());
        service.send("GET", &path, &headers, "").await.ok();
    }
    service.send("GET", "/v2/keys/P2other", &[], "").await.refused(404, "E011001");
}

#[tokio::test]
async fn odd_texts_are_texts() {
    let service = Service::start().await;
    for login_id in ["a\u{0}b", "' OR 1=1 --", "💥", "../../etc", "a:b"] {
        let body = json!({"loginId": login_id, "email": "x@example.com"});
        service.post(SIGN_UP, body).await.ok();
        let answer = service.verify(login_id).await.ok();
        assert_eq!(answer["user"]["loginIds"], json!([login_id]));
    }
    let answer = service.post(SIGN_UP, json!({"loginId": "x".repeat(1025)})).await;
    answer.refused(400, "E011003");
}
