//! `/reset`: an empty project, as after start-up. Its keys, its settings and the clock stay as they are.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::Selected;
use crate::error::Failure;
use crate::state::AppState;

pub(super) async fn reset(
    State(state): State<AppState>,
    Selected(project): Selected,
) -> Result<Json<Value>, Failure> {
    project.engine.clear().await?;
    project.keys.unpublish_extra();
    state.inbox.clear(&project.id);
    state.recorder.clear(Some(&project.id));
    state.faults.clear();
    Ok(Json(json!({})))
}
