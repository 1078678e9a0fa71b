//! What is asked of a token beyond its signature.

use std::time::Duration;

use super::claims::{Audience, Claims};
use crate::error::{Error, ErrorKind, Reason, Result};

/// Which kind of token a call accepts, by the claim `drn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// A session token: `DS`, or the configured name of the session cookie.
    Session,
    /// A refresh token: `DSR`, or the configured name of the refresh cookie.
    Refresh,
    /// Any token of the project, `drn` or not.
    Any,
}

/// How strictly a call looks at a token. Everything is optional; nothing here switches the signature,
/// or the issuer, off.
///
/// ```
/// use std::time::Duration;
/// use doorcode::VerifyOptions;
///
/// let options = VerifyOptions {
///     audience: vec!["orders-api".into()],
///     leeway: Some(Duration::ZERO),
///     ..VerifyOptions::default()
/// };
/// assert!(options.kind.is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerifyOptions {
    /// At least one of these must be in `aud`. Defaults to none asked: then `aud` must be absent or
    /// contain the project ID. Not asked of refresh tokens.
    pub audience: Vec<String>,

    /// How far clocks may differ. Defaults to the client's leeway, which defaults to 5 s.
    pub leeway: Option<Duration>,

    /// The exact values of `iss` that are accepted. Defaults to none: then `iss` must be the project ID,
    /// or a URL whose last or last-but-one segment is the project ID.
    pub issuer: Vec<String>,

    /// The kind of token. Defaults to that of the call: session tokens for session calls, refresh tokens
    /// for refresh calls, any for `verify_jwt`.
    pub kind: Option<TokenKind>,
}

/// Everything [`check`](super::check) asks of a token: a client's settings and a call's options, joined.
///
/// ```
/// use doorcode::TokenKind;
/// use doorcode::jwt::Rules;
///
/// let rules = Rules { kind: TokenKind::Refresh, ..Rules::new("P2doorcodeLocalDevelopment00") };
/// assert_eq!(rules.leeway, 5.0);
/// ```
#[derive(Clone, Debug)]
pub struct Rules<'a> {
    /// The project that has to have issued the token.
    pub project_id: &'a str,
    /// The kind of token.
    pub kind: TokenKind,
    /// See [`VerifyOptions::audience`].
    pub audience: &'a [String],
    /// See [`VerifyOptions::issuer`].
    pub issuer: &'a [String],
    /// How far clocks may differ, in seconds.
    pub leeway: f64,
    /// Whether `exp`, `nbf` and `iat` are compared with the clock. Their form is checked in any case.
    pub check_times: bool,
    /// The `drn` of session tokens, beside `DS`.
    pub session_name: &'a str,
    /// The `drn` of refresh tokens, beside `DSR`.
    pub refresh_name: &'a str,
    /// The longest token that is looked at, in bytes.
    pub max_bytes: usize,
}

/// The `drn`, and default cookie name, of a session token.
pub(crate) const SESSION: &str = "DS";
/// The `drn`, and default cookie name, of a refresh token.
pub(crate) const REFRESH: &str = "DSR";
/// The default of `Config.max_token_bytes`.
pub(crate) const MAX_BYTES: usize = 16 * 1024;

impl<'a> Rules<'a> {
    /// The rules for a session token of `project_id`: leeway 5 s, tokens up to 16 KiB.
    pub fn new(project_id: &'a str) -> Self {
        Self {
            project_id,
            kind: TokenKind::Session,
            audience: &[],
            issuer: &[],
            leeway: 5.0,
            check_times: true,
            session_name: SESSION,
            refresh_name: REFRESH,
            max_bytes: MAX_BYTES,
        }
    }

    /// Times come last, so that "expired" means that all else was fine and a refresh will help.
    pub(super) fn check(&self, claims: &Claims, now: f64) -> Result<()> {
        self.check_kind(claims)?;
        self.check_issuer(claims)?;
        self.check_audience(claims)?;
        self.check_times(claims, now)
    }

    fn check_kind(&self, claims: &Claims) -> Result<()> {
        let (fits, name, setting) = match self.kind {
            TokenKind::Any => return Ok(()),
            TokenKind::Session => (self.is_session(claims), self.session_name, "session_name"),
            TokenKind::Refresh => (self.is_refresh(claims), self.refresh_name, "refresh_name"),
        };
        if fits {
            return Ok(());
        }
        let found = claims.kind.as_deref().map_or_else(|| "absent".to_owned(), shown);
        let detail = format!("`drn` is {found}, where cookies.{setting} ({name}) is expected");
        Err(Error::token(Reason::Kind, detail))
    }

    fn check_issuer(&self, claims: &Claims) -> Result<()> {
        let issuer = claims.issuer.as_ref();
        let (fits, expected) = if self.issuer.is_empty() {
            (issuer.is_some_and(|issuer| issuer.names(self.project_id)), "the project")
        } else {
            (
                issuer.is_some_and(|issuer| self.issuer.iter().any(|one| **one == *issuer.text)),
                "one of those asked for",
            )
        };
        if fits { Ok(()) } else { Err(Error::token(Reason::Issuer, format!("`iss` is not {expected}"))) }
    }

    fn check_audience(&self, claims: &Claims) -> Result<()> {
        if self.is_refresh(claims) {
            return Ok(());
        }
        let found = claims.audience.as_slice();
        let (fits, expected) = if self.audience.is_empty() {
            let absent = matches!(claims.audience, Audience::Absent);
            (
                absent || found.iter().any(|one| one == self.project_id),
                "`aud` does not name the project, and no other was asked for",
            )
        } else {
            (found.iter().any(|one| self.audience.contains(one)), "`aud` has none of those asked for")
        };
        if fits { Ok(()) } else { Err(Error::token(Reason::Audience, expected)) }
    }

    fn check_times(&self, claims: &Claims, now: f64) -> Result<()> {
        if claims.expires_at.is_none() && (self.is_session(claims) || self.is_refresh(claims)) {
            return Err(Error::token(Reason::Malformed, "`exp` is missing"));
        }
        if !self.check_times {
            return Ok(());
        }
        not_yet(now + self.leeway, "nbf", claims.not_before, now)?;
        not_yet(now + self.leeway, "iat", claims.issued_at, now)?;
        match claims.expires_at {
            Some(end) if now >= end + self.leeway => Err(expired(now - end)),
            _ => Ok(()),
        }
    }

    fn is_session(&self, claims: &Claims) -> bool {
        matches!(claims.kind.as_deref(), Some(drn) if drn == SESSION || drn == self.session_name)
    }

    fn is_refresh(&self, claims: &Claims) -> bool {
        matches!(claims.kind.as_deref(), Some(drn) if drn == REFRESH || drn == self.refresh_name)
    }
}

fn not_yet(latest: f64, name: &str, start: Option<f64>, now: f64) -> Result<()> {
    match start {
        Some(start) if start > latest => {
            let detail = format!("`{name}` is {:.0} s ahead of this clock", start - now);
            Err(Error::token(Reason::NotYetValid, detail))
        }
        _ => Ok(()),
    }
}

fn expired(ago: f64) -> Error {
    Error::new(ErrorKind::TokenExpired, format!("expired {ago:.0} s ago"))
}

/// A foreign value made fit for a message: short, and without control characters.
fn shown(value: &str) -> String {
    const LONGEST: usize = 16;
    let end = if value.chars().nth(LONGEST).is_some() { "…" } else { "" };
    format!("\"{}{end}\"", value.chars().take(LONGEST).flat_map(char::escape_debug).collect::<String>())
}
