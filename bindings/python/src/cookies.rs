//! Tokens in cookies.

use std::time::{Duration, SystemTime};

use doorcode::cookies::{self, CookieAttributes};
use doorcode::{AuthResponse, Token};
use pyo3::prelude::*;
use serde_json::Map;

use crate::argument::{optional_text, pairs, text};
use crate::error::OrRaise;
use crate::fields::Fields;
use crate::options;

/// The session token and the refresh token that a request carries; nothing is checked.
#[pyfunction]
pub(crate) fn tokens_from_headers(
    headers: &Bound<'_, PyAny>,
    options: &Bound<'_, PyAny>,
) -> PyResult<(Option<String>, Option<String>)> {
    let (headers, options) = (pairs(headers, "headers")?, options::cookies(options)?);
    let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let found = doorcode::tokens_from_headers(headers, &options);
    Ok((found.session, found.refresh))
}

/// The `Set-Cookie` values that carry a session to a browser.
#[pyfunction]
pub(crate) fn set_cookies(
    session_jwt: &Bound<'_, PyAny>,
    refresh_jwt: &Bound<'_, PyAny>,
    attributes: &Bound<'_, PyAny>,
    options: &Bound<'_, PyAny>,
) -> PyResult<Vec<String>> {
    // The tokens were checked when they came; read again here is only how long they live.
    let refresh = optional_text(refresh_jwt, "refresh_jwt")?.map(|jwt| Token::decode_unverified(&jwt));
    let login = AuthResponse {
        session: Token::decode_unverified(&text(session_jwt, "session_jwt")?).or_raise()?,
        refresh: refresh.transpose().or_raise()?,
        cookie: cookie_attributes(attributes)?,
        user: None,
        first_seen: false,
        idp: None,
        external_token: None,
        next_refresh_seconds: None,
        raw: Map::new(),
    };
    login.set_cookies(&options::cookies(options)?).or_raise()
}

/// One `Set-Cookie` value.
#[pyfunction]
pub(crate) fn set_cookie(
    name: &Bound<'_, PyAny>,
    value: &Bound<'_, PyAny>,
    attributes: &Bound<'_, PyAny>,
    options: &Bound<'_, PyAny>,
) -> PyResult<String> {
    let (name, value) = (text(name, "name")?, text(value, "value")?);
    let (attributes, options) = (cookie_attributes(attributes)?, options::cookies(options)?);
    cookies::set_cookie(&name, &value, &attributes, &options).or_raise()
}

/// The `Set-Cookie` values that delete both cookies.
#[pyfunction]
pub(crate) fn clear_cookies(
    attributes: &Bound<'_, PyAny>,
    options: &Bound<'_, PyAny>,
) -> PyResult<Vec<String>> {
    cookies::clear_cookies(&cookie_attributes(attributes)?, &options::cookies(options)?).or_raise()
}

fn cookie_attributes(attributes: &Bound<'_, PyAny>) -> PyResult<CookieAttributes> {
    let fields = Fields::of(attributes, "attributes")?;
    let since_epoch = |since: Duration| SystemTime::UNIX_EPOCH.checked_add(since);
    let attributes = CookieAttributes {
        domain: fields.text("domain")?,
        path: fields.text("path")?,
        max_age: fields.duration("max_age")?,
        expires: fields.instant("expires")?.and_then(since_epoch),
    };
    fields.done().map(|()| attributes)
}
