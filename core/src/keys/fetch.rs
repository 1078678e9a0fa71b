//! When keys are fetched.

use std::sync::Arc;

use super::source::{Age, Attempt, KeySource};
use crate::error::{Error, ErrorKind, Reason, Result};
use crate::http::{Exchange, Line, Repeat};
use crate::jwt::KeySet;

/// Keys to check a token with: those at hand if they are good, else newly fetched ones, else those at hand after
/// all.
pub(crate) async fn with_current(line: &Line) -> Result<Arc<KeySet>> {
    let source = &line.bound.keys;
    match source.age(line.now()) {
        Age::Fresh => {}
        Age::Aging => line.in_background(renew),
        // Whoever has good old keys waits for one failure, not for each.
        Age::Stale if source.is_failing() => line.in_background(renew),
        Age::Stale | Age::Missing => {
            if let Err(error) = fetch_in_turn(line).await {
                return source.usable(line.now()).ok_or(error);
            }
        }
    }
    source.usable(line.now()).ok_or_else(|| source.why_missing())
}

/// Keys for a call that hands back tokens, loaded before it is sent, so that no code is burnt and no token lost
/// over a failed fetch. None where the settings say not to fetch for that, and none are at hand.
pub(crate) async fn for_replies(line: &Line) -> Result<Option<Arc<KeySet>>> {
    if line.settings().config.fetch_keys_for_replies {
        return with_current(line).await.map(Some);
    }
    Ok(line.bound.keys.usable(line.now()))
}

/// Keys after a `kid` was found unknown: newer ones, if they may be fetched again. A token of our own service's reply
/// (`own_reply`) may ask outside the cool-down: nobody else can make it ask often.
pub(crate) async fn with_newer(line: &Line, own_reply: bool) -> Option<Arc<KeySet>> {
    let source = &line.bound.keys;
    match own_reply {
        _ if source.is_pinned() => return None,
        true => {
            // An answer that nobody took is older than this reply.
            line.bound.flights.forget_kept(&source.flight().key);
            fetch(line, Some(source.begin(line.now()))).await.ok()?;
        }
        false => fetch_in_turn(line).await.ok()?,
    }
    source.usable(line.now())
}

/// Renews aging keys; called in the background.
pub(crate) async fn renew(line: Line) -> Result<()> {
    match line.bound.keys.attempt(line.now()) {
        Some(attempt) => fetch(&line, Some(attempt)).await,
        None => Ok(()),
    }
}

/// Fetches the keys, or waits until somebody else has, retries included. While another fetch must not follow yet,
/// there is nothing to do.
async fn fetch_in_turn(line: &Line) -> Result<()> {
    let source = &line.bound.keys;
    loop {
        if let Some(attempt) = source.attempt(line.now()) {
            return fetch(line, Some(attempt)).await;
        }
        if in_flight(line) {
            match fetch(line, None).await {
                // Whoever is at it tries once more.
                Err(_) if source.is_fetching() => {}
                outcome => return outcome,
            }
        } else if !source.is_fetching() {
            return Ok(());
        }
        line.look_again().await?;
    }
}

/// Whether an answer is on its way, or there and not yet taken: asking for it costs no request.
fn in_flight(line: &Line) -> bool {
    line.bound.flights.has(&line.bound.keys.flight().key, line.now())
}

/// Fetches the keys, once for all who ask at the same time. The attempt is over when its outcome can be seen.
async fn fetch(line: &Line, attempt: Option<Attempt<'_>>) -> Result<()> {
    let (source, asked) = (&line.bound.keys, line.now());
    let repeat = if attempt.is_some() { Repeat::Always } else { Repeat::Never };
    let path = format!("/v2/keys/{}", line.settings().config.project_id);
    let exchange = Exchange::get(path).repeated(repeat);
    let fetched = match line.exchange_shared(&exchange, Some(source.flight())).await {
        Ok(shared) => {
            shared.taken();
            usable_keys(&shared.response.body)
        }
        Err(error) => Err(error),
    };
    let outcome = match fetched {
        Ok(set) => {
            source.install(Arc::new(set), asked);
            Ok(())
        }
        Err(error) => Err(failed(source, error)),
    };
    if let Some(attempt) = attempt {
        attempt.finish();
    }
    outcome
}

/// Remembers a failure for those who come after, and says whose it is: the call's own deadline stays a timeout.
fn failed(source: &KeySource, error: Error) -> Error {
    if error.kind() == ErrorKind::Keys {
        source.failed(&error);
        return error;
    }
    let told = Error::keys(Reason::Fetch, format!("the keys could not be fetched: {error}"));
    let told = told.caused_by(error.clone());
    source.failed(&told);
    if error.kind() == ErrorKind::Timeout { error } else { told }
}

fn usable_keys(body: &[u8]) -> Result<KeySet> {
    let text =
        std::str::from_utf8(body).map_err(|_| Error::keys(Reason::Unusable, "the keys are not UTF-8"))?;
    KeySet::from_json(text)
}
