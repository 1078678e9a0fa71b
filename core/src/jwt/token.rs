//! A token that was read, and usually proven: a cheap handle to its text and claims.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::claims::Claims;
use super::jws::{self, Jws};
use crate::calendar;
use crate::error::Result;

/// A session, refresh or other token. Cloning it is cheap; it never changes.
///
/// Every token that this crate hands out was checked, except those of
/// [`decode_unverified`](Self::decode_unverified).
///
/// ```
/// use doorcode::Token;
///
/// // {"drn":"DS","iss":"P2project","sub":"U1","exp":1700000600,"su":true}
/// let jwt = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.\
///     eyJkcm4iOiJEUyIsImlzcyI6IlAycHJvamVjdCIsInN1YiI6IlUxIiwiZXhwIjoxNzAwMDAwNjAwLCJzdSI6dHJ1ZX0.c2ln";
/// let token = Token::decode_unverified(jwt)?;
/// assert_eq!((token.kind(), token.subject(), token.stepup()), (Some("DS"), Some("U1"), true));
/// # Ok::<(), doorcode::Error>(())
/// ```
#[derive(Clone)]
pub struct Token(Arc<Handle>);

/// One count of references. A token in the cache has several, so that threads which check the same token
/// don't fight over one counter; hence also a cache line of its own.
#[repr(align(64))]
struct Handle(Arc<Content>);

pub(super) struct Content {
    pub(super) jwt: Box<str>,
    json: String,
    pub(super) project_id: Box<str>,
    pub(super) claims: Claims,
    map: OnceLock<Map<String, Value>>,
    kept: OnceLock<Box<dyn Any + Send + Sync>>,
}

impl Content {
    /// Reads the claims of `jws`, whose signature the caller has checked.
    pub(super) fn read(jws: Jws<'_>, project_id: &str) -> Result<Self> {
        let (jwt, payload) = jws.into_parts();
        let json = jws::utf8(payload, "payload")?;
        let claims = Claims::parse(&json)?;
        Ok(Self {
            jwt: jwt.into(),
            json,
            project_id: project_id.into(),
            claims,
            map: OnceLock::new(),
            kept: OnceLock::new(),
        })
    }
}

impl Token {
    pub(super) fn new(content: Arc<Content>) -> Self {
        Self(Arc::new(Handle(content)))
    }

    /// Reads a token **without checking anything**: anybody can have written what it says.
    ///
    /// For display and debugging only; nothing in this crate uses it. Don't let its claims decide
    /// anything. [`project_id`](Self::project_id) is the last segment of the issuer.
    ///
    /// # Errors
    /// [`TokenInvalid`](crate::ErrorKind::TokenInvalid), with the reason `Malformed` for a text that is
    /// no token, `Encrypted` for an encrypted one, `TooLarge` beyond 16 KiB.
    pub fn decode_unverified(jwt: &str) -> Result<Self> {
        let (_, [_, payload, _]) = jws::split(jwt, super::rules::MAX_BYTES)?;
        let json = jws::decode_text(payload, "payload")?;
        let claims = Claims::parse(&json)?;
        let issuer = claims.issuer.as_ref().map_or("", |issuer| &issuer.text);
        let project_id = issuer.rsplit('/').find(|segment| !segment.is_empty()).unwrap_or("").into();
        Ok(Self::new(Arc::new(Content {
            jwt: jwt.into(),
            json,
            project_id,
            claims,
            map: OnceLock::new(),
            kept: OnceLock::new(),
        })))
    }

    /// The token itself. A credential: keep it out of logs.
    pub fn jwt(&self) -> &str {
        &self.content().jwt
    }

    /// The claims as signed, as JSON text.
    pub fn claims_json(&self) -> &str {
        &self.content().json
    }

    /// All claims. Built on first use, once per token.
    pub fn claims(&self) -> &Map<String, Value> {
        // The text was found to be one object before, so the default is never taken; it grants nothing.
        self.content().map.get_or_init(|| serde_json::from_str(&self.content().json).unwrap_or_default())
    }

    /// A value of the caller's own that is made once per token and goes when the token goes: for bindings, which hand out
    /// the claims in a form of their language. None for a caller who asks for another type than the first one did.
    ///
    /// ```
    /// # let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJyb2xlcyI6WyJhZG1pbiJdLCJkY3QiOiJ0MSJ9.c2ln";
    /// # let token = doorcode::Token::decode_unverified(jwt)?;
    /// let text = token.kept(|| "made once".to_owned());
    /// assert_eq!(token.clone().kept(|| "not made".to_owned()), text);
    /// assert!(token.kept(|| 5).is_none());
    /// # Ok::<(), doorcode::Error>(())
    /// ```
    pub fn kept<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Option<&T> {
        self.content().kept.get_or_init(|| Box::new(make())).downcast_ref()
    }

