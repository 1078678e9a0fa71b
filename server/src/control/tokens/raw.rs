//! The parts of a token to the byte.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::encoding::Encoding;
use crate::delivery::fill;
use crate::error::Failure;

/// What stands in the parts instead of what would. Of one part, the most exact member given counts: `…Part`
/// is the encoded text itself, `…Bytes` are base64url of the bytes to encode, `…Text` is the text to encode.
///
/// A text may have the places `{{kid}}`, `{{header}}` and `{{claims}}`, and `{{headerMembers}}` and
/// `{{claimsMembers}}` for the same without their braces, so that a repeated member, a byte order mark or an
/// array can be put around a token that is right otherwise.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Raw {
    header_text: Option<String>,
    header_bytes: Option<String>,
    header_part: Option<String>,
    header_encoding: Encoding,
    claims_text: Option<String>,
    claims_bytes: Option<String>,
    claims_part: Option<String>,
    claims_encoding: Encoding,
    signature_bytes: Option<String>,
    signature_part: Option<String>,
    signature_encoding: Encoding,
    /// Cut to so many bytes, or filled up with zeros.
    signature_length: Option<usize>,
}

/// What the places of a text stand for.
pub(super) struct Places<'a> {
    pub(super) kid: &'a str,
    pub(super) header: &'a Map<String, Value>,
    pub(super) claims: &'a Map<String, Value>,
}

impl Raw {
    /// The signed part of the token: header and claims.
    pub(super) fn message(&self, places: &Places<'_>) -> Result<String, Failure> {
        let text =
            |text: &Option<String>, usual: &str| places.fill(text.as_deref().unwrap_or(usual)).into_bytes();
        let header = exact(&self.header_bytes, || text(&self.header_text, "{{header}}"))?;
        let claims = exact(&self.claims_bytes, || text(&self.claims_text, "{{claims}}"))?;
        let header = encoded(self.header_part.as_ref(), self.header_encoding, &header)?;
        let claims = encoded(self.claims_part.as_ref(), self.claims_encoding, &claims)?;
        Ok(format!("{header}.{claims}"))
    }

    /// The last part of the token, for the signature that was made.
    pub(super) fn signature(&self, made: Vec<u8>) -> Result<String, Failure> {
        let mut signature = exact(&self.signature_bytes, || made)?;
        if let Some(length) = self.signature_length {
            signature.resize(length, 0);
        }
        encoded(self.signature_part.as_ref(), self.signature_encoding, &signature)
    }
}

impl Places<'_> {
    fn fill(&self, text: &str) -> String {
        fill(text, |name| match name {
            "kid" => Some(self.kid.into()),
            "header" => Some(object(self.header).into()),
            "claims" => Some(object(self.claims).into()),
            "headerMembers" => Some(members(self.header).into()),
            "claimsMembers" => Some(members(self.claims).into()),
            _ => None,
        })
    }
}

fn object(map: &Map<String, Value>) -> String {
    format!("{{{}}}", members(map))
}

fn members(map: &Map<String, Value>) -> String {
    let member = |(name, value): (&String, &Value)| format!("{}:{value}", Value::from(name.as_str()));
    map.iter().map(member).collect::<Vec<_>>().join(",")
}

fn exact(bytes: &Option<String>, usual: impl FnOnce() -> Vec<u8>) -> Result<Vec<u8>, Failure> {
    match bytes {
        Some(text) => {
            URL_SAFE_NO_PAD.decode(text).map_err(|error| Failure::invalid(format!("raw bytes: {error}")))
        }
        None => Ok(usual()),
    }
}

fn encoded(part: Option<&String>, encoding: Encoding, bytes: &[u8]) -> Result<String, Failure> {
    let encoded = part.cloned().or_else(|| encoding.encode(bytes));
    encoded.ok_or_else(|| Failure::invalid(format!("{encoding:?} would look like the right encoding here")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn decoded(raw: Value) -> (String, String) {
        let raw: Raw = serde_json::from_value(raw).unwrap();
        let header = json!({"alg": "RS256", "kid": "k1"});
        let claims = json!({"exp": 5, "sub": "U2"});
        let places =
            Places { kid: "k1", header: header.as_object().unwrap(), claims: claims.as_object().unwrap() };
        let message = raw.message(&places).unwrap();
        let text = |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        message.split_once('.').map(|(header, claims)| (text(header), text(claims))).unwrap()
    }

    #[test]
    fn texts_are_kept_to_the_byte_with_their_places_filled() {
        let (header, claims) = decoded(json!({
            "headerText": "\u{feff}{{header}}",
            "claimsText": r#"{"sub":"U1",{{claimsMembers}}}"#,
        }));
        assert_eq!(header, "\u{feff}{\"alg\":\"RS256\",\"kid\":\"k1\"}");
        assert_eq!(claims, r#"{"sub":"U1","exp":5,"sub":"U2"}"#);
    }

    #[test]
    fn without_anything_the_usual_stands() {
        let (header, claims) = decoded(json!({}));
        assert_eq!(header, r#"{"alg":"RS256","kid":"k1"}"#);
        assert_eq!(claims, r#"{"exp":5,"sub":"U2"}"#);
    }

    #[test]
    fn signatures_are_cut_filled_and_replaced() {
        let signature = |raw: Value| {
            let raw: Raw = serde_json::from_value(raw).unwrap();
            raw.signature(vec![1, 2, 3]).unwrap()
        };
        assert_eq!(signature(json!({})), "AQID");
        assert_eq!(signature(json!({"signatureLength": 2})), "AQI");
        assert_eq!(signature(json!({"signatureLength": 4})), "AQIDAA");
        assert_eq!(signature(json!({"signatureBytes": "_w"})), "_w");
        assert_eq!(signature(json!({"signaturePart": "no base64!"})), "no base64!");
    }
}
