//! The layer that finds and checks the session of each request.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use tower::{Layer, Service};

use super::Refusal;
use crate::client::Client;
use crate::cookies::{CookieOptions, RequestTokens, tokens_from_headers};
use crate::jwt::{Token, VerifyOptions};
use crate::session::SessionOutcome;

/// What was found out about a request's session.
#[derive(Clone)]
pub(super) struct Verdict(pub(super) Result<Token, Refusal>);

/// Finds and checks the session of each request; see the [module](super).
#[derive(Clone, Debug)]
pub struct SessionLayer {
    client: Client,
    options: VerifyOptions,
}

impl SessionLayer {
    /// A layer that checks sessions with `client`. Cookie names and attributes are those of its
    /// [`Config::cookies`](crate::Config).
    pub fn new(client: Client) -> Self {
        Self { client, options: VerifyOptions::default() }
    }

    /// What to expect of a session token, beyond the client's settings.
    #[must_use]
    pub fn verify(mut self, options: VerifyOptions) -> Self {
        self.options = options;
        self
    }

    async fn judge(&self, tokens: &RequestTokens) -> Result<SessionOutcome, Refusal> {
        let (session, refresh) = (tokens.session.as_deref(), tokens.refresh.as_deref());
        if session.is_none() && refresh.is_none() {
            return Err(Refusal::NoToken);
        }
        self.client
            .session()
            .validate_and_refresh(session, refresh, &self.options)
            .await
            .map_err(Refusal::Error)
    }

    /// The cookies of a refreshed session. The session cookie is renewed too where the browser keeps it.
    fn cookies(&self, outcome: &SessionOutcome, in_header: bool) -> Vec<HeaderValue> {
        let options = &self.client.config().cookies;
        let options =
            CookieOptions { include_session: options.include_session || !in_header, ..options.clone() };
        let made = outcome.auth.as_ref().and_then(|auth| auth.set_cookies(&options).ok());
        made.into_iter().flatten().filter_map(|cookie| cookie.parse().ok()).collect()
    }
}

impl<S> Layer<S> for SessionLayer {
    type Service = SessionService<S>;

    fn layer(&self, inner: S) -> SessionService<S> {
        SessionService { inner, layer: self.clone() }
    }
}

/// The service that [`SessionLayer`] makes.
#[derive(Clone, Debug)]
pub struct SessionService<S> {
    inner: S,
    layer: SessionLayer,
}

impl<S> Service<Request> for SessionService<S>
where
    S: Service<Request, Response = Response> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let layer = self.layer.clone();
        // The clone that was polled ready answers; a fresh one takes its place.
        let fresh = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, fresh);
        Box::pin(async move {
            let in_header = request.headers().contains_key(header::AUTHORIZATION);
            let judged = layer.judge(&tokens(request.headers(), &layer.client.config().cookies)).await;
            let cookies =
                judged.as_ref().map(|outcome| layer.cookies(outcome, in_header)).unwrap_or_default();
            request.extensions_mut().insert(Verdict(judged.map(|outcome| outcome.token)));
            let mut response = inner.call(request).await?;
            set_cookies(response.headers_mut(), cookies);
            Ok(response)
        })
    }
}

fn tokens(headers: &HeaderMap, options: &CookieOptions) -> RequestTokens {
    let readable = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    tokens_from_headers(readable, options)
}

/// A reply that carries tokens must not be kept by anybody (security T7).
fn set_cookies(headers: &mut HeaderMap, cookies: Vec<HeaderValue>) {
    if cookies.is_empty() {
        return;
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    for cookie in cookies {
        headers.append(header::SET_COOKIE, cookie);
    }
}
