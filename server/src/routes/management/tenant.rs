//! Tenants (protocol §9.7).

use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::engine::NewTenant;
use crate::error::Failure;
use crate::routes::caller::Manager;
use crate::routes::fields::Fields;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/v1/mgmt/tenant/create", post(create))
}

async fn create(Manager(project): Manager, body: Fields) -> Result<Json<Value>, Failure> {
    let id = project.engine.create_tenant(new(&body)?).await?;
    Ok(Json(json!({"id": id})))
}

/// The tenant that a body asks for.
pub(crate) fn new(body: &Fields) -> Result<NewTenant, Failure> {
    Ok(NewTenant {
        id: body.text(&["id"])?,
        name: body.required(&["name"])?,
        custom_attributes: body.object(&["customAttributes"])?,
    })
}
