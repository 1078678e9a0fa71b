//! Whatever is posted to the service, it answers JSON, never with a 500 and never with a panic.
#![no_main]

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::Request;
use doorcode_server::state::{AppState, DEFAULT_PROJECT, Options};
use http_body_util::BodyExt;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

const PATHS: &[&str] = &[
    "/v1/auth/otp/signup/email",
    "/v1/auth/otp/signup/sms",
    "/v1/auth/otp/signin/email",
    "/v1/auth/otp/signup-in/whatsapp",
    "/v1/auth/otp/verify/email",
    "/v1/auth/otp/update/email",
    "/v1/auth/otp/update/phone/voice",
    "/v1/auth/refresh",
    "/v1/auth/try-refresh",
    "/v1/auth/logout",
    "/v1/auth/tenant/select",
    "/v1/auth/me/tenants",
    "/v1/auth/accesskey/exchange",
    "/v1/auth/validate",
    "/v1/mgmt/user/create",
    "/v1/mgmt/user/create/test",
    "/v1/mgmt/user/delete",
    "/v1/mgmt/user/update",
    "/v1/mgmt/user/update/status",
    "/v1/mgmt/user/update/loginid",
    "/v1/mgmt/user/update/tenant/add",
    "/v2/mgmt/user/search",
    "/v1/mgmt/tests/generate/otp",
    "/v1/mgmt/tenant/create",
    "/v1/mgmt/accesskey/create",
    "/_doorcode/seed",
    "/_doorcode/codes",
    "/_doorcode/tokens",
    "/_doorcode/faults",
    "/_doorcode/clock",
];

struct Service {
    runtime: Runtime,
    state: AppState,
}

static SERVICE: LazyLock<Service> = LazyLock::new(|| Service {
    runtime: Builder::new_current_thread().enable_all().build().expect("runtime"),
    state: AppState::open(Options::default()).expect("state"),
});

fuzz_target!(|data: &[u8]| {
    let [path, body @ ..] = data else { return };
    let path = PATHS[usize::from(*path) % PATHS.len()];
    let service = &*SERVICE;
    // A fault that was ordered by an earlier input would answer in our place.
    service.state.faults.clear();
    let bearer = if path.contains("/mgmt/") {
        let project = service.state.project(None).expect("a project");
        format!("Bearer {DEFAULT_PROJECT}:{}", project.management_key)
    } else {
        format!("Bearer {DEFAULT_PROJECT}")
    };
    let method = if path == "/_doorcode/codes" { "PUT" } else { "POST" };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1")
        .header("authorization", bearer)
        .header("content-type", "application/json")
        .body(Body::from(body.to_vec()))
        .expect("request");
    service.runtime.block_on(async {
        let response = doorcode_server::app(service.state.clone()).oneshot(request).await.expect("infallible");
        let status = response.status();
        assert_ne!(status.as_u16(), 500, "{path}");
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        assert!(serde_json::from_slice::<serde_json::Value>(&body).is_ok(), "{path} {status}: not JSON");
    });
});
