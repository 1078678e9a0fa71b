//! The wire: one file per area. A route reads the request, asks the engine, writes the reply.

mod access_key;
mod caller;
mod fields;
mod keys;
mod management;
mod options;
mod otp;
mod reply;
mod session;
mod user;
mod user_json;
mod via;

use axum::Router;

pub(crate) use fields::Fields;
pub(crate) use management::{access_key_json, new_access_key, new_tenant, profile};
pub(crate) use user_json::user as user_json;

use crate::error::{Code, Failure};
use crate::state::AppState;

/// Every path of the wire. What is not one of them is refused in the shape of every other refusal.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .merge(access_key::router())
        .merge(keys::router())
        .merge(management::router())
        .merge(otp::router())
        .merge(session::router())
        .merge(user::router())
        .fallback(async || Failure::new(Code::UnknownPath, "unknown path"))
        .method_not_allowed_fallback(async || Failure::new(Code::WrongMethod, "wrong method"))
}
