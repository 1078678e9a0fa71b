//! Finding users (protocol §9.7).

use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::engine::{Kind, Search};
use crate::error::Failure;
use crate::routes::caller::Manager;
use crate::routes::fields::Fields;
use crate::routes::user_json;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/v2/mgmt/user/search", post(search))
        .route("/v2/mgmt/user/search/test", post(search_test))
}

async fn search(manager: Manager, body: Fields) -> Result<Json<Value>, Failure> {
    let kind = match (body.flag(&["testUsersOnly"])?, body.flag(&["withTestUser", "withTestUsers"])?) {
        (true, _) => Kind::Test,
        (false, true) => Kind::Any,
        (false, false) => Kind::People,
    };
    find(manager, &body, kind).await
}

async fn search_test(manager: Manager, body: Fields) -> Result<Json<Value>, Failure> {
    find(manager, &body, Kind::Test).await
}

async fn find(Manager(project): Manager, body: &Fields, test: Kind) -> Result<Json<Value>, Failure> {
    let search = Search {
        user_ids: body.texts(&["userIds"])?,
        login_ids: body.texts(&["loginIds"])?,
        emails: body.texts(&["emails"])?,
        phones: body.texts(&["phones"])?,
        tenant_ids: body.texts(&["tenantIds"])?,
        role_names: body.texts(&["roleNames"])?,
        statuses: body.texts(&["statuses", "status"])?,
        text: body.text(&["text"])?,
        test,
        limit: body.count(&["limit"])?,
        page: body.count(&["page"])?,
    };
    let (accounts, total) = project.engine.search(search).await?;
    let users: Vec<Value> = accounts.iter().map(user_json::user).collect();
    Ok(Json(json!({"users": users, "total": total})))
}
