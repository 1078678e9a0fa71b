//! Tokens: the claims they are made of, and what is checked when one comes back (protocol §10).

use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::{Account, Engine, Entry, RefreshToken};
use crate::error::{Code, Failure};
use crate::settings::Settings;

/// The kinds of token; the value of the claim `drn`.
pub(super) const SESSION: &str = "DS";
const REFRESH: &str = "DSR";

/// Exactly this spelling: one client refuses every other one.
const INSTANT: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");

/// A login or a refresh that was answered.
#[derive(Clone)]
pub struct Issued {
    /// The user and what it may do.
    pub account: Account,
    /// The session token.
    pub session_jwt: String,
    /// The refresh token, unless the caller keeps the one it has.
    pub refresh_jwt: Option<String>,
    /// Epoch seconds.
    pub session_expires_at: i64,
    /// Epoch seconds.
    pub refresh_expires_at: i64,
    /// Epoch seconds.
    pub issued_at: i64,
    /// Whether this was the first completed login of the user.
    pub first_seen: bool,
}

/// Both tokens' times, in epoch seconds.
#[derive(Clone, Copy)]
struct Times {
    now: i64,
    session: i64,
    refresh: i64,
}

impl Engine {
    /// Signs a session token for `entry`, and a refresh token if the caller is to get one. No transaction is
    /// open any more: signing is what a login mostly takes its time for.
    pub async fn issue(&self, entry: Entry, with_refresh: bool) -> Result<Issued, Failure> {
        let times = Times::of(&entry, &self.settings(), self.now());
        let session_jwt = self.sign(&self.session_claims(&entry, times)).await?;
        let refresh_jwt = match with_refresh {
            true => Some(self.sign(&self.refresh_claims(&entry, times)).await?),
            false => None,
        };
        Ok(Issued {
            account: entry.account,
            session_jwt,
            refresh_jwt,
            session_expires_at: times.session,
            refresh_expires_at: times.refresh,
            issued_at: times.now,
            first_seen: entry.first_seen,
        })
    }

    /// The refresh token that `jwt` is, as far as that can be said without the store.
    pub async fn refresh_token(&self, jwt: &str) -> Result<RefreshToken, Failure> {
        let claims = self.checked(jwt, REFRESH).await?;
        let session = claims.get("sid").and_then(Value::as_str).map(str::to_owned);
        let generation =
            claims.get("gen").and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
        match (session, generation) {
            (Some(session), Some(generation)) => Ok(RefreshToken { session, generation }),
            _ => Err(Failure::new(Code::InvalidToken, "a refresh token without a session")),
        }
    }

    /// The claims of a session token (protocol §8.10). Log-out does not end it: it is good until it expires.
    pub async fn validate(&self, jwt: &str) -> Result<Map<String, Value>, Failure> {
        self.checked(jwt, SESSION).await
    }

    async fn checked(&self, jwt: &str, kind: &str) -> Result<Map<String, Value>, Failure> {
        let invalid = |reason| Failure::new(Code::InvalidToken, reason);
        let claims = self.keys().verify(jwt).await.ok_or_else(|| invalid("the signature is wrong"))?;
        let text = |name| claims.get(name).and_then(Value::as_str);
        let expiry =
            claims.get("exp").and_then(Value::as_f64).ok_or_else(|| invalid("the expiry is missing"))?;
        match () {
            () if text("drn") != Some(kind) => Err(invalid("the token is of another kind")),
            () if text("iss") != Some(self.project()) => Err(invalid("the token is another project's")),
            () if expiry <= seconds(self.now()) => Err(invalid("the token expired")),
            () => Ok(claims),
        }
    }

    fn session_claims(&self, entry: &Entry, times: Times) -> Value {
        let mut claims = self.claims(entry, times);
        claims.insert("drn".into(), SESSION.into());
        claims.insert("exp".into(), times.session.into());
        if entry.stepup {
            claims.insert("su".into(), true.into());
        }
        claims.into()
    }

    fn refresh_claims(&self, entry: &Entry, times: Times) -> Value {
        let mut claims = self.claims(entry, times);
        claims.insert("drn".into(), REFRESH.into());
        claims.insert("exp".into(), times.refresh.into());
        claims.insert("gen".into(), entry.session.generation.into());
        claims.into()
    }

    /// What both tokens of a login say.
    fn claims(&self, entry: &Entry, times: Times) -> Map<String, Value> {
        let (user, session) = (&entry.account.user, &entry.session);
        let authorization = &entry.account.authorization;
        let mut claims = self.common(&user.id, times.now);
        claims.insert("sid".into(), session.id.clone().into());
        claims.insert("amr".into(), session.amr.clone().into());
        claims.insert("rexp".into(), instant(times.refresh).into());
        claims.extend(authorization.claims().map(|(name, value)| (name.to_owned(), value)));
        if let Some(tenant) = authorization.current(session.tenant.as_deref()) {
            claims.insert("dct".into(), tenant.into());
        }
        if !session.claims.is_empty() {
            claims.insert("nsec".into(), session.claims.clone().into());
        }
        if user.test {
            claims.insert("tu".into(), true.into());
        }
        claims
    }

    /// What every token says. A refresh token names the audience too: a client that is asked for one wants it
    /// in every token of a reply.
    pub(super) fn common(&self, subject: &str, now: i64) -> Map<String, Value> {
        let claims = [("sub", subject.into()), ("iss", self.project().into()), ("iat", now.into())];
        let audience = self.settings().audience.as_ref().map(|audience| ("aud", json!(audience)));
        claims
            .into_iter()
            .chain(audience)
            .map(|(name, value): (&str, Value)| (name.to_owned(), value))
            .collect()
    }
}

impl Times {
    /// A stepped-up token lives no longer than the step-up, and no session token longer than its session.
    fn of(entry: &Entry, settings: &Settings, now: i64) -> Self {
        let (now, refresh) = (now.div_euclid(1000), entry.session.expires_at.div_euclid(1000));
        let life = match entry.stepup {
            true => settings.session_lifetime.min(settings.stepup_lifetime),
            false => settings.session_lifetime,
        };
        Self { now, session: (now + life).min(refresh), refresh }
    }
}

/// Epoch seconds as RFC 3339 in UTC, without fractions.
pub(super) fn instant(seconds: i64) -> String {
    let instant = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    instant.format(INSTANT).unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds since the epoch fit 53 bits for 285,000 years")]
fn seconds(millis: i64) -> f64 {
    millis as f64 / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_have_exactly_one_spelling() {
        assert_eq!(instant(1_699_383_050), "2023-11-07T18:50:50Z");
        assert_eq!(instant(0), "1970-01-01T00:00:00Z");
    }
}
