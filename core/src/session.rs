//! Sessions: check them, renew them, end them.

mod auth;
mod check;
mod refresh;
mod reply;

pub use auth::{AccessKeyLoginOptions, AuthResponse, SessionOutcome};
pub(crate) use reply::Replies;

use serde_json::json;
use zeroize::Zeroizing;

use crate::client::Client;
use crate::error::{Error, ErrorKind, Reason, Result};
use crate::flow::Call;
use crate::http::{Exchange, Repeat};
use crate::input;
use crate::jwt::{Token, TokenKind, VerifyOptions};
use crate::keys;

/// Sessions; see [`Client::session`].
#[derive(Clone, Debug)]
pub struct Session {
    client: Client,
}

impl Session {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Checks a session token: signature, project, kind, audience and times. Fetches the keys if it must; with
    /// a known key it is done at once, without network, thread or runtime.
    ///
    /// # Errors
    /// `token_expired`: refresh. `token_invalid`, with the reason: refuse. `invalid_argument` when empty.
    /// `keys` when there are none to check with; `timeout`.
    ///
    /// Source: protocol §10; what must be refused: RFC 7519, RFC 8725.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let session_token = login.session.jwt();
    /// use doorcode::VerifyOptions;
    ///
    /// let token = client.session().validate(session_token, &VerifyOptions::default()).await?;
    /// println!("{} may read: {}", token.subject().unwrap_or("?"), token.has_permissions(None, &["read"]));
    /// # Ok(())
    /// # });
    /// ```
    pub fn validate(&self, session_token: &str, options: &VerifyOptions) -> Call<Token> {
        check::call(&self.client, "session_token", session_token, options, TokenKind::Session)
    }

    /// Checks a session token with the keys at hand. Never fetches, never blocks.
    ///
    /// # Errors
    /// As [`validate`](Self::validate); `keys` (`not_loaded`) when no keys were loaded or imported yet.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let session_token = login.session.jwt();
    /// use doorcode::VerifyOptions;
    ///
    /// let token = client.session().validate_local(session_token, &VerifyOptions::default())?;
    /// # Ok(())
    /// # });
    /// ```
    pub fn validate_local(&self, session_token: &str, options: &VerifyOptions) -> Result<Token> {
        check::local(&self.client, "session_token", session_token, options, TokenKind::Session)
    }

    /// Checks any token of the project, session or refresh or neither.
    ///
    /// # Errors
    /// As [`validate`](Self::validate).
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let jwt = login.session.jwt();
    /// let token = client.session().verify_jwt(jwt, &Default::default()).await?;
    /// println!("{:?}", token.kind());
    /// # Ok(())
    /// # });
    /// ```
    pub fn verify_jwt(&self, jwt: &str, options: &VerifyOptions) -> Call<Token> {
        check::call(&self.client, "token", jwt, options, TokenKind::Any)
    }

    /// Fetches a new session token. The refresh token is checked first, and every token of the answer after.
    ///
    /// Calls with the same refresh token at the same time share one request. A call that is dropped after its
    /// request was sent loses nothing: the answer goes to the next call with the same token, for 30 s.
    ///
    /// # Errors
    /// `session_ended`: sign in again. `token_expired`, `token_invalid`, `invalid_argument` for the refresh token
    /// itself; `keys` before anything is sent; `rate_limited`, `server`, `network`, `timeout`, `decode`.
    ///
    /// Source: protocol §8.2.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let refresh_token = login.refresh.as_ref().map_or("", |token| token.jwt());
    /// let renewed = client.session().refresh(refresh_token, &Default::default()).await?;
    /// println!("the new session token has {} bytes", renewed.session.jwt().len());
    /// # Ok(())
    /// # });
    /// ```
    pub fn refresh(&self, refresh_token: &str, options: &VerifyOptions) -> Call<AuthResponse> {
        match input::secret("refresh_token", refresh_token) {
            Ok(token) => {
                let (token, options) = (Zeroizing::new(token.to_owned()), options.clone());
                self.client.call(|line| async move { refresh::refresh(&line, &token, &options).await })
            }
            Err(error) => Call::decided(Err(error)),
        }
    }

