//! `/settings`: what a project does differently.

use axum::Json;
use serde_json::{Map, Value, json};

use super::{Input, Selected};
use crate::error::Failure;

pub(super) async fn show(Selected(project): Selected) -> Json<Value> {
    Json(json!(*project.settings()))
}

/// Changes the members that are given; null puts a default back.
pub(super) async fn change(
    Selected(project): Selected,
    Input(patch): Input<Map<String, Value>>,
) -> Result<Json<Value>, Failure> {
    Ok(Json(json!(*project.engine.change_settings(&patch).await?)))
}
