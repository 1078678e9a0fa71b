//! `/faults`: answers that are to go wrong.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::Input;
use crate::faults::Fault;
use crate::state::AppState;

pub(super) async fn add(State(state): State<AppState>, Input(fault): Input<Fault>) -> Json<Value> {
    state.faults.add(fault);
    Json(json!({}))
}

pub(super) async fn clear(State(state): State<AppState>) -> Json<Value> {
    state.faults.clear();
    Json(json!({}))
}
