//! `/tokens`: tokens that a real service would never issue, for everything that a checker must refuse.
//!
//! The starting point is always the token that the service would issue; header and claims are merged over it,
//! a null removes a member. So a minted token is wrong in exactly one way, and a checker that refuses it has
//! looked at that.

mod claims;
mod encoding;
mod private;
mod raw;
mod signer;
mod textbook;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Input, Selected};
use crate::error::Failure;
use crate::keyring::{Key, offload};
use crate::state::AppState;
use raw::{Places, Raw};
use signer::SignWith;

/// What the token is to be.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[derive(Default)]
pub(super) struct Order {
    login_id: Option<String>,
    header: Map<String, Value>,
    claims: Map<String, Value>,
    sign_with: SignWith,
    raw: Raw,
}

/// Answers with the token that was ordered.
pub(super) async fn mint(
    State(state): State<AppState>,
    Selected(project): Selected,
    Input(order): Input<Order>,
) -> Result<Json<Value>, Failure> {
    let usual = claims::usual(&state, &project, order.login_id.as_deref(), &order.claims).await?;
    let active = project.keys.active().await;
    let jwt = offload(move || order.token(&active, usual)).await?;
    Ok(Json(json!({"jwt": jwt})))
}

impl Order {
    fn token(self, active: &Arc<Key>, usual: Map<String, Value>) -> Result<String, Failure> {
        let signer = self.sign_with.signer(active)?;
        let header = merged(signer.header(active.kid()), self.header);
        let claims = merged(usual, self.claims);
        let places = Places { kid: active.kid(), header: &header, claims: &claims };
        let message = self.raw.message(&places)?;
        let alg = header.get("alg").and_then(Value::as_str);
        let signature = signer.sign(alg.unwrap_or_default(), message.as_bytes())?;
        Ok(format!("{message}.{}", self.raw.signature(signature)?))
    }
}

/// `members` with `changes` over them; a null takes a member away.
fn merged(mut members: Map<String, Value>, changes: Map<String, Value>) -> Map<String, Value> {
    for (name, value) in changes {
        if value.is_null() {
            members.remove(&name);
        } else {
            members.insert(name, value);
        }
    }
    members
}
