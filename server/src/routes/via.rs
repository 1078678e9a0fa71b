//! The delivery method in a path. Another word there is another path, which does not exist.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;

use crate::engine::Channel;
use crate::error::{Code, Failure};
use crate::state::AppState;

/// Any method.
pub(super) struct Via(pub(super) Channel);

/// A method that reaches a phone.
pub(super) struct ViaPhone(pub(super) Channel);

impl FromRequestParts<AppState> for Via {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let word = Path::<String>::from_request_parts(parts, state).await.ok();
        let channel = word.and_then(|Path(word)| word.parse().ok());
        channel.map(Self).ok_or_else(|| Failure::new(Code::UnknownPath, "unknown delivery method"))
    }
}

impl FromRequestParts<AppState> for ViaPhone {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Failure> {
        let Via(channel) = Via::from_request_parts(parts, state).await?;
        let no_phone = || Failure::new(Code::UnknownPath, "not a method that reaches a phone");
        channel.is_phone().then_some(Self(channel)).ok_or_else(no_phone)
    }
}
