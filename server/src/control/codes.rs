//! `/codes`: the codes that a login ID gets instead of random ones.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Input, Selected, millis};
use crate::error::Failure;
use crate::state::AppState;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Fixing {
    login_id: String,
    code: String,
    /// For how many seconds; until the next reset when absent.
    expires_in: Option<f64>,
}

pub(super) async fn fix(
    State(state): State<AppState>,
    Selected(project): Selected,
    Input(fixing): Input<Fixing>,
) -> Result<Json<Value>, Failure> {
    if fixing.login_id.is_empty() || fixing.code.is_empty() {
        return Err(Failure::missing(if fixing.code.is_empty() { "code" } else { "loginId" }));
    }
    let until = fixing.expires_in.map(|seconds| state.clock.now().saturating_add(millis(seconds)));
    project.engine.fixed_codes().set(&fixing.login_id, fixing.code, until);
    Ok(Json(json!({})))
}
