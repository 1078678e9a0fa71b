//! Everything under `/_doorcode/`: what a test, a demo or a developer does to the service from outside.

mod clock;
mod codes;
mod faults;
mod guard;
mod health;
mod input;
mod keys;
mod messages;
mod requests;
mod reset;
mod seed;
mod settings;
mod snapshot;
mod tokens;

use axum::extract::DefaultBodyLimit;
use axum::response::Redirect;
use axum::routing::{get, post, put};
use axum::{Router, middleware};
use serde_json::Number;

pub use input::{Input, Selected};

use crate::error::{Code, Failure};
use crate::state::AppState;

/// Snapshots and seeds are larger than anything on the wire.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// The whole control plane, behind its guard.
pub fn router(state: AppState) -> Router {
    let paths = Router::new()
        .route("/messages", get(messages::list).delete(messages::clear))
        .route("/messages/{id}", get(messages::show).delete(messages::delete))
        .route("/clock", get(clock::show).post(clock::change))
        .route("/requests", get(requests::list).delete(requests::clear))
        .route("/faults", post(faults::add).delete(faults::clear))
        .route("/keys", put(keys::publish))
        .route("/keys/rotate", post(keys::rotate))
        .route("/tokens", post(tokens::mint))
        .route("/health", get(health::show))
        .route("/codes", put(codes::fix))
        .route("/seed", post(seed::fill))
        .route("/reset", post(reset::reset))
        .route("/snapshot", get(snapshot::show).put(snapshot::restore))
        .route("/settings", get(settings::show).patch(settings::change))
        // The page of the inbox will stand here; until then a browser is shown the messages themselves.
        .route("/inbox", get(async || Redirect::temporary("/_doorcode/messages")))
        .fallback(async || Failure::new(Code::UnknownPath, "no such control path"))
        .method_not_allowed_fallback(async || Failure::new(Code::WrongMethod, "no such control method"))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(middleware::from_fn(guard::check))
        .with_state(state);
    Router::new().nest("/_doorcode", paths)
}

/// Whether a path belongs to the control plane.
pub(crate) fn is_control(path: &str) -> bool {
    path.strip_prefix("/_doorcode").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// An instant or a span as the control plane shows it: seconds, exact to the millisecond.
pub(crate) fn seconds(millis: i64) -> Number {
    match millis % 1000 {
        0 => (millis / 1000).into(),
        _ => Number::from_f64(millis as f64 / 1000.0).unwrap_or_else(|| (millis / 1000).into()),
    }
}

/// Seconds as the control plane takes them, in milliseconds. What lies beyond the range of time stops at its
/// ends.
pub(crate) fn millis(seconds: f64) -> i64 {
    (seconds * 1000.0).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_paths_are_told_from_others() {
        for path in ["/_doorcode", "/_doorcode/", "/_doorcode/health"] {
            assert!(is_control(path), "{path}");
        }
        for path in ["/", "/_doorcodes", "/v1/_doorcode/", "/_Doorcode/health"] {
            assert!(!is_control(path), "{path}");
        }
    }

    #[test]
    fn seconds_are_exact_to_the_millisecond_both_ways() {
        for (instant, text) in [(1_790_000_000_123, "1790000000.123"), (2_000, "2"), (-1, "-0.001"), (0, "0")]
        {
            assert_eq!(seconds(instant).to_string(), text);
            assert_eq!(text.parse().map(millis), Ok(instant));
        }
        assert_eq!(millis(1e300), i64::MAX);
    }
}