    /// The kind (`drn`): `DS` for session tokens and `DSR` for refresh tokens, or the names of their
    /// cookies.
    pub fn kind(&self) -> Option<&str> {
        self.content().claims.kind.as_deref()
    }

    /// The user's ID: `dsub` where the project puts something else into `sub`, else `sub`. For the token
    /// of an exchanged access key, the key's ID.
    pub fn subject(&self) -> Option<&str> {
        self.content().claims.subject.as_deref()
    }

    /// The project whose rules the token passed.
    pub fn project_id(&self) -> &str {
        &self.content().project_id
    }

    /// Who issued it (`iss`): the project ID, or a URL with the project ID in its path.
    pub fn issuer(&self) -> Option<&str> {
        self.content().claims.issuer.as_ref().map(|issuer| &*issuer.text)
    }

    /// Whom it is for (`aud`); often empty.
    pub fn audience(&self) -> &[String] {
        self.content().claims.audience.as_slice()
    }

    /// When it was issued (`iat`).
    pub fn issued_at(&self) -> Option<SystemTime> {
        self.content().claims.issued_at.map(instant)
    }

    /// When it expires (`exp`).
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.content().claims.expires_at.map(instant)
    }

    /// When it begins to be valid (`nbf`).
    pub fn not_before(&self) -> Option<SystemTime> {
        self.content().claims.not_before.map(instant)
    }

    /// When the refresh token that came with this session token expires (`rexp`).
    pub fn refresh_expires_at(&self) -> Option<SystemTime> {
        OffsetDateTime::parse(self.text("rexp")?, &Rfc3339).ok().and_then(calendar::instant)
    }

    /// How the user proved who they are (`amr`), such as `email`, `sms`, `mfa`.
    pub fn amr(&self) -> Vec<&str> {
        texts(self.claim("amr"))
    }

    /// Whether the session was stepped up (`su`).
    pub fn stepup(&self) -> bool {
        self.flag("su")
    }

    /// Whether it belongs to a test user (`tu`).
    pub fn test_user(&self) -> bool {
        self.flag("tu")
    }

    /// The tenant that is selected (`dct`).
    pub fn current_tenant(&self) -> Option<&str> {
        self.text("dct").filter(|tenant| !tenant.is_empty())
    }

    /// The IDs of the user's tenants (`tenants`).
    pub fn tenants(&self) -> Vec<&str> {
        let tenants = self.claim("tenants").and_then(Value::as_object);
        tenants.into_iter().flatten().map(|(id, _)| id.as_str()).collect()
    }

    /// The permissions at the top level (`permissions`). [`permissions_of`](Self::permissions_of) knows
    /// about tenants.
    pub fn permissions(&self) -> Vec<&str> {
        texts(self.claim("permissions"))
    }

    /// The roles at the top level (`roles`). [`roles_of`](Self::roles_of) knows about tenants.
    pub fn roles(&self) -> Vec<&str> {
        texts(self.claim("roles"))
    }

    /// The thumbprint of the key the token is bound to (`cnf.jkt`, RFC 9449 §6.1).
    pub fn dpop_thumbprint(&self) -> Option<&str> {
        self.claim("cnf")?.get("jkt")?.as_str()
    }

    pub(super) fn content(&self) -> &Content {
        &self.0.0
    }

    pub(crate) fn claim(&self, name: &str) -> Option<&Value> {
        self.claims().get(name)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.claim(name)?.as_str()
    }

    fn flag(&self, name: &str) -> bool {
        self.claim(name) == Some(&Value::Bool(true))
    }
}

/// The strings of a list; empty when `value` is no list. A claim of the wrong type grants nothing.
pub(crate) fn texts(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

fn instant(seconds: f64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs_f64(seconds)
}

/// Two tokens are equal when their texts are.
impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        self.content().jwt == other.content().jwt
    }
}

impl Eq for Token {}

/// Shows neither the token nor its claims.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("kind", &self.kind())
            .field("project_id", &self.project_id())
            .field("expires_at", &self.expires_at())
            .finish_non_exhaustive()
    }
}
