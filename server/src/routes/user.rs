//! The caller's own user: me, tenants, history (protocol §8.5–8.7).

use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::caller::Caller;
use super::fields::Fields;
use super::user_json;
use crate::engine::{Login, TenantQuery};
use crate::error::Failure;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/v1/auth/me", get(me))
        .route("/v1/auth/me/tenants", post(tenants))
        .route("/v1/auth/me/history", get(history))
}

async fn me(caller: Caller) -> Result<Json<Value>, Failure> {
    let account = caller.project.engine.me(caller.refresh_token().await?).await?;
    Ok(Json(user_json::user(&account)))
}

async fn tenants(caller: Caller, body: Fields) -> Result<Json<Value>, Failure> {
    let query = tenant_query(&body)?;
    let tenants = caller.project.engine.my_tenants(caller.refresh_token().await?, query).await?;
    Ok(Json(json!({"tenants": tenants})))
}

/// Clients send both members, one of them empty.
fn tenant_query(body: &Fields) -> Result<TenantQuery, Failure> {
    match (body.flag(&["dct"])?, body.texts(&["ids"])?) {
        (true, ids) if ids.is_empty() => Ok(TenantQuery::Current),
        (true, _) => Err(Failure::argument("Only one of dct and ids can be given")),
        (false, ids) if ids.is_empty() => Ok(TenantQuery::All),
        (false, ids) => Ok(TenantQuery::Listed(ids)),
    }
}

/// An array and no object around it.
async fn history(caller: Caller) -> Result<Json<Vec<Value>>, Failure> {
    let logins = caller.project.engine.history(caller.refresh_token().await?).await?;
    Ok(Json(logins.iter().map(login).collect()))
}

fn login(login: &Login) -> Value {
    json!({
        "userId": login.user,
        "loginTime": login.at.div_euclid(1000),
        "city": "",
        "country": "",
        "ip": login.ip,
        "selectedTenant": login.tenant,
    })
}
