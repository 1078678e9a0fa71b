//! Tokens: their text and their claims.

use doorcode::{Result, Token};
use napi::bindgen_prelude::{Either, Unknown};
use napi_derive::napi;
use serde_json::value::RawValue;

use crate::argument::text;
use crate::error::Failure;
use crate::task::to_json;

/// A token as the package shows it. The claims stay the text that was signed.
#[derive(serde::Serialize)]
pub(crate) struct Shown<'t> {
    jwt: &'t str,
    token: &'t RawValue,
    #[serde(rename = "projectId")]
    project_id: &'t str,
}

impl<'t> Shown<'t> {
    pub(crate) fn of(token: &'t Token) -> Option<Self> {
        // The core has read the text before, so there is always one.
        let claims = serde_json::from_str(token.claims_json()).ok()?;
        Some(Self { jwt: token.jwt(), token: claims, project_id: token.project_id() })
    }
}

pub(crate) fn json(token: &Token) -> Result<String> {
    to_json(&Shown::of(token))
}

/// The claims of a token as JSON, **without checking anything**.
#[napi]
pub fn decode_unverified(jwt: Unknown<'_>) -> Either<String, Failure> {
    crate::client::either(
        text(jwt, "jwt").and_then(|jwt| Token::decode_unverified(&jwt)).and_then(|token| json(&token)),
    )
}
