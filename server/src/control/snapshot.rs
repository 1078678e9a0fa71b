//! `/snapshot`: every record of a project, to be put back later. Messages, recorded requests and fixed codes are
//! not in it.

use axum::Json;
use serde_json::{Map, Value, json};

use super::{Input, Selected};
use crate::error::Failure;

pub(super) async fn show(Selected(project): Selected) -> Result<Json<Value>, Failure> {
    Ok(Json(project.engine.snapshot().await?.into()))
}

/// Puts the records of a snapshot in place of those there are.
pub(super) async fn restore(
    Selected(project): Selected,
    Input(snapshot): Input<Map<String, Value>>,
) -> Result<Json<Value>, Failure> {
    project.engine.restore(snapshot).await?;
    Ok(Json(json!({})))
}
