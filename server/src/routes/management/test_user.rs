//! Test users and their codes (protocol §9.2, 9.4, 9.6).

use axum::routing::{delete, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::profile::profile;
use super::user_reply;
use crate::engine::{Channel, TestCode};
use crate::error::Failure;
use crate::routes::caller::Manager;
use crate::routes::fields::Fields;
use crate::routes::options;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/v1/mgmt/user/create/test", post(create))
        .route("/v1/mgmt/user/test/delete/all", delete(delete_all))
        .route("/v1/mgmt/tests/generate/otp", post(generate))
}

async fn create(Manager(project): Manager, body: Fields) -> Result<Json<Value>, Failure> {
    let mut profile = profile(&body)?;
    profile.test = true;
    Ok(user_reply(&project.engine.create_user(body.login_id()?, profile).await?))
}

async fn delete_all(Manager(project): Manager) -> Result<Json<Value>, Failure> {
    project.engine.delete_test_users().await?;
    Ok(Json(json!({})))
}

async fn generate(Manager(project): Manager, body: Fields) -> Result<Json<Value>, Failure> {
    let login_id = body.login_id()?;
    let channel = channel(&body.required(&["deliveryMethod"])?)?;
    let order = TestCode { login_id: login_id.clone(), channel, options: options::login(&body)? };
    let code = project.engine.generate_code(order).await?;
    Ok(Json(json!({"code": code, "loginId": login_id})))
}

/// `Embedded` has no path of its own to be verified on; such a code is taken where an e-mailed one is.
fn channel(word: &str) -> Result<Channel, Failure> {
    match word.to_lowercase().as_str() {
        "embedded" => Ok(Channel::Email),
        word => {
            word.parse().map_err(|_| Failure::invalid("The deliveryMethod field is not a delivery method"))
        }
    }
}
