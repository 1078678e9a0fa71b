//! The reply of a login (protocol §5.6), with the tokens in the body or in cookies.

use axum::Json;
use axum::response::{IntoResponse, Response};
use cookie::{Cookie, SameSite};
use http::header::{CACHE_CONTROL, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use super::caller::Caller;
use super::user_json;
use crate::engine::Issued;

/// The name of the cookie with the session token.
const SESSION_COOKIE: &str = "DS";

/// A login or a refresh that was answered.
pub(super) fn login(caller: &Caller, issued: &Issued) -> Response {
    let max_age = issued.refresh_expires_at - issued.issued_at;
    let mut body = json!({
        "sessionJwt": issued.session_jwt,
        "refreshJwt": issued.refresh_jwt.clone().unwrap_or_default(),
        "cookieDomain": "",
        "cookiePath": "/",
        "cookieMaxAge": max_age,
        "cookieExpiration": issued.refresh_expires_at,
        "sessionExpiration": issued.session_expires_at,
        "firstSeen": issued.first_seen,
        "user": user_json::user(&issued.account),
    });
    let mut cookies = Vec::new();
    if caller.project.settings().cookies {
        let session_age = issued.session_expires_at - issued.issued_at;
        cookies.push(cookie(SESSION_COOKIE, &issued.session_jwt, session_age));
        cookies.extend(issued.refresh_jwt.as_ref().map(|jwt| cookie(&caller.refresh_cookie, jwt, max_age)));
        hide_tokens(&mut body, &caller.refresh_cookie);
    }
    respond(body, cookies)
}

/// A log-out: the same shape with nothing in it, so that clients know which cookies to delete.
pub(super) fn log_out(caller: &Caller) -> Response {
    let mut body = empty();
    let mut cookies = Vec::new();
    if caller.project.settings().cookies {
        cookies = vec![cookie(SESSION_COOKIE, "", 0), cookie(&caller.refresh_cookie, "", 0)];
        hide_tokens(&mut body, &caller.refresh_cookie);
    }
    respond(body, cookies)
}

/// The reply of a refresh that was only tried, and failed.
pub(super) fn nothing() -> Response {
    respond(empty(), Vec::new())
}

fn empty() -> Value {
    json!({
        "sessionJwt": "",
        "refreshJwt": "",
        "cookieDomain": "",
        "cookiePath": "/",
        "cookieMaxAge": 0,
        "cookieExpiration": 0,
        "firstSeen": false,
    })
}

fn hide_tokens(body: &mut Value, refresh_cookie: &str) {
    body["sessionJwt"] = "".into();
    body["refreshJwt"] = "".into();
    body["sessionCookieName"] = SESSION_COOKIE.into();
    body["cookieName"] = refresh_cookie.into();
}

/// Tokens are base64url and dots, and names were checked, so nothing here can break out of its cookie.
fn cookie(name: &str, value: &str, seconds: i64) -> HeaderValue {
    let cookie = Cookie::build((name, value))
        .path("/")
        .max_age(cookie::time::Duration::seconds(seconds))
        .http_only(true)
        .secure(true)
        .same_site(SameSite::Strict)
        .build();
    HeaderValue::from_str(&cookie.to_string()).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// No cache on the way may keep a token.
fn respond(body: Value, cookies: Vec<HeaderValue>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    for cookie in cookies {
        headers.append(SET_COOKIE, cookie);
    }
    (headers, Json(body)).into_response()
}
