//! The license handshake: some clients wait for it before their first call.

use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::routes::caller::Manager;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/v1/mgmt/license", get(license))
}

async fn license(Manager(_): Manager) -> Json<Value> {
    Json(json!({"rateLimitTier": "tier1"}))
}
