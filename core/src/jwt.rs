//! Checking a token: pure computation, no socket, no runtime, no clock.
//!
//! [`check`] does all of it, in this order: size, structure, header, key, signature, claims, kind, issuer,
//! audience, times. So [`TokenExpired`](crate::ErrorKind::TokenExpired) means that all else was fine, and
//! [`UnknownKey`](crate::Reason::UnknownKey) that newer keys may help. The caller brings the keys
//! ([`KeySet`]) and the time.
//!
//! The parts stand alone too: [`Jws`] and [`Key`] check signed texts of any kind. A build without the
//! feature `crypto` (for WebAssembly) has no signature check of its own: there the caller takes the token
//! apart with [`Jws::parse`], finds the key with [`KeySet::key_for`], has WebCrypto check
//! [`Jws::signature`] over [`Jws::signing_input`], and passes the rest on to `check_claims`.

mod algorithm;
#[cfg(feature = "crypto")]
mod cache;
mod claims;
#[cfg(feature = "crypto")]
mod crypto;
mod header;
mod json;
mod jws;
mod key;
mod keyset;
mod material;
mod rsa;
mod rules;
mod token;

use std::sync::Arc;

pub use algorithm::Algorithm;
#[cfg(feature = "crypto")]
pub use cache::TokenCache;
pub use jws::Jws;
pub use key::Key;
pub use keyset::KeySet;
pub use rules::{Rules, TokenKind, VerifyOptions};
pub use token::Token;

pub(crate) use rules::{REFRESH, SESSION};
pub(crate) use token::texts;

use crate::error::Result;
use token::Content;

/// Checks one token; `now` is in seconds since the epoch.
///
/// With a `cache`, a token that passed before is not proven again. Everything but its signature is.
///
/// ```
/// use doorcode::jwt::{self, KeySet, Rules, TokenCache};
/// use doorcode::{ErrorKind, Reason};
///
/// let keys = KeySet::from_json(r#"{"kty": "OKP", "crv": "Ed25519", "kid": "k1",
///     "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#)?;
/// let (cache, rules) = (TokenCache::new(1024), Rules::new("P2doorcodeLocalDevelopment00"));
///
/// let forged = "eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIn0.e30.c2lnbmF0dXJl";
/// let error = jwt::check(forged, &keys, Some(&cache), &rules, 1_700_000_000.0).unwrap_err();
/// assert_eq!((error.kind(), error.reason()), (ErrorKind::TokenInvalid, Some(Reason::Signature)));
/// # Ok::<(), doorcode::Error>(())
/// ```
///
/// # Errors
/// [`TokenExpired`](crate::ErrorKind::TokenExpired), or [`TokenInvalid`](crate::ErrorKind::TokenInvalid)
/// with the [`Reason`](crate::Reason) why. No text of the token is part of an error, but the kind it
/// claims to be.
#[cfg(feature = "crypto")]
pub fn check(
    token: &str,
    keys: &KeySet,
    cache: Option<&TokenCache>,
    rules: &Rules<'_>,
    now: f64,
) -> Result<Token> {
    if let Some(cache) = cache
        && let Some(known) =
            cache.get(token, keys.generation(), |content| passes_again(content, rules, now))?
    {
        return Ok(known);
    }
    let jws = keys.prove(token, rules.max_bytes)?;
    let content = Arc::new(judged(jws, rules, now)?);
    Ok(cache.map_or_else(
        || Token::new(Arc::clone(&content)),
        |cache| cache.put(Arc::clone(&content), keys.generation()),
    ))
}

/// Checks everything but the signature, **which the caller has checked**.
///
/// Exists only in builds without the feature `crypto`, so that no program which can check a signature
/// can leave it out.
///
/// ```
/// use doorcode::jwt::{self, Jws, KeySet, Rules};
///
/// # let jwk = r#"{"kty":"OKP","crv":"Ed25519","kid":"k1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
/// # let check_with_webcrypto = |_key: serde_json::Value, _message: &str, _signature: &[u8]| true;
/// # // {"drn":"DS","iss":"P2project","exp":1700000600}
/// # let text = "eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIn0.eyJkcm4iOiJEUyIsImlzcyI6IlAycHJvamVjdCIsImV4cCI6MTcwMDAwMDYwMH0.c2ln";
/// let (keys, rules) = (KeySet::from_json(jwk)?, Rules::new("P2project"));
/// let jws = Jws::parse(text, rules.max_bytes)?;
/// let key = keys.key_for(&jws)?;
/// if check_with_webcrypto(key.to_jwk(), jws.signing_input(), jws.signature()) {
///     let token = jwt::check_claims(jws, &rules, 1_700_000_000.0)?;
///     assert_eq!(token.kind(), Some("DS"));
/// }
/// # Ok::<(), doorcode::Error>(())
/// ```
///
/// # Errors
/// As for `check`.
#[cfg(not(feature = "crypto"))]
pub fn check_claims(jws: Jws<'_>, rules: &Rules<'_>, now: f64) -> Result<Token> {
    judged(jws, rules, now).map(|content| Token::new(Arc::new(content)))
}

/// The same in a build that can check signatures, for one caller: tokens of our own service's reply on a device
/// that has no key at hand (`Config::fetch_keys_for_replies`).
#[cfg(all(feature = "crypto", feature = "net"))]
pub(crate) fn check_claims(jws: Jws<'_>, rules: &Rules<'_>, now: f64) -> Result<Token> {
    judged(jws, rules, now).map(|content| Token::new(Arc::new(content)))
}

fn judged(jws: Jws<'_>, rules: &Rules<'_>, now: f64) -> Result<Content> {
    let content = Content::read(jws, rules.project_id)?;
    rules.check(&content.claims, now)?;
    Ok(content)
}

/// Judges a token whose signature was proven before. One that passed for another project is proven again:
/// the token says which project it is of.
#[cfg(feature = "crypto")]
fn passes_again(content: &Content, rules: &Rules<'_>, now: f64) -> Result<bool> {
    if content.jwt.len() > rules.max_bytes || *content.project_id != *rules.project_id {
        return Ok(false);
    }
    rules.check(&content.claims, now).map(|()| true)
}