    /// Checks a session token and, when it does not hold, refreshes. Either token may be missing.
    ///
    /// # Errors
    /// `invalid_argument` when both are missing; else as [`validate`](Self::validate) and
    /// [`refresh`](Self::refresh). A failure to get keys is not answered with a refresh.
    ///
    /// Source: protocol §14 row 51.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let (session, refresh) = (Some("a spoilt token"), login.refresh.as_ref().map(|token| token.jwt()));
    /// let outcome = client.session().validate_and_refresh(session, refresh, &Default::default()).await?;
    /// for cookie in &outcome.cookies {
    ///     println!("Set-Cookie: <{} bytes>", cookie.len());
    /// }
    /// # Ok(())
    /// # });
    /// ```
    pub fn validate_and_refresh(
        &self,
        session_token: Option<&str>,
        refresh_token: Option<&str>,
        options: &VerifyOptions,
    ) -> Call<SessionOutcome> {
        let session_token = session_token.filter(|token| !token.is_empty());
        let refresh_token = refresh_token.filter(|token| !token.is_empty());
        let validated = match (session_token, refresh_token) {
            (None, None) => {
                let detail = "neither a session token nor a refresh token was given";
                Some(Err(Error::invalid_argument("session_token", Reason::Missing, detail)))
            }
            (Some(session), _) => check::at_once(&self.client, session, options, TokenKind::Session),
            (None, _) => None,
        };
        match (validated, refresh_token) {
            (Some(Ok(token)), _) => Call::decided(Ok(SessionOutcome::unchanged(token))),
            (Some(Err(error)), None) => Call::decided(Err(error)),
            _ => self.validate_or_refresh(session_token, refresh_token, options),
        }
    }

    fn validate_or_refresh(
        &self,
        session_token: Option<&str>,
        refresh_token: Option<&str>,
        options: &VerifyOptions,
    ) -> Call<SessionOutcome> {
        // Beside a session token it is looked at only when it is needed.
        let needed = refresh_token.filter(|_| session_token.is_none());
        if let Some(Err(error)) = needed.map(|token| input::secret("refresh_token", token)) {
            return Call::decided(Err(error));
        }
        let keep = |token: &str| Zeroizing::new(token.to_owned());
        let (session, refresh) = (session_token.map(keep), refresh_token.map(keep));
        let options = options.clone();
        self.client.call(|line| refresh::validate_or_refresh(line, session, refresh, options))
    }

    /// Refreshes if that is possible: `None` when the token is missing, not good or no longer accepted.
    ///
    /// # Errors
    /// Only when nobody can tell: `keys`, `rate_limited`, `server`, `network`, `timeout`, `decode`.
    ///
    /// Source: protocol §8.3.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let refresh_token = login.refresh.as_ref().map(|token| token.jwt());
    /// match client.session().try_refresh(refresh_token).await? {
    ///     Some(login) => println!("still here: {:?}", login.session.subject()),
    ///     None => println!("please sign in"),
    /// }
    /// # Ok(())
    /// # });
    /// ```
    pub fn try_refresh(&self, refresh_token: Option<&str>) -> Call<Option<AuthResponse>> {
        match refresh_token.map(|token| input::secret("refresh_token", token)) {
            Some(Ok(token)) => {
                let token = Zeroizing::new(token.to_owned());
                self.client.call(|line| async move { refresh::try_refresh(&line, &token).await })
            }
            // What can't be sent is as good as nothing.
            Some(Err(_)) | None => Call::decided(Ok(None)),
        }
    }

    /// Exchanges another system's token for a session, where the project is set up for it.
    ///
    /// # Errors
    /// `invalid_argument`; `session_ended` when the service does not accept the token; `keys` before anything is
    /// sent; `rejected`, `rate_limited`, `server`, `network`, `timeout`, `decode`.
    ///
    /// Source: protocol §8.2, §16.8 R10.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # service.ann(&client).await?;
    /// # let external_token = "their-token";
    /// # service.control("PATCH /settings", serde_json::json!({ "externalTokens": { "their-token": "ann@example.com" } }));
    /// let login = client.session().migrate(external_token).await?;
    /// # Ok(())
    /// # });
    /// ```
    pub fn migrate(&self, external_token: &str) -> Call<AuthResponse> {
        // It goes into the body, so it may hold what a header may not.
        match input::text_secret("external_token", external_token) {
            Ok(token) => {
                let body = json!({ "externalToken": token });
                let exchange =
                    Exchange::post("/v1/auth/refresh", &body, Repeat::IfNothingSent).with_secret(token);
                self.auth(exchange)
            }
            Err(error) => Call::decided(Err(error)),
        }
    }

