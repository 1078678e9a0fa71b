//! The app itself; `core/tests/axum.rs` runs it.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use doorcode::axum::{Refusal, Session, SessionLayer};
use doorcode::cookies::{CookieAttributes, clear_cookies};
use doorcode::{Client, CookieOptions, DeliveryMethod, Error, ErrorKind, tokens_from_headers};
use serde_json::{Value, json};

pub(crate) fn app(client: Client) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/me", get(me))
        .layer(SessionLayer::new(client.clone()))
        .route("/login", post(login))
        .route("/verify", post(verify))
        .route("/logout", post(logout))
        .with_state(client)
}

/// Everybody may see this page.
async fn home(session: Option<Session>) -> String {
    match session {
        Some(session) => format!("Hello again, {}.", session.subject().unwrap_or("you")),
        None => "Hello. POST /login to come in.".into(),
    }
}

/// Only those who are logged in may see this one.
async fn me(session: Session) -> Json<Value> {
    Json(json!({ "user": session.subject(), "methods": session.amr() }))
}

#[derive(serde::Deserialize)]
struct Login {
    email: String,
}

async fn login(State(client): State<Client>, Json(form): Json<Login>) -> Result<Json<Value>, Failure> {
    let masked = client.otp().sign_up_or_in(DeliveryMethod::Email, &form.email, &Default::default()).await?;
    Ok(Json(json!({ "sentTo": masked.masked })))
}

#[derive(serde::Deserialize)]
struct Verify {
    email: String,
    code: String,
}

async fn verify(State(client): State<Client>, Json(form): Json<Verify>) -> Result<Response, Failure> {
    let login =
        client.otp().verify(DeliveryMethod::Email, &form.email, &form.code, &Default::default()).await?;
    let cookies = login.set_cookies(&CookieOptions { include_session: true, ..Default::default() })?;
    Ok((with_cookies(cookies), "Welcome.").into_response())
}

async fn logout(State(client): State<Client>, headers: HeaderMap) -> Result<Response, Failure> {
    let readable = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    if let Some(refresh_token) = tokens_from_headers(readable, &CookieOptions::default()).refresh {
        match client.session().logout(&refresh_token).await {
            // What had ended before is ended all the same.
            Err(error) if error.kind() == ErrorKind::SessionEnded => {}
            ended => ended?,
        }
    }
    let cleared = clear_cookies(&CookieAttributes::default(), &CookieOptions::default())?;
    Ok((with_cookies(cleared), "Goodbye.").into_response())
}

/// One header for each cookie; nobody may keep the reply.
fn with_cookies(cookies: Vec<String>) -> AppendHeaders<Vec<(HeaderName, String)>> {
    let mut headers = vec![(CACHE_CONTROL, "private, no-store".to_owned())];
    headers.extend(cookies.into_iter().map(|cookie| (SET_COOKIE, cookie)));
    AppendHeaders(headers)
}

/// What a failed login is answered: the service's own status where there is one.
struct Failure(Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = self.0.status().and_then(|status| StatusCode::from_u16(status).ok());
        match status {
            Some(status) if status.is_client_error() => {
                (status, Json(json!({ "error": self.0.description(), "code": self.0.code() })))
                    .into_response()
            }
            _ => Refusal::Error(self.0).into_response(),
        }
    }
}
