//! The session as a handler's argument.

use std::convert::Infallible;
use std::ops::Deref;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;

use super::Refusal;
use super::layer::Verdict;
use crate::jwt::Token;

/// The checked session of this request; see the [module](super). It is a [`Token`].
#[derive(Clone, Debug)]
pub struct Session(pub Token);

impl Deref for Session {
    type Target = Token;

    fn deref(&self) -> &Token {
        &self.0
    }
}

impl<S: Sync> FromRequestParts<S> for Session {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        match parts.extensions.get::<Verdict>() {
            Some(Verdict(verdict)) => verdict.clone().map(Self),
            None => Err(Refusal::NoLayer),
        }
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Session {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Option<Self>, Infallible> {
        let verdict = parts.extensions.get::<Verdict>();
        Ok(verdict.and_then(|Verdict(verdict)| verdict.clone().ok()).map(Self))
    }
}
