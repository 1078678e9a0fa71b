//! `/clock`: the service's time, in seconds.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Input, millis, seconds};
use crate::state::AppState;

/// Changes, made in this order: back to the machine's time, jump, move, stop or run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    #[serde(default)]
    reset: bool,
    now: Option<f64>,
    advance: Option<f64>,
    freeze: Option<bool>,
}

pub(super) async fn show(State(state): State<AppState>) -> Json<Value> {
    let status = state.clock.status();
    Json(json!({"now": seconds(status.now), "offset": seconds(status.offset), "frozen": status.frozen}))
}

pub(super) async fn change(State(state): State<AppState>, Input(change): Input<Change>) -> Json<Value> {
    let clock = &state.clock;
    if change.reset {
        clock.reset();
    }
    if let Some(now) = change.now {
        clock.set(millis(now));
    }
    if let Some(advance) = change.advance {
        clock.advance(millis(advance));
    }
    if let Some(frozen) = change.freeze {
        clock.freeze(frozen);
    }
    show(State(state)).await
}
