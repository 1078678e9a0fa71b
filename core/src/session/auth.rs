//! What a login, a refresh or a tenant switch hands back.

use std::fmt;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::cookies::{self, CookieAttributes, CookieOptions};
use crate::error::{Error, Reason, Result};
use crate::input;
use crate::jwt::Token;
use crate::user::User;

/// A session, fresh from the service, every token of it checked.
#[derive(Clone)]
pub struct AuthResponse {
    /// The session token.
    pub session: Token,
    /// The refresh token: the one of the answer, else the one the call was made with. None on migration of an
    /// external token where the service keeps it.
    pub refresh: Option<Token>,
    /// The user; None where the answer has none (refresh).
    pub user: Option<User>,
    /// Whether this was the user's first completed login. False where the answer does not say.
    pub first_seen: bool,
    /// How the service would set the refresh cookie (protocol §5.6).
    pub cookie: CookieAttributes,
    /// What an identity provider said (SSO only).
    pub idp: Option<Value>,
    /// The token of the other system, where the service hands one out.
    pub external_token: Option<String>,
    /// When the service would like to see the next refresh, in seconds.
    pub next_refresh_seconds: Option<i64>,
    /// The whole answer as it came. It holds tokens: keep it out of logs.
    pub raw: Map<String, Value>,
}

impl AuthResponse {
    /// The values of the `Set-Cookie` headers that carry this session to a browser, one cookie each: the refresh
    /// token, and the session token if [`CookieOptions::include_session`] is on. Send
    /// `Cache-Control: private, no-store` along.
    ///
    /// # Errors
    /// `invalid_argument` when the options contradict each other.
    ///
    /// Source: security T7.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// for cookie in login.set_cookies(&doorcode::CookieOptions::default())? {
    ///     // response.headers_mut().append("set-cookie", cookie.parse()?);
    /// }
    /// # Ok(())
    /// # });
    /// ```
    pub fn set_cookies(&self, options: &CookieOptions) -> Result<Vec<String>> {
        let mut made = Vec::new();
        if let Some(refresh) = &self.refresh {
            let attributes =
                CookieAttributes { max_age: self.cookie.max_age.or(life(refresh)), ..self.cookie.clone() };
            made.push(cookies::set_cookie(&options.refresh_name, refresh.jwt(), &attributes, options)?);
        }
        if options.include_session {
            let attributes = CookieAttributes {
                max_age: life(&self.session),
                expires: self.session.expires_at(),
                ..self.cookie.clone()
            };
            made.push(cookies::set_cookie(&options.session_name, self.session.jwt(), &attributes, options)?);
        }
        Ok(made)
    }
}

/// How long a token lives, when that is known.
fn life(token: &Token) -> Option<Duration> {
    token.expires_at()?.duration_since(token.issued_at()?).ok()
}

/// Tokens are not shown.
impl fmt::Debug for AuthResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("AuthResponse");
        out.field("session", &self.session).field("refresh", &self.refresh);
        out.field("first_seen", &self.first_seen).field("cookie", &self.cookie).finish_non_exhaustive()
    }
}

/// What came of [`validate_and_refresh`](super::Session::validate_and_refresh).
#[derive(Clone)]
pub struct SessionOutcome {
    /// The session token that holds: the given one, or a new one.
    pub token: Token,
    /// Whether it is a new one.
    pub refreshed: bool,
    /// The whole answer, when it is a new one.
    pub auth: Option<AuthResponse>,
    /// `Set-Cookie` values for the browser, by the client's cookie options; empty unless refreshed.
    pub cookies: Vec<String>,
}

impl SessionOutcome {
    pub(super) fn unchanged(token: Token) -> Self {
        Self { token, refreshed: false, auth: None, cookies: Vec::new() }
    }

    pub(super) fn refreshed(auth: AuthResponse, options: &CookieOptions) -> Result<Self> {
        let (token, cookies) = (auth.session.clone(), auth.set_cookies(options)?);
        Ok(Self { token, refreshed: true, auth: Some(auth), cookies })
    }
}

/// Tokens and cookies are not shown.
impl fmt::Debug for SessionOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("SessionOutcome");
        out.field("token", &self.token).field("refreshed", &self.refreshed).finish_non_exhaustive()
    }
}

/// How to exchange an access key (protocol §8.9).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccessKeyLoginOptions {
    /// Claims that will stand in the token under `nsec`.
    pub custom_claims: Map<String, Value>,
    /// The tenant to act for (claim `dct`).
    pub selected_tenant: Option<String>,
}

impl AccessKeyLoginOptions {
    pub(super) fn body(&self) -> Result<Value> {
        let mut options = Map::new();
        if !self.custom_claims.is_empty() {
            options.insert("customClaims".into(), self.custom_claims.clone().into());
        }
        if let Some(tenant) = &self.selected_tenant {
            options.insert("selectedTenant".into(), input::tenant_id(tenant)?.into());
        }
        let body = if options.is_empty() { json!({}) } else { json!({ "loginOptions": options }) };
        if body.to_string().len() > input::MAX_OPTIONS {
            let detail = format!("the options have more than {} bytes of JSON", input::MAX_OPTIONS);
            return Err(Error::invalid_argument("options", Reason::TooLong, detail));
        }
        Ok(body)
    }
}
