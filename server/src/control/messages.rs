//! `/messages`: what the service would have sent to people.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Selected, seconds};
use crate::delivery::{Filter, Message};
use crate::error::{Code, Failure};
use crate::state::AppState;

/// The longest that a caller can wait.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
pub(super) struct Wanted {
    to: Option<String>,
    #[serde(default)]
    after: u64,
    #[serde(default)]
    wait: f64,
}

/// Lists messages, newest last, and waits for the first one when asked to.
pub(super) async fn list(
    State(state): State<AppState>,
    Selected(project): Selected,
    wanted: Result<Query<Wanted>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Value>, Failure> {
    let Query(wanted) = wanted.map_err(|error| Failure::invalid(error.body_text()))?;
    let filter = Filter::new(wanted.to.as_deref(), wanted.after);
    // What is no span of time, such as one below zero, means no wait.
    let patience = Duration::try_from_secs_f64(wanted.wait).unwrap_or_default().min(PATIENCE);
    let messages = state.inbox.wait(&project.id, &filter, patience).await;
    Ok(Json(json!({"messages": messages.iter().map(|message| shown(message)).collect::<Vec<_>>()})))
}

pub(super) async fn show(
    State(state): State<AppState>,
    Selected(project): Selected,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    let message = id.parse().ok().and_then(|id| state.inbox.get(&project.id, id));
    message.map(|message| Json(shown(&message))).ok_or_else(unknown)
}

pub(super) async fn delete(
    State(state): State<AppState>,
    Selected(project): Selected,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    let deleted = id.parse().is_ok_and(|id| state.inbox.delete(&project.id, id));
    if deleted { Ok(Json(json!({}))) } else { Err(unknown()) }
}

pub(super) async fn clear(State(state): State<AppState>, Selected(project): Selected) -> Json<Value> {
    state.inbox.clear(&project.id);
    Json(json!({}))
}

fn unknown() -> Failure {
    Failure::new(Code::UnknownPath, "no such message").with_detail("There is no such message")
}

fn shown(message: &Message) -> Value {
    json!({
        "id": message.id,
        "to": message.to,
        "channel": message.channel,
        "loginId": message.login_id,
        "purpose": message.purpose,
        "code": message.code,
        "text": message.text,
        "at": seconds(message.at),
    })
}
