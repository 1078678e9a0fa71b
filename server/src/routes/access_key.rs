//! Access keys are exchanged for a session token (protocol §8.9).

use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::caller::Caller;
use super::fields::Fields;
use crate::engine::Exchange;
use crate::error::{Code, Failure};
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/v1/auth/accesskey/exchange", post(exchange))
}

async fn exchange(caller: Caller, body: Fields) -> Result<Json<Value>, Failure> {
    let missing = || Failure::new(Code::AccessKeyMissing, "the bearer holds no access key");
    let options = body.fields("loginOptions")?;
    let order = Exchange {
        secret: caller.bearer.access_key().ok_or_else(missing)?.to_owned(),
        claims: options.claims()?,
        tenant: options.text(&["selectedTenant"])?,
    };
    let exchanged = caller.project.engine.exchange(order).await?;
    Ok(Json(json!({
        "keyId": exchanged.key_id,
        "sessionJwt": exchanged.session_jwt,
        "expiration": exchanged.expires_at,
    })))
}
