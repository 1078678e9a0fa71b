//! How tokens are kept in cookies.

use std::borrow::Cow;

use crate::jwt::{REFRESH, SESSION};

/// The default name of the session token's cookie.
pub const SESSION_COOKIE: &str = SESSION;
/// The default name of the refresh token's cookie.
pub const REFRESH_COOKIE: &str = REFRESH;

/// `SameSite` of a cookie (RFC 6265bis §4.1.2.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SameSite {
    /// Sent only with requests from the same site.
    #[default]
    Strict,
    /// Sent also when a link leads here from another site.
    Lax,
    /// Sent always; needs `secure`.
    None,
}

/// Names and attributes of the token cookies.
///
/// ```
/// use doorcode::CookieOptions;
///
/// let options = CookieOptions { include_session: true, host_prefix: true, ..CookieOptions::default() };
/// assert!(options.secure && options.http_only);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieOptions {
    /// The cookie of the session token, and a `drn` that marks one. Defaults to `DS`.
    pub session_name: String,
    /// The cookie of the refresh token, and a `drn` that marks one. Defaults to `DSR`.
    pub refresh_name: String,
    /// Further cookies to look for a session token in, in this order. Defaults to none.
    pub session_fallbacks: Vec<String>,
    /// Further cookies to look for a refresh token in, in this order. Defaults to none.
    pub refresh_fallbacks: Vec<String>,
    /// `Domain`. Defaults to what the service says, else none: this host only.
    pub domain: Option<String>,
    /// `Path`. Defaults to what the service says, else `/`.
    pub path: Option<String>,
    /// `SameSite`. Defaults to `Strict`.
    pub same_site: SameSite,
    /// `Secure`: sent over TLS only. Defaults to true.
    pub secure: bool,
    /// `HttpOnly`: hidden from scripts. Defaults to true.
    pub http_only: bool,
    /// Whether the session token gets a cookie too, beside the refresh token. Defaults to false.
    pub include_session: bool,
    /// `Partitioned`: one cookie jar per embedding site; needs `secure`. Defaults to false.
    pub partitioned: bool,
    /// Whether names get the prefix `__Host-`, which browsers tie to this very host: `Secure`, `Path=/`
    /// and no `Domain`, whatever the other options say. Defaults to false.
    pub host_prefix: bool,
}

impl Default for CookieOptions {
    fn default() -> Self {
        Self {
            session_name: SESSION_COOKIE.into(),
            refresh_name: REFRESH_COOKIE.into(),
            session_fallbacks: Vec::new(),
            refresh_fallbacks: Vec::new(),
            domain: None,
            path: None,
            same_site: SameSite::Strict,
            secure: true,
            http_only: true,
            include_session: false,
            partitioned: false,
            host_prefix: false,
        }
    }
}

pub(super) const HOST_PREFIX: &str = "__Host-";
pub(super) const SECURE_PREFIX: &str = "__Secure-";

impl CookieOptions {
    /// The name a cookie really has.
    pub(super) fn prefixed<'n>(&self, name: &'n str) -> Cow<'n, str> {
        if self.host_prefix && !name.starts_with(HOST_PREFIX) {
            return format!("{HOST_PREFIX}{name}").into();
        }
        name.into()
    }
}
