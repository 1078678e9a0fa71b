//! Users (protocol §9.1–9.5, 9.7).

use std::collections::HashMap;

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::profile::{profile, status};
use super::{user_key, user_reply};
use crate::engine::{Change, Membership, UserKey};
use crate::error::Failure;
use crate::routes::caller::Manager;
use crate::routes::fields::Fields;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/v1/mgmt/user", get(load))
        .route("/v1/mgmt/user/create", post(create))
        .route("/v1/mgmt/user/update", post(update))
        .route("/v1/mgmt/user/patch", patch(patch_user))
        .route("/v1/mgmt/user/delete", post(delete))
        .route("/v1/mgmt/user/logout", post(log_out))
        .route("/v1/mgmt/user/update/loginid", post(rename_login_id))
        .route("/v1/mgmt/user/update/status", post(set_status))
        .route("/v1/mgmt/user/update/tenant/add", post(add_tenant))
}

async fn load(
    Manager(project): Manager,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Result<Json<Value>, Failure> {
    let query = query.map(|Query(pairs)| pairs).unwrap_or_default();
    let body = Fields::new(query.into_iter().map(|(name, value)| (name, value.into())).collect());
    Ok(user_reply(&project.engine.load_user(user_key(&body)?).await?))
}

async fn create(Manager(project): Manager, body: Fields) -> Result<Json<Value>, Failure> {
    Ok(user_reply(&project.engine.create_user(body.login_id()?, profile(&body)?).await?))
}

async fn update(manager: Manager, body: Fields) -> Result<Json<Value>, Failure> {
    change(manager, &body, Change::Replace).await
}

async fn patch_user(manager: Manager, body: Fields) -> Result<Json<Value>, Failure> {
    change(manager, &body, Change::Patch).await
}

async fn change(Manager(project): Manager, body: &Fields, change: Change) -> Result<Json<Value>, Failure> {
    let account = project.engine.update_user(user_key(body)?, profile(body)?, change).await?;
    Ok(user_reply(&account))
}

async fn delete(Manager(project): Manager, body: Fields) -> Result<Json<Value>, Failure> {
    project.engine.delete_user(user_key(&body)?).await?;
    Ok(Json(json!({})))
}

async fn log_out(Manager(project): Manager, body: Fields) -> Result<Json<Value>, Failure> {
    project.engine.log_out_user(user_key(&body)?).await?;
    Ok(Json(json!({})))
}

async fn rename_login_id(Manager(project): Manager, body: Fields) -> Result<Json<Value>, Failure> {
    let account = project.engine.rename_login_id(body.login_id()?, body.text(&["newLoginId"])?).await?;
    let mut reply = user_reply(&account);
    reply.0["id"] = account.user.id.into();
    Ok(reply)
}

async fn set_status(Manager(project): Manager, body: Fields) -> Result<Json<Value>, Failure> {
    let status = status(&body.required(&["status"])?)?;
    Ok(user_reply(&project.engine.set_status(user_key(&body)?, status).await?))
}

async fn add_tenant(Manager(project): Manager, body: Fields) -> Result<Json<Value>, Failure> {
    let membership =
        Membership { tenant_id: body.required(&["tenantId"])?, role_names: body.texts(&["roleNames"])? };
    let key: UserKey = user_key(&body)?;
    Ok(user_reply(&project.engine.add_to_tenant(key, membership).await?))
}
