//! The `Authorization` header: `Bearer <project>[:<token>][:<management key>]` (protocol §2).

use http::HeaderMap;
use http::header::AUTHORIZATION;

/// A bearer, taken apart at its colons. Empty parts count for nothing: one client always ends with a colon.
#[derive(Clone, PartialEq, Eq)]
pub struct Bearer {
    parts: Vec<String>,
}

impl Bearer {
    /// The bearer of a request; without one, or with another scheme, all its parts are absent.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self::parse(value)
    }

    fn parse(value: &str) -> Self {
        let parts = match value.trim().split_once(' ') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => rest.trim(),
            _ => "",
        };
        Self { parts: parts.split(':').map(str::trim).map(str::to_owned).collect() }
    }

    /// The project ID.
    #[must_use]
    pub fn project(&self) -> Option<&str> {
        self.parts.first().map(String::as_str).filter(|part| !part.is_empty())
    }

    /// The first part after the project that looks like a JWT.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.secrets().find(|part| is_jwt(part))
    }

    /// The part that an access key stands in: the one after the project.
    #[must_use]
    pub fn access_key(&self) -> Option<&str> {
        self.secrets().next()
    }

    /// The part that a management key stands in: the last one.
    #[must_use]
    pub fn management_key(&self) -> Option<&str> {
        self.secrets().last()
    }

    fn secrets(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().skip(1).map(String::as_str).filter(|part| !part.is_empty())
    }
}

/// Three dot-separated pieces of base64url.
fn is_jwt(part: &str) -> bool {
    let piece = |piece: &str| {
        !piece.is_empty()
            && piece.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    part.split('.').count() == 3 && part.split('.').all(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart_by_place_and_shape() {
        let bearer = Bearer::parse("Bearer P1:aa.bb.cc:Kmanagement");
        assert_eq!(bearer.project(), Some("P1"));
        assert_eq!(bearer.token(), Some("aa.bb.cc"));
        assert_eq!(bearer.management_key(), Some("Kmanagement"));
        let bearer = Bearer::parse("bearer P1:Kaccess:Kmanagement");
        assert_eq!((bearer.token(), bearer.access_key()), (None, Some("Kaccess")));
    }

    #[test]
    fn a_trailing_colon_adds_nothing() {
        let bearer = Bearer::parse("Bearer P1:");
        assert_eq!((bearer.project(), bearer.token(), bearer.access_key()), (Some("P1"), None, None));
    }

    #[test]
    fn other_schemes_and_odd_tokens_are_no_bearer() {
        for value in ["", "Bearer", "Basic P1:x", "Bearer :aa.bb.cc"] {
            assert_eq!(Bearer::parse(value).project(), None, "{value}");
        }
        for token in ["aa.bb", "aa..cc", "aa.bb.cc.dd", "aa.b+b.cc"] {
            assert_eq!(Bearer::parse(&format!("Bearer P1:{token}")).token(), None, "{token}");
        }
    }
}
