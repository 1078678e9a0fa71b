//! The published signing keys (protocol §8.1). Anybody may read them: some clients send no bearer here.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;

use crate::error::{Code, Failure};
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/v2/keys/{project}", get(keys))
}

async fn keys(
    State(state): State<AppState>,
    project: Result<Path<String>, PathRejection>,
) -> Result<Json<Value>, Failure> {
    let project = project.ok().and_then(|Path(id)| state.project(Some(&id)).cloned());
    let project = project.ok_or_else(|| Failure::new(Code::UnknownPath, "keys of an unknown project"))?;
    Ok(Json(project.keys.jwks().await))
}
