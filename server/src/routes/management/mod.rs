//! What a project's backend does with its management key (protocol §9).

mod access_key;
mod license;
mod profile;
mod search;
mod tenant;
mod test_user;
mod user;

use axum::Json;
use axum::Router;
use serde_json::{Value, json};

pub(crate) use access_key::{json as access_key_json, terms as new_access_key};
pub(crate) use profile::profile;
pub(crate) use tenant::new as new_tenant;

use super::fields::Fields;
use super::user_json;
use crate::engine::{Account, UserKey};
use crate::error::Failure;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .merge(access_key::router())
        .merge(license::router())
        .merge(search::router())
        .merge(tenant::router())
        .merge(test_user::router())
        .merge(user::router())
}

/// Which user a body means: some clients send both members, one of them empty.
fn user_key(body: &Fields) -> Result<UserKey, Failure> {
    match body.text(&["userId"])? {
        Some(id) => Ok(UserKey::Id(id)),
        None => body.login_id().map(UserKey::LoginId),
    }
}

fn user_reply(account: &Account) -> Json<Value> {
    Json(json!({"user": user_json::user(account)}))
}
