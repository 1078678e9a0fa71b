//! Checking one token, at once where its key is known, else after fetching.

use zeroize::Zeroizing;

use crate::client::Client;
use crate::error::{Error, Reason, Result};
use crate::flow::Call;
use crate::http::Line;
use crate::jwt::{self, Jws, KeySet, Token, TokenKind, VerifyOptions};
use crate::keys;

/// A check that fetches keys if it must.
pub(super) fn call(
    client: &Client,
    argument: &'static str,
    token: &str,
    options: &VerifyOptions,
    kind: TokenKind,
) -> Call<Token> {
    if let Err(error) = given(argument, token) {
        return Call::decided(Err(error));
    }
    match at_once(client, token, options, kind) {
        Some(result) => Call::decided(result),
        None => {
            let (token, options) = (Zeroizing::new(token.to_owned()), options.clone());
            client.call(|line| async move { fetching(&line, &token, &options, kind).await })
        }
    }
}

/// A check that never fetches.
pub(super) fn local(
    client: &Client,
    argument: &'static str,
    token: &str,
    options: &VerifyOptions,
    kind: TokenKind,
) -> Result<Token> {
    given(argument, token)?;
    let bound = client.bound()?;
    match bound.keys.usable(client.settings().monotonic()) {
        Some(keys) => with(client, &keys, token, options, kind),
        None => {
            Jws::parse(token, client.config().max_token_bytes)?;
            Err(keys::not_loaded())
        }
    }
}

fn given(argument: &'static str, token: &str) -> Result<()> {
    if token.is_empty() {
        return Err(Error::invalid_argument(
            argument,
            Reason::Empty,
            format!("{argument} must not be empty"),
        ));
    }
    Ok(())
}

/// The outcome, where it can be known without fetching: the keys are fresh, and have the token's.
pub(super) fn at_once(
    client: &Client,
    token: &str,
    options: &VerifyOptions,
    kind: TokenKind,
) -> Option<Result<Token>> {
    let bound = client.bound().ok()?;
    let keys = bound.keys.fresh(client.settings().monotonic())?;
    match with(client, &keys, token, options, kind) {
        Err(error) if error.reason() == Some(Reason::UnknownKey) && !bound.keys.is_pinned() => None,
        result => Some(result),
    }
}

/// A check that fetches keys when there are none, or none of the token's name.
pub(super) async fn fetching(
    line: &Line,
    token: &str,
    options: &VerifyOptions,
    kind: TokenKind,
) -> Result<Token> {
    // What can't be a token is refused before anybody opens a socket for it.
    drop(Jws::parse(token, line.settings().config.max_token_bytes)?);
    let keys = keys::with_current(line).await?;
    match with(&line.client, &keys, token, options, kind) {
        Err(error) if error.reason() == Some(Reason::UnknownKey) => match keys::with_newer(line, false).await
        {
            Some(keys) => with(&line.client, &keys, token, options, kind),
            None => Err(error),
        },
        result => result,
    }
}

fn with(
    client: &Client,
    keys: &KeySet,
    token: &str,
    options: &VerifyOptions,
    kind: TokenKind,
) -> Result<Token> {
    let settings = client.settings();
    jwt::check(token, keys, client.cache(), &settings.rules(options, kind), settings.now())
}
