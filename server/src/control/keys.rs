//! `/keys`: the published key set, as a test wants it. Each call answers with the set.

use axum::Json;
use serde::Deserialize;
use serde_json::Value;

use super::{Input, Selected};
use crate::error::Failure;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Publication {
    keys: Vec<Value>,
    /// Whether the service's own keys are withdrawn meanwhile.
    #[serde(default)]
    replace: bool,
}

/// Publishes further keys exactly as given, broken ones too, until the next reset.
pub(super) async fn publish(
    Selected(project): Selected,
    Input(Publication { keys, replace }): Input<Publication>,
) -> Json<Value> {
    if replace {
        project.keys.publish_instead(keys);
    } else {
        project.keys.publish(keys);
    }
    Json(project.keys.jwks().await)
}

/// Moves every key one step on: next, active, retiring, gone. The next key is stored before it becomes active,
/// so that a crash at any moment leaves every token checkable.
pub(super) async fn rotate(Selected(project): Selected) -> Result<Json<Value>, Failure> {
    project.keys.next().await;
    project.store_keys().await?;
    project.keys.rotate().await;
    project.store_keys().await?;
    Ok(Json(project.keys.jwks().await))
}
