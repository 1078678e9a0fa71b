//! `/health`: whether tokens can be signed already.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde_json::{Value, json};

use crate::state::AppState;

/// Answers 503 until every project has its key. Requests need not wait for that: those that need a key do so
/// themselves.
pub(super) async fn show(State(state): State<AppState>) -> (StatusCode, Json<Value>) {
    let ready = state.projects.iter().all(|project| project.keys.is_ready());
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({"ready": ready, "version": env!("CARGO_PKG_VERSION")})))
}
