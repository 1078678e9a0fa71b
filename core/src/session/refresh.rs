//! Renewing a session: one request for all who ask with the same token, and no answer lost.

use std::time::Duration;

use serde_json::json;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{AuthResponse, Replies, SessionOutcome, calls_for_refresh, check};
use crate::error::{ErrorKind, Reason, Result};
use crate::flow::flight::FlightPlan;
use crate::http::{Exchange, Line, Repeat};
use crate::input;
use crate::jwt::{TokenKind, VerifyOptions};
use crate::keys;

/// How long an answer is kept for a caller who was cancelled: it may hold the only refresh token that is still good.
const KEPT_FOR: Duration = Duration::from_secs(30);

const REFRESH: &str = "/v1/auth/refresh";
const TRY_REFRESH: &str = "/v1/auth/try-refresh";

pub(super) async fn refresh(line: &Line, token: &str, options: &VerifyOptions) -> Result<AuthResponse> {
    check_refresh_token(line, token, options).await?;
    let keys = keys::for_replies(line).await?;
    let exchange = Exchange::post(REFRESH, &json!({}), Repeat::Always).with_token(token);
    let shared = line.exchange_shared(&exchange, Some(flight(line, REFRESH, token))).await?;
    let replies = Replies { line, exchange: &exchange, options, keys };
    let auth = replies.auth(&shared.response, Some(token)).await;
    shared.taken();
    auth
}

/// Like [`refresh`], but a token that is not good is no error.
pub(super) async fn try_refresh(line: &Line, token: &str) -> Result<Option<AuthResponse>> {
    let options = VerifyOptions::default();
    match check_refresh_token(line, token, &options).await {
        Err(error) if calls_for_refresh(&error) => return Ok(None),
        checked => checked?,
    }
    let keys = keys::for_replies(line).await?;
    let exchange = Exchange::post(TRY_REFRESH, &json!({}), Repeat::Always).with_token(token);
    let shared = match line.exchange_shared(&exchange, Some(flight(line, TRY_REFRESH, token))).await {
        Err(error) if error.kind() == ErrorKind::SessionEnded => return Ok(None),
        shared => shared?,
    };
    let replies = Replies { line, exchange: &exchange, options: &options, keys };
    let auth = replies.maybe_auth(&shared.response, token).await;
    shared.taken();
    auth
}

pub(super) async fn validate_or_refresh(
    line: Line,
    session: Option<Zeroizing<String>>,
    refresh_token: Option<Zeroizing<String>>,
    options: VerifyOptions,
) -> Result<SessionOutcome> {
    if let Some(session) = &session {
        match check::fetching(&line, session, &options, TokenKind::Session).await {
            Err(error) if refresh_token.is_some() && calls_for_refresh(&error) => {}
            checked => return checked.map(SessionOutcome::unchanged),
        }
    }
    let refresh_token = refresh_token.unwrap_or_default();
    let auth = refresh(&line, input::secret("refresh_token", &refresh_token)?, &options).await?;
    SessionOutcome::refreshed(auth, &line.settings().config.cookies)
}

/// Refuses what the service would refuse, before it is sent. Where times are not compared or keys not fetched
/// (see `Config::mobile`), a token whose key is not at hand passes unchecked: the service will judge it.
async fn check_refresh_token(line: &Line, token: &str, options: &VerifyOptions) -> Result<()> {
    let own = VerifyOptions { kind: options.kind.filter(|kind| *kind == TokenKind::Any), ..options.clone() };
    if line.settings().config.fetch_keys_for_replies {
        return check::fetching(line, token, &own, TokenKind::Refresh).await.map(drop);
    }
    match check::local(&line.client, "refresh_token", token, &own, TokenKind::Refresh) {
        Err(error) if unproven(error.kind(), error.reason()) => Ok(()),
        checked => checked.map(drop),
    }
}

fn unproven(kind: ErrorKind, reason: Option<Reason>) -> bool {
    kind == ErrorKind::Keys || reason == Some(Reason::UnknownKey)
}

/// A session that is given back must not come again out of an answer that is under way or was kept.
pub(super) fn forget(line: &Line, token: &str) {
    for path in [REFRESH, TRY_REFRESH] {
        line.bound.flights.forget(&flight(line, path, token).key);
    }
}

/// Names a refresh among shared requests: by path, token, project and connection.
fn flight(line: &Line, path: &str, token: &str) -> FlightPlan {
    let mut hash = Sha256::new();
    hash.update(path);
    hash.update(line.bound.flight_scope());
    hash.update(token.as_bytes());
    FlightPlan { key: hash.finalize().into(), kept_for: KEPT_FOR }
}
