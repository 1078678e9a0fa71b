//! Reading tokens out of a reply, from its body or its cookies, and checking every one of them.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::AuthResponse;
use crate::cookies::{self, CookieAttributes, REFRESH_COOKIE, SESSION_COOKIE};
use crate::error::{Error, Reason, Result};
use crate::http::{self, Exchange, Line};
use crate::jwt::{self, Jws, KeySet, Rules, Token, TokenKind, VerifyOptions};
use crate::keys;
use crate::transport::Response;
use crate::user::{User, nullable};

/// The members of a `JWTResponse` that are used (protocol §5.6).
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Body {
    #[serde(deserialize_with = "nullable")]
    session_jwt: String,
    #[serde(deserialize_with = "nullable")]
    refresh_jwt: String,
    #[serde(deserialize_with = "nullable")]
    cookie_domain: String,
    #[serde(deserialize_with = "nullable")]
    cookie_path: String,
    #[serde(deserialize_with = "nullable")]
    cookie_max_age: i64,
    #[serde(deserialize_with = "nullable")]
    cookie_expiration: i64,
    #[serde(deserialize_with = "nullable")]
    cookie_name: String,
    #[serde(deserialize_with = "nullable")]
    session_cookie_name: String,
    user: Option<User>,
    #[serde(deserialize_with = "nullable")]
    first_seen: bool,
    idp_response: Option<Value>,
    external_token: Option<String>,
    next_refresh_seconds: Option<i64>,
}

impl Body {
    fn cookie(&self) -> CookieAttributes {
        let positive = |seconds: i64| {
            u64::try_from(seconds).ok().filter(|seconds| *seconds > 0).map(Duration::from_secs)
        };
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        CookieAttributes {
            domain: some(&self.cookie_domain),
            path: some(&self.cookie_path),
            max_age: positive(self.cookie_max_age),
            expires: positive(self.cookie_expiration).and_then(|at| SystemTime::UNIX_EPOCH.checked_add(at)),
        }
    }
}

/// Reads replies for one call, with its options and the keys that were loaded for it. No keys: see
/// `Config::mobile`.
pub(crate) struct Replies<'a> {
    pub(crate) line: &'a Line,
    pub(crate) exchange: &'a Exchange,
    pub(crate) options: &'a VerifyOptions,
    pub(crate) keys: Option<Arc<KeySet>>,
}

impl Replies<'_> {
    /// A reply that must hold a session. `refresh_token` is the one the call was made with.
    pub(crate) async fn auth(
        mut self,
        response: &Response,
        refresh_token: Option<&str>,
    ) -> Result<AuthResponse> {
        let (body, raw) = self.read(response)?;
        let session = self.session_jwt(&body, response).ok_or_else(|| self.no_session(response))?;
        self.build(body, raw, response, &session, refresh_token).await
    }

    /// A reply that is empty when there is no session.
    pub(super) async fn maybe_auth(
        mut self,
        response: &Response,
        refresh_token: &str,
    ) -> Result<Option<AuthResponse>> {
        let (body, raw) = self.read(response)?;
        match self.session_jwt(&body, response) {
            Some(session) => self.build(body, raw, response, &session, Some(refresh_token)).await.map(Some),
            None => Ok(None),
        }
    }

    /// The reply to an access key: a session token and nothing else.
    pub(super) async fn access_key(mut self, response: &Response) -> Result<Token> {
        let (body, _) = self.read(response)?;
        let session = self.session_jwt(&body, response).ok_or_else(|| self.no_session(response))?;
        self.checked(&session, TokenKind::Session).await
    }

    async fn build(
        &mut self,
        body: Body,
        raw: Map<String, Value>,
        response: &Response,
        session: &str,
        refresh_token: Option<&str>,
    ) -> Result<AuthResponse> {
        let found = self.refresh_jwt(&body, response);
        let refresh = match found.as_ref().map(|found| found.0.as_str()).or(refresh_token) {
            Some(jwt) => Some(self.checked(jwt, TokenKind::Refresh).await?),
            None => None,
        };
        let set_by_service = found.and_then(|found| found.1);
        Ok(AuthResponse {
            session: self.checked(session, TokenKind::Session).await?,
            refresh,
            first_seen: body.first_seen,
            cookie: set_by_service.unwrap_or_else(|| body.cookie()),
            user: body.user,
            idp: body.idp_response,
            external_token: body.external_token,
            next_refresh_seconds: body.next_refresh_seconds,
            raw,
        })
    }

    fn read(&self, response: &Response) -> Result<(Body, Map<String, Value>)> {
        let unreadable = |why: String| self.line.unreadable(self.exchange, response, why);
        let raw: Map<String, Value> = http::parse(&response.body).map_err(unreadable)?;
        let body = Body::deserialize(Value::Object(raw.clone()));
        Ok((body.map_err(|_| unreadable("a member has the wrong type".into()))?, raw))
    }

    fn no_session(&self, response: &Response) -> Error {
        self.line.unreadable(self.exchange, response, "it has no session token")
    }

    fn session_jwt(&self, body: &Body, response: &Response) -> Option<String> {
        let own = &self.line.settings().config.cookies.session_name;
        let names = [own, body.session_cookie_name.as_str(), SESSION_COOKIE];
        from_body_or_cookie(&body.session_jwt, response, names).map(|found| found.0)
    }

    fn refresh_jwt(&self, body: &Body, response: &Response) -> Option<Found> {
        let own = &self.line.settings().config.cookies.refresh_name;
        from_body_or_cookie(&body.refresh_jwt, response, [own, &body.cookie_name, REFRESH_COOKIE])
    }

    /// Fetches newer keys for a token whose key is unknown; the reply's other tokens need them too.
    async fn checked(&mut self, jwt: &str, kind: TokenKind) -> Result<Token> {
        match self.check(jwt, kind) {
            Err(error) if error.reason() == Some(Reason::UnknownKey) => {
                self.keys = Some(keys::with_newer(self.line, true).await.ok_or(error)?);
                self.check(jwt, kind)
            }
            checked => checked,
        }
    }

    fn check(&self, jwt: &str, kind: TokenKind) -> Result<Token> {
        let settings = self.line.settings();
        let rules = settings.rules(self.options, kind);
        // Only `Any` changes which kind belongs in which place.
        let kind = if rules.kind == TokenKind::Any { TokenKind::Any } else { kind };
        let rules = Rules { kind, ..rules };
        match &self.keys {
            Some(keys) => jwt::check(jwt, keys, self.line.client.cache(), &rules, settings.now()),
            None => jwt::check_claims(Jws::parse(jwt, rules.max_bytes)?, &rules, settings.now()),
        }
    }
}

/// A token, and the attributes of the cookie it came in.
type Found = (String, Option<CookieAttributes>);

/// The token of the body, else the one of the first cookie of these names (protocol §11).
fn from_body_or_cookie(in_body: &str, response: &Response, names: [&str; 3]) -> Option<Found> {
    if !in_body.is_empty() {
        return Some((in_body.to_owned(), None));
    }
    let headers = || response.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let named = names.iter().filter(|name| !name.is_empty());
    named
        .filter_map(|name| cookies::token_from_set_cookie(headers(), name))
        .next()
        .map(|(jwt, set)| (jwt, Some(set)))
}