    /// Switches the session to another of the user's tenants (claim `dct`).
    ///
    /// # Errors
    /// `invalid_argument`; `rejected` when the user is no member; `session_ended`; `keys` before anything is sent;
    /// `rate_limited`, `server`, `network`, `timeout`, `decode`.
    ///
    /// Source: protocol §8.8.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # service.control("POST /seed", serde_json::json!({
    /// #     "tenants": [{ "id": "tenant-a", "name": "A" }],
    /// #     "users": [{ "loginId": "ann@example.com", "email": "ann@example.com", "userTenants": [{ "tenantId": "tenant-a" }] }],
    /// # }));
    /// # let login = service.ann(&client).await?;
    /// # let refresh_token = login.refresh.as_ref().map_or("", |token| token.jwt());
    /// let login = client.session().select_tenant("tenant-a", refresh_token).await?;
    /// assert_eq!(login.session.current_tenant(), Some("tenant-a"));
    /// # Ok(())
    /// # });
    /// ```
    pub fn select_tenant(&self, tenant_id: &str, refresh_token: &str) -> Call<AuthResponse> {
        let exchange = || {
            let body = json!({ "tenant": input::tenant_id(tenant_id)? });
            let exchange = Exchange::post("/v1/auth/tenant/select", &body, Repeat::IfNothingSent);
            Ok(exchange.with_token(input::secret("refresh_token", refresh_token)?))
        };
        match exchange() {
            Ok(exchange) => self.auth(exchange),
            Err(error) => Call::decided(Err(error)),
        }
    }

    /// Ends this session: its refresh token is refused from now on. Session tokens already issued stay good until
    /// they expire.
    ///
    /// # Errors
    /// `invalid_argument`; `session_ended` when it had ended before; `rate_limited`, `server`, `network`,
    /// `timeout`.
    ///
    /// Source: protocol §8.4.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let refresh_token = login.refresh.as_ref().map_or("", |token| token.jwt());
    /// client.session().logout(refresh_token).await?;
    /// # Ok(())
    /// # });
    /// ```
    pub fn logout(&self, refresh_token: &str) -> Call<()> {
        self.end("/v1/auth/logout", refresh_token)
    }

    /// Ends all sessions of the user.
    ///
    /// # Errors
    /// As [`logout`](Self::logout).
    ///
    /// Source: protocol §8.4.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let refresh_token = login.refresh.as_ref().map_or("", |token| token.jwt());
    /// client.session().logout_all(refresh_token).await?;
    /// # Ok(())
    /// # });
    /// ```
    pub fn logout_all(&self, refresh_token: &str) -> Call<()> {
        self.end("/v1/auth/logoutall", refresh_token)
    }

    /// Exchanges an access key, the credential of a machine, for a session token.
    ///
    /// # Errors
    /// `invalid_argument`; `rejected` (`E062802`, `E062803`) when the key is not accepted; `keys` before anything
    /// is sent; `rate_limited`, `server`, `network`, `timeout`, `decode`.
    ///
    /// Source: protocol §8.9.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let seeded = service.control("POST /seed", serde_json::json!({ "accessKeys": [{ "name": "robot" }] }));
    /// # let access_key = seeded["accessKeys"][0]["cleartext"].as_str().unwrap();
    /// let token = client.session().exchange_access_key(access_key, &Default::default(), &Default::default()).await?;
    /// println!("key {}", token.subject().unwrap_or("?"));
    /// # Ok(())
    /// # });
    /// ```
    pub fn exchange_access_key(
        &self,
        access_key: &str,
        login: &AccessKeyLoginOptions,
        options: &VerifyOptions,
    ) -> Call<Token> {
        let exchange = || {
            let exchange =
                Exchange::post("/v1/auth/accesskey/exchange", &login.body()?, Repeat::IfNothingSent);
            Ok(exchange.with_token(input::secret("access_key", access_key)?))
        };
        match exchange() {
            Ok(exchange) => {
                let options = options.clone();
                self.client.call(|line| async move {
                    let keys = keys::for_replies(&line).await?;
                    let response = line.exchange(&exchange).await?;
                    let replies = Replies { line: &line, exchange: &exchange, options: &options, keys };
                    replies.access_key(&response).await
                })
            }
            Err(error) => Call::decided(Err(error)),
        }
    }

    /// A call that hands back tokens: keys first, so that nothing is lost over a failed fetch.
    fn auth(&self, exchange: Exchange) -> Call<AuthResponse> {
        self.client.call(|line| async move {
            let keys = keys::for_replies(&line).await?;
            let response = line.exchange(&exchange).await?;
            let options = VerifyOptions::default();
            Replies { line: &line, exchange: &exchange, options: &options, keys }.auth(&response, None).await
        })
    }

    fn end(&self, path: &'static str, refresh_token: &str) -> Call<()> {
        let token = match input::secret("refresh_token", refresh_token) {
            Ok(token) => Zeroizing::new(token.to_owned()),
            Err(error) => return Call::decided(Err(error)),
        };
        self.client.call(|line| async move {
            refresh::forget(&line, &token);
            line.exchange(&Exchange::post(path, &json!({}), Repeat::Always).with_token(&token)).await?;
            Ok(())
        })
    }
}

/// Whether a session token that failed like this may be replaced by refreshing.
fn calls_for_refresh(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::TokenExpired | ErrorKind::TokenInvalid)
}
