//! What a request without a good session is answered.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::error::{Error, ErrorKind};

/// Why a handler that asks for a session was not called.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// The request has no token.
    NoToken,
    /// Its token was refused, or could not be checked.
    Error(Error),
    /// The route is not under a [`SessionLayer`](super::SessionLayer): a mistake in the app.
    NoLayer,
}

impl Refusal {
    /// 401 for tokens only: a limit or a broken network must not log anybody out.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::NoLayer => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Error(error) => match error.kind() {
                ErrorKind::TokenExpired | ErrorKind::TokenInvalid | ErrorKind::SessionEnded => {
                    StatusCode::UNAUTHORIZED
                }
                ErrorKind::InvalidArgument => StatusCode::UNAUTHORIZED,
                ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
                ErrorKind::Network | ErrorKind::Timeout | ErrorKind::Keys | ErrorKind::Server => {
                    StatusCode::SERVICE_UNAVAILABLE
                }
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            },
        }
    }

    fn body(&self) -> serde_json::Value {
        let (code, description) = match self {
            Self::NoToken => ("no_session", "Sign in first"),
            Self::NoLayer => ("no_layer", "This route is not under a SessionLayer"),
            Self::Error(error) => (error.code(), error.description()),
        };
        serde_json::json!({ "errorCode": code, "errorDescription": description })
    }

    fn retry_after(&self) -> Option<HeaderValue> {
        match self {
            Self::Error(error) => error.retry_after().map(|pause| pause.as_secs().into()),
            _ => None,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = (self.status(), axum::Json(self.body())).into_response();
        if let Some(pause) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, pause);
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
