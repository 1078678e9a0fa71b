//! The claims that decide about a token, picked in one strict pass over its payload.

use serde::de::MapAccess;
use url::Url;

use super::json::{self, Checked, Members, Value};
use crate::error::{Error, Reason, Result};

/// The last second of the year 9999 (RFC 3339 ends there).
const LAST_SECOND: f64 = 253_402_300_799.0;

/// The claims that rules look at. A claim of the wrong type is there, and matches nothing.
#[derive(Default)]
pub(super) struct Claims {
    pub(super) kind: Option<Box<str>>,
    pub(super) issuer: Option<Issuer>,
    pub(super) audience: Audience,
    pub(super) subject: Option<Box<str>>,
    pub(super) expires_at: Option<f64>,
    pub(super) not_before: Option<f64>,
    pub(super) issued_at: Option<f64>,
}

/// `iss`, and the path it has as a URL.
pub(super) struct Issuer {
    pub(super) text: Box<str>,
    path: Option<Box<str>>,
}

/// `aud` (RFC 7519 §4.1.3).
#[derive(Default)]
pub(super) enum Audience {
    #[default]
    Absent,
    Of(Box<[String]>),
    /// Present, and neither a string nor a list of strings.
    Unreadable,
}

impl Claims {
    pub(super) fn parse(json: &str) -> Result<Self> {
        let mut raw = Raw::default();
        json::read_object(json, &mut raw)
            .map_err(|_| Error::token(Reason::Malformed, "the claims are not one strict JSON object"))?;
        Ok(Self {
            expires_at: date("exp", raw.exp.as_ref())?,
            not_before: date("nbf", raw.nbf.as_ref())?,
            issued_at: date("iat", raw.iat.as_ref())?,
            kind: text(raw.drn),
            issuer: text(raw.iss).map(Issuer::new),
            audience: Audience::from(raw.aud),
            subject: text(raw.dsub).or_else(|| text(raw.sub)),
        })
    }
}

impl Issuer {
    fn new(text: Box<str>) -> Self {
        // Only a text with one of these can be a URL with a path; most issuers are plain project IDs.
        let url = if text.contains([':', '/', '\\']) { Url::parse(&text).ok() } else { None };
        Self { path: url.map(|url| url.path().into()), text }
    }

    /// Whether the last or last-but-one segment is `project_id`. One more segment may follow the
    /// project, as in tokens of MCP servers; the host is not looked at (protocol §10.2).
    pub(super) fn names(&self, project_id: &str) -> bool {
        let path = self.path.as_deref().unwrap_or(&self.text);
        path.rsplit('/').filter(|segment| !segment.is_empty()).take(2).any(|segment| segment == project_id)
    }
}

impl Audience {
    pub(super) fn as_slice(&self) -> &[String] {
        match self {
            Self::Of(list) => list,
            Self::Absent | Self::Unreadable => &[],
        }
    }
}

impl From<Option<Value<'_>>> for Audience {
    fn from(aud: Option<Value<'_>>) -> Self {
        match aud {
            None => Self::Absent,
            Some(Value::Text(one)) => Self::Of(Box::new([one.into_owned()])),
            Some(Value::Texts(many)) => Self::Of(many.into_iter().map(Into::into).collect()),
            Some(Value::Number(_) | Value::Other) => Self::Unreadable,
        }
    }
}

/// A NumericDate: seconds since the epoch, fractions allowed (RFC 7519 §2).
fn date(name: &str, value: Option<&Value<'_>>) -> Result<Option<f64>> {
    match value {
        None => Ok(None),
        Some(Value::Number(date)) if (0.0..=LAST_SECOND).contains(date) => Ok(Some(*date)),
        Some(_) => Err(Error::token(Reason::Malformed, format!("`{name}` is not a date in seconds"))),
    }
}

fn text(value: Option<Value<'_>>) -> Option<Box<str>> {
    match value {
        Some(Value::Text(text)) => Some(text.into()),
        _ => None,
    }
}

#[derive(Default)]
struct Raw<'a> {
    drn: Option<Value<'a>>,
    iss: Option<Value<'a>>,
    aud: Option<Value<'a>>,
    sub: Option<Value<'a>>,
    dsub: Option<Value<'a>>,
    exp: Option<Value<'a>>,
    nbf: Option<Value<'a>>,
    iat: Option<Value<'a>>,
}

impl<'de> Members<'de> for Raw<'de> {
    fn member<A: MapAccess<'de>>(&mut self, name: &str, object: &mut A) -> Result<(), A::Error> {
        let wanted = match name {
            "drn" => &mut self.drn,
            "iss" => &mut self.iss,
            "aud" => &mut self.aud,
            "sub" => &mut self.sub,
            "dsub" => &mut self.dsub,
            "exp" => &mut self.exp,
            "nbf" => &mut self.nbf,
            "iat" => &mut self.iat,
            _ => return object.next_value::<Checked>().map(drop),
        };
        *wanted = Some(object.next_value()?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_is_the_last_or_last_but_one_segment() {
        let table = [
            ("P2project", true),
            ("https://api.descope.com/P2project", true),
            ("https://api.descope.com/v1/apps/P2project/", true),
            ("https://api.descope.com/P2project/mcp-server", true),
            ("https://api.descope.com/P2project?x=1#y", true),
            ("apps/P2project", true),
            ("P2project/one", true),
            ("https://api.descope.com/P2project/one/two", false),
            ("https://P2project", false),
            ("https://P2project/", false),
            ("https://api.descope.com/?P2project", false),
            ("https://api.descope.com/#/P2project", false),
            ("https://P2project@api.descope.com/", false),
            ("p2project", false),
            ("P2projectx", false),
            ("", false),
            ("/", false),
        ];
        for (issuer, names) in table {
            assert_eq!(Issuer::new(issuer.into()).names("P2project"), names, "{issuer}");
        }
    }
}
