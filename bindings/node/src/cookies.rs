//! Tokens in cookies.

use std::time::{Duration, SystemTime};

use doorcode::cookies::{self, CookieAttributes};
use doorcode::{AuthResponse, CookieOptions, Error, Reason, Result, Token};
use napi::bindgen_prelude::Either;
use napi_derive::napi;
use serde_json::Map;

use crate::client::either;
use crate::error::Failure;
use crate::fields::Fields;
use crate::options::{Json, Record, named, options};

/// The tokens that a request carries; nothing is checked.
#[napi(object)]
pub struct RequestTokens {
    /// From `Authorization`, else from a cookie.
    pub session: Option<String>,
    /// From a cookie.
    pub refresh: Option<String>,
}

/// The session token and the refresh token in headers, which are pairs in JSON.
#[napi]
pub fn tokens_from_headers(headers: String, cookie_options: Json) -> Either<RequestTokens, Failure> {
    either(found(&headers, &cookie_options))
}

fn found(headers: &str, cookie_options: &Json) -> Result<RequestTokens> {
    let wrong = |_| Error::invalid_argument("headers", Reason::Type, "headers must be strings");
    let pairs: Vec<(String, String)> = serde_json::from_str(headers).map_err(wrong)?;
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let found = doorcode::tokens_from_headers(pairs, &options(cookie_options)?);
    Ok(RequestTokens { session: found.session, refresh: found.refresh })
}

/// The `Set-Cookie` values that carry a session to a browser.
#[napi]
pub fn set_cookies(
    session_jwt: String,
    refresh_jwt: Option<String>,
    attributes: Json,
    cookie_options: Json,
) -> Either<Vec<String>, Failure> {
    let made = || {
        // The tokens were checked when they came; read again here is only how long they live.
        let refresh = refresh_jwt.map(|jwt| Token::decode_unverified(&jwt)).transpose()?;
        let login = AuthResponse {
            session: Token::decode_unverified(&session_jwt)?,
            refresh,
            cookie: named(&attributes, "attributes")?,
            user: None,
            first_seen: false,
            idp: None,
            external_token: None,
            next_refresh_seconds: None,
            raw: Map::new(),
        };
        login.set_cookies(&options::<CookieOptions>(&cookie_options)?)
    };
    either(made())
}

/// The `Set-Cookie` values that delete both cookies.
#[napi]
pub fn clear_cookies(attributes: Json, cookie_options: Json) -> Either<Vec<String>, Failure> {
    let cleared = || cookies::clear_cookies(&named(&attributes, "attributes")?, &options(&cookie_options)?);
    either(cleared())
}

impl Record for CookieAttributes {
    fn read(fields: &mut Fields) -> Result<Self> {
        let since_epoch = |since: Duration| SystemTime::UNIX_EPOCH.checked_add(since);
        Ok(Self {
            domain: fields.text("domain")?,
            path: fields.text("path")?,
            max_age: fields.duration("max_age")?,
            expires: fields.instant("expires")?.and_then(since_epoch),
        })
    }
}
