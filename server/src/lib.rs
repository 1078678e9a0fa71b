//! The local service: one-time-code login and session checking on one port, offline.

pub mod bearer;
pub mod clock;
pub mod code_key;
pub mod control;
pub mod delivery;
pub mod engine;
pub mod error;
pub mod faults;
pub mod keyring;
pub mod random;
pub mod record;
mod routes;
pub mod secret;
pub mod serve;
pub mod settings;
pub mod state;
pub mod store;

use axum::{Router, middleware};

use crate::state::AppState;

/// The whole service: the wire, the control plane, and the two layers that watch and disturb them for tests.
pub fn app(state: AppState) -> Router {
    let inject = middleware::from_fn_with_state(state.clone(), faults::inject);
    let record = middleware::from_fn_with_state(state.clone(), record::record);
    routes::router().with_state(state.clone()).merge(control::router(state)).layer(inject).layer(record)
}
