//! Access keys (protocol §9.7).

use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::profile::memberships;
use crate::engine::{AccessKey, NewAccessKey};
use crate::error::Failure;
use crate::routes::caller::Manager;
use crate::routes::fields::Fields;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/v1/mgmt/accesskey/create", post(create))
}

async fn create(Manager(project): Manager, body: Fields) -> Result<Json<Value>, Failure> {
    let (key, secret) = project.engine.create_access_key(terms(&body)?).await?;
    Ok(Json(json!({"cleartext": secret, "key": self::json(&key)})))
}

/// What a body asks of a new key. An expiry of zero means never.
pub(crate) fn terms(body: &Fields) -> Result<NewAccessKey, Failure> {
    Ok(NewAccessKey {
        name: body.required(&["name"])?,
        description: body.text(&["description"])?.unwrap_or_default(),
        role_names: body.texts(&["roleNames"])?,
        tenants: memberships(body, "keyTenants")?.unwrap_or_default(),
        user: body.text(&["userId"])?,
        custom_claims: body.claims()?,
        permitted_ips: body.texts(&["permittedIps"])?,
        expires_at: body.integer(&["expireTime"])?.filter(|&seconds| seconds != 0),
    })
}

/// A key as replies show it.
pub(crate) fn json(key: &AccessKey) -> Value {
    let terms = &key.terms;
    let tenant =
        |own: &crate::engine::Membership| json!({"tenantId": own.tenant_id, "roleNames": own.role_names});
    json!({
        "id": key.id,
        "name": terms.name,
        "description": terms.description,
        "status": "active",
        "roleNames": terms.role_names,
        "keyTenants": terms.tenants.iter().map(tenant).collect::<Vec<_>>(),
        "createdTime": key.created_at.div_euclid(1000),
        "expireTime": terms.expires_at.unwrap_or(0),
        "boundUserId": terms.user.clone().unwrap_or_default(),
        "customClaims": terms.custom_claims,
        "permittedIps": terms.permitted_ips,
    })
}
