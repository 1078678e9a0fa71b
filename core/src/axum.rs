//! Sessions in an [axum] app (feature `axum`): a layer that finds and checks the session of each request, and
//! an extractor that hands it to a handler.
//!
//! ```
//! use axum::{Router, routing::get};
//! use doorcode::axum::{Session, SessionLayer};
//!
//! async fn hello(session: Session) -> String {
//!     format!("hello, {}", session.subject().unwrap_or("stranger"))
//! }
//!
//! # fn main() -> doorcode::Result<()> {
//! let client = doorcode::Client::new("P2doorcodeLocalDevelopment00")?;
//! let app: Router = Router::new().route("/hello", get(hello)).layer(SessionLayer::new(client));
//! # Ok(())
//! # }
//! ```
//!
//! The session token comes from the `Authorization` header, else from its cookie; where it has expired and the
//! refresh cookie is there, the session is refreshed and the reply carries the new cookies.
//!
//! A handler that asks for a [`Session`] is not called without one: the reply is 401 for a missing or bad token, 429
//! for a rate limit, 503 when nobody can tell. `Option<Session>` lets everybody in.

mod extract;
mod layer;
mod refusal;

pub use extract::Session;
pub use layer::{SessionLayer, SessionService};
pub use refusal::Refusal;
