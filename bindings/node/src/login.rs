//! What a login hands back.

use std::time::{Duration, SystemTime};

use doorcode::cookies::CookieAttributes;
use doorcode::user::User;
use doorcode::{AuthResponse, CookieOptions, Result, SessionOutcome};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::task::to_json;
use crate::token::Shown;

/// Tells of logins, with the cookies that carry them to a browser.
pub(crate) struct Told(pub(crate) CookieOptions);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Login<'l> {
    session: Option<Shown<'l>>,
    refresh: Option<Shown<'l>>,
    user: Option<&'l User>,
    first_seen: bool,
    cookie: Cookie<'l>,
    idp: Option<&'l Value>,
    external_token: Option<&'l str>,
    next_refresh_seconds: Option<i64>,
    raw: &'l Map<String, Value>,
    cookies: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Cookie<'l> {
    domain: Option<&'l str>,
    path: Option<&'l str>,
    max_age: Option<f64>,
    expires: Option<f64>,
}

#[derive(Serialize)]
struct Checked<'l> {
    token: Option<Shown<'l>>,
    refreshed: bool,
    auth: Option<Login<'l>>,
}

impl Told {
    pub(crate) fn login(&self, auth: &AuthResponse) -> Result<String> {
        to_json(&self.shown(auth)?)
    }

    pub(crate) fn maybe(&self, auth: Option<&AuthResponse>) -> Result<String> {
        to_json(&auth.map(|auth| self.shown(auth)).transpose()?)
    }

    pub(crate) fn outcome(&self, outcome: &SessionOutcome) -> Result<String> {
        let auth = outcome.auth.as_ref().map(|auth| self.shown(auth)).transpose()?;
        to_json(&Checked { token: Shown::of(&outcome.token), refreshed: outcome.refreshed, auth })
    }

    fn shown<'l>(&self, auth: &'l AuthResponse) -> Result<Login<'l>> {
        Ok(Login {
            session: Shown::of(&auth.session),
            refresh: auth.refresh.as_ref().and_then(Shown::of),
            user: auth.user.as_ref(),
            first_seen: auth.first_seen,
            cookie: Cookie::of(&auth.cookie),
            idp: auth.idp.as_ref(),
            external_token: auth.external_token.as_deref(),
            next_refresh_seconds: auth.next_refresh_seconds,
            raw: &auth.raw,
            cookies: auth.set_cookies(&self.0)?,
        })
    }
}

impl<'l> Cookie<'l> {
    fn of(cookie: &'l CookieAttributes) -> Self {
        let since = |at: SystemTime| at.duration_since(SystemTime::UNIX_EPOCH).ok();
        Self {
            domain: cookie.domain.as_deref(),
            path: cookie.path.as_deref(),
            max_age: cookie.max_age.map(|age| age.as_secs_f64() * 1e3),
            expires: cookie.expires.and_then(since).as_ref().map(Duration::as_secs_f64),
        }
    }
}
