//! `/requests`: what arrived. With `?project=` only what was for that project.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::input::Named;
use crate::state::AppState;

pub(super) async fn list(State(state): State<AppState>, Named(project): Named) -> Json<Value> {
    Json(json!({"requests": state.recorder.list(project.as_deref())}))
}

pub(super) async fn clear(State(state): State<AppState>, Named(project): Named) -> Json<Value> {
    state.recorder.clear(project.as_deref());
    Json(json!({}))
}
