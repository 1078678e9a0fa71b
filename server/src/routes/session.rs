//! Sessions: refresh, log out, select a tenant, validate (protocol §8).

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::Value;

use super::caller::Caller;
use super::fields::Fields;
use super::reply;
use crate::engine::{Entry, Issued, LogOut};
use crate::error::{Code, Failure};
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/v1/auth/refresh", post(refresh).get(migrate))
        .route("/v1/auth/try-refresh", post(try_refresh))
        .route("/v1/auth/logout", post(log_out))
        .route("/v1/auth/logoutall", post(log_out_everywhere))
        .route("/v1/auth/tenant/select", post(select_tenant))
        .route("/v1/auth/validate", post(validate))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct External {
    #[serde(default)]
    external_token: Option<String>,
}

async fn refresh(caller: Caller, body: Fields) -> Result<Response, Failure> {
    Ok(reply::login(&caller, &refreshed(&caller, &body).await?))
}

/// The same for a foreign token in the query.
async fn migrate(
    caller: Caller,
    query: Result<Query<External>, QueryRejection>,
) -> Result<Response, Failure> {
    let external = query.ok().and_then(|Query(query)| query.external_token);
    let issued = match external.filter(|token| !token.is_empty()) {
        Some(token) => migrated(&caller, &token).await?,
        None => renewed(&caller).await?,
    };
    Ok(reply::login(&caller, &issued))
}

/// A refresh for pages that do not know whether anybody is logged in: a token that is no good is no error.
async fn try_refresh(caller: Caller, body: Fields) -> Result<Response, Failure> {
    match refreshed(&caller, &body).await {
        Ok(issued) => Ok(reply::login(&caller, &issued)),
        Err(failure) if is_about_the_token(failure.code()) => Ok(reply::nothing()),
        Err(failure) => Err(failure),
    }
}

const fn is_about_the_token(code: Code) -> bool {
    matches!(code, Code::InvalidToken | Code::LoggedOut | Code::UserDisabled | Code::UserNotFound)
}

async fn refreshed(caller: &Caller, body: &Fields) -> Result<Issued, Failure> {
    match body.text(&["externalToken"])? {
        Some(token) => migrated(caller, &token).await,
        None => renewed(caller).await,
    }
}

async fn renewed(caller: &Caller) -> Result<Issued, Failure> {
    let engine = &caller.project.engine;
    let entry = engine.refresh(caller.refresh_token().await?).await?;
    engine.issue(entry, caller.project.settings().rotate_refresh_tokens).await
}

async fn migrated(caller: &Caller, token: &str) -> Result<Issued, Failure> {
    let engine = &caller.project.engine;
    engine.issue(engine.migrate(token, caller.ip.clone()).await?, true).await
}

async fn log_out(caller: Caller, body: Fields) -> Result<Response, Failure> {
    end(&caller, &body, LogOut::This).await
}

async fn log_out_everywhere(caller: Caller, body: Fields) -> Result<Response, Failure> {
    end(&caller, &body, LogOut::All).await
}

/// The body is read for its form only: nobody sends anything in it.
async fn end(caller: &Caller, _: &Fields, which: LogOut) -> Result<Response, Failure> {
    caller.project.engine.log_out(caller.refresh_token().await?, which).await?;
    Ok(reply::log_out(caller))
}

async fn select_tenant(caller: Caller, body: Fields) -> Result<Response, Failure> {
    let tenant = body.required(&["tenant", "tenantId"])?;
    let engine = &caller.project.engine;
    let entry: Entry = engine.select_tenant(caller.refresh_token().await?, tenant).await?;
    Ok(reply::login(&caller, &engine.issue(entry, true).await?))
}

async fn validate(caller: Caller, _: Fields) -> Result<Json<Value>, Failure> {
    let missing = || Failure::new(Code::InvalidToken, "no session token");
    let jwt = caller.bearer.token().ok_or_else(missing)?;
    Ok(Json(caller.project.engine.validate(jwt).await?.into()))
}
