//! The tokens a request carries.

use std::fmt;

use super::CookieOptions;

/// The tokens found in a request; nothing is checked yet.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RequestTokens {
    /// From `Authorization`, else from a cookie.
    pub session: Option<String>,
    /// From a cookie.
    pub refresh: Option<String>,
}

/// Finds the tokens in the headers of a request, given as name and value; names in any case.
///
/// The session token comes from `Authorization` (scheme `Bearer` or `DPoP`, in any case), else from the
/// session cookie; the refresh token from the refresh cookie only. Several `Cookie` headers may come. Of
/// two cookies of one name the first counts; quotes around a value are taken off; what is no name=value
/// pair is skipped. With [`CookieOptions::host_prefix`] the cookies without the prefix don't count: other
/// hosts of the domain could have planted them.
///
/// ```
/// use doorcode::{CookieOptions, tokens_from_headers};
///
/// let headers = [("Authorization", "Bearer s3ss10n"), ("Cookie", "theme=dark; DSR=r3fr3sh")];
/// let tokens = tokens_from_headers(headers, &CookieOptions::default());
/// assert_eq!(tokens.session.as_deref(), Some("s3ss10n"));
/// assert_eq!(tokens.refresh.as_deref(), Some("r3fr3sh"));
/// ```
pub fn tokens_from_headers<'h>(
    headers: impl IntoIterator<Item = (&'h str, &'h str)>,
    options: &CookieOptions,
) -> RequestTokens {
    let (mut bearer, mut jar) = (None, Vec::new());
    for (name, value) in headers {
        if name.eq_ignore_ascii_case("authorization") {
            bearer = bearer.or_else(|| credentials(value));
        } else if name.eq_ignore_ascii_case("cookie") {
            jar.extend(value.split(';').filter_map(pair));
        }
    }
    let cookie = |name: &str, fallbacks: &[String]| {
        let names = std::iter::once(options.prefixed(name)).chain(fallbacks.iter().map(Into::into));
        find(&jar, names).map(str::to_owned)
    };
    RequestTokens {
        session: bearer
            .map(str::to_owned)
            .or_else(|| cookie(&options.session_name, &options.session_fallbacks)),
        refresh: cookie(&options.refresh_name, &options.refresh_fallbacks),
    }
}

fn credentials(value: &str) -> Option<&str> {
    let (scheme, token) = value.trim().split_once([' ', '\t'])?;
    let known = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("dpop");
    Some(token.trim()).filter(|token| known && !token.is_empty())
}

fn pair(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let value = value.trim();
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    Some((name.trim(), bare)).filter(|(name, value)| !name.is_empty() && !value.is_empty())
}

fn find<'j>(jar: &[(&str, &'j str)], names: impl Iterator<Item = impl AsRef<str>>) -> Option<&'j str> {
    let one = |wanted: &str| jar.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
    names.into_iter().find_map(|name| one(name.as_ref()))
}

/// Shows which tokens are there, not what they are.
impl fmt::Debug for RequestTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |token: &Option<String>| token.as_ref().map(|_| "…");
        f.debug_struct("RequestTokens")
            .field("session", &shown(&self.session))
            .field("refresh", &shown(&self.refresh))
            .finish()
    }
}
