//! The `Set-Cookie` values of a reply: made for the application's, read from the service's.

use std::time::{Duration, SystemTime};

use cookie::{Cookie, CookieBuilder};

use super::options::{HOST_PREFIX, SECURE_PREFIX};
use super::{CookieAttributes, CookieOptions, SameSite};
use crate::calendar::{date, instant};
use crate::error::{Error, Reason, Result};

/// Makes one `Set-Cookie` value. The options go before the attributes.
///
/// A reply that carries it should say `Cache-Control: private, no-store` too (security T7).
///
/// ```
/// use doorcode::cookies::{CookieAttributes, CookieOptions, set_cookie};
///
/// let value = set_cookie("DSR", "r3fr3sh", &CookieAttributes::default(), &CookieOptions::default())?;
/// assert_eq!(value, "DSR=r3fr3sh; HttpOnly; SameSite=Strict; Secure; Path=/");
/// # Ok::<(), doorcode::Error>(())
/// ```
///
/// # Errors
/// [`InvalidArgument`](crate::ErrorKind::InvalidArgument): `name`, `value`, `domain` or `path` with
/// characters that don't belong there; `same_site` of `None`, or `partitioned`, without `secure`.
pub fn set_cookie(
    name: &str,
    value: &str,
    attributes: &CookieAttributes,
    options: &CookieOptions,
) -> Result<String> {
    expect("name", name, |name| !name.is_empty() && name.bytes().all(is_token))?;
    expect("value", value, |value| value.bytes().all(is_cookie_octet))?;
    let name = options.prefixed(name);
    let mut cookie = dressed(&name, value, attributes, options)?;
    if let Some(max_age) = attributes.max_age {
        cookie = cookie.max_age(seconds(max_age));
    }
    if let Some(expires) = attributes.expires.and_then(date) {
        cookie = cookie.expires(expires);
    }
    Ok(cookie.to_string())
}

/// Makes the `Set-Cookie` values that delete the session and the refresh cookie, wherever
/// [`set_cookie`] with the same attributes and options has put them.
///
/// ```
/// use doorcode::cookies::{CookieAttributes, CookieOptions, clear_cookies};
///
/// let cleared = clear_cookies(&CookieAttributes::default(), &CookieOptions::default())?;
/// assert!(cleared[0].starts_with("DS=;") && cleared[1].starts_with("DSR=;"));
/// assert!(cleared.iter().all(|cookie| cookie.contains("Max-Age=0")));
/// # Ok::<(), doorcode::Error>(())
/// ```
///
/// # Errors
/// As [`set_cookie`].
pub fn clear_cookies(attributes: &CookieAttributes, options: &CookieOptions) -> Result<Vec<String>> {
    let gone = CookieAttributes {
        max_age: Some(Duration::ZERO),
        expires: Some(SystemTime::UNIX_EPOCH),
        ..attributes.clone()
    };
    let names = [&options.session_name, &options.refresh_name];
    names.into_iter().map(|name| set_cookie(name, "", &gone, options)).collect()
}

/// Finds the token that a reply of the service sets as cookie `name` (case-sensitive), and its attributes.
/// Headers are given as name and value. The last one counts; an empty one means that there is none.
///
/// ```
/// use doorcode::cookies::token_from_set_cookie;
///
/// let headers = [("set-cookie", "DSR=r3fr3sh; Path=/; Max-Age=60; HttpOnly; Secure")];
/// let (token, attributes) = token_from_set_cookie(headers, "DSR").unwrap();
/// assert_eq!(token, "r3fr3sh");
/// assert_eq!(attributes.max_age, Some(std::time::Duration::from_secs(60)));
/// ```
pub fn token_from_set_cookie<'h>(
    headers: impl IntoIterator<Item = (&'h str, &'h str)>,
    name: &str,
) -> Option<(String, CookieAttributes)> {
    let cookies = headers.into_iter().filter(|(header, _)| header.eq_ignore_ascii_case("set-cookie"));
    let found =
        cookies.filter_map(|(_, value)| Cookie::parse(value).ok()).filter(|cookie| cookie.name() == name);
    let cookie = found.last().filter(|cookie| !cookie.value_trimmed().is_empty())?;
    Some((cookie.value_trimmed().to_owned(), attributes_of(&cookie)))
}

fn attributes_of(cookie: &Cookie<'_>) -> CookieAttributes {
    CookieAttributes {
        domain: cookie.domain().map(str::to_owned),
        path: cookie.path().map(str::to_owned),
        max_age: cookie.max_age().and_then(|age| age.try_into().ok()),
        expires: cookie.expires_datetime().and_then(instant),
    }
}

/// A cookie with everything but its end.
fn dressed<'c>(
    name: &'c str,
    value: &'c str,
    attributes: &'c CookieAttributes,
    options: &'c CookieOptions,
) -> Result<CookieBuilder<'c>> {
    let tied_to_host = name.starts_with(HOST_PREFIX);
    let secure = options.secure || tied_to_host || name.starts_with(SECURE_PREFIX);
    let cookie = Cookie::build((name, value))
        .secure(secure)
        .http_only(options.http_only)
        .same_site(same_site(options, secure)?)
        .partitioned(partitioned(options, secure)?);
    if tied_to_host {
        return Ok(cookie.path("/"));
    }
    let path = attribute("path", &options.path, &attributes.path)?.unwrap_or("/");
    let domain = attribute("domain", &options.domain, &attributes.domain)?;
    let cookie = cookie.path(path);
    Ok(if let Some(domain) = domain { cookie.domain(domain) } else { cookie })
}

fn same_site(options: &CookieOptions, secure: bool) -> Result<cookie::SameSite> {
    match options.same_site {
        SameSite::Strict => Ok(cookie::SameSite::Strict),
        SameSite::Lax => Ok(cookie::SameSite::Lax),
        SameSite::None if secure => Ok(cookie::SameSite::None),
        SameSite::None => Err(insecure("same_site", "browsers refuse SameSite=None without Secure")),
    }
}

fn partitioned(options: &CookieOptions, secure: bool) -> Result<bool> {
    if options.partitioned && !secure {
        return Err(insecure("partitioned", "browsers refuse Partitioned without Secure"));
    }
    Ok(options.partitioned)
}

fn insecure(argument: &'static str, detail: &str) -> Error {
    Error::invalid_argument(argument, Reason::Conflict, detail)
}

/// The option, else the reply's attribute; an empty one is none.
fn attribute<'c>(
    name: &'static str,
    option: &'c Option<String>,
    reply: &'c Option<String>,
) -> Result<Option<&'c str>> {
    let given = |value: &'c Option<String>| value.as_deref().filter(|value| !value.is_empty());
    let Some(value) = given(option).or_else(|| given(reply)) else { return Ok(None) };
    expect(name, value, |value| value.bytes().all(is_attribute_octet))?;
    Ok(Some(value))
}

fn expect(argument: &'static str, value: &str, fits: impl Fn(&str) -> bool) -> Result<()> {
    if fits(value) {
        return Ok(());
    }
    Err(Error::invalid_argument(argument, Reason::Format, "has a character that must not stand in a cookie"))
}

/// RFC 9110 §5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// RFC 6265 §4.1.1.
fn is_cookie_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\",;\\".contains(&byte)
}

/// RFC 6265 §4.1.1: any but controls and the semicolon.
fn is_attribute_octet(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && byte != b';'
}

fn seconds(duration: Duration) -> time::Duration {
    time::Duration::seconds(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
}
