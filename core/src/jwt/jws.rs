//! A signed text in compact form (RFC 7515 §7.1): its three parts, decoded, nothing proven.

use std::borrow::Cow;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Algorithm;
use super::header::Header;
use crate::error::{Error, Reason, Result};

/// A compact JWS, taken apart. The payload may be anything; [`check`](super::check) wants claims.
///
/// ```
/// use doorcode::jwt::{Algorithm, Jws};
///
/// let jws = Jws::parse("eyJhbGciOiJFZERTQSIsImtpZCI6ImsxIn0.aGVsbG8.c2lnbmF0dXJl", 1024)?;
/// assert_eq!((jws.algorithm(), jws.kid()), (Algorithm::EdDsa, Some("k1")));
/// assert_eq!((jws.payload(), jws.signature()), (&b"hello"[..], &b"signature"[..]));
/// # Ok::<(), doorcode::Error>(())
/// ```
pub struct Jws<'a> {
    text: &'a str,
    signing_input: &'a str,
    header: Cow<'a, Header>,
    payload: Vec<u8>,
    signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    /// Takes `text` apart. Texts over `max_bytes` are refused before anything is decoded.
    ///
    /// # Errors
    /// [`TokenInvalid`](crate::ErrorKind::TokenInvalid) with the reason `TooLarge`; `Encrypted` for five
    /// parts (a JWE); `Algorithm` for an `alg` that is not accepted; `Critical` for a header with `crit`;
    /// `Malformed` for everything else: other numbers of parts, empty parts, base64url that is not strict
    /// (RFC 7515 §2: no padding, no spare bits, no white space), a header that is not one strict JSON
    /// object.
    pub fn parse(text: &'a str, max_bytes: usize) -> Result<Self> {
        Self::parse_knowing(text, max_bytes, |_| None)
    }

    /// As [`parse`](Self::parse), where headers that were read before are not read again: all tokens of
    /// one key begin with the same text.
    pub(super) fn parse_knowing(
        text: &'a str,
        max_bytes: usize,
        known: impl FnOnce(&str) -> Option<&'a Header>,
    ) -> Result<Self> {
        let (signing_input, [header, payload, signature]) = split(text, max_bytes)?;
        let header = match known(header) {
            Some(header) => Cow::Borrowed(header),
            None => Cow::Owned(Header::parse(&decode_text(header, "header")?)?),
        };
        let (payload, signature) = (decode(payload, "payload")?, decode(signature, "signature")?);
        if signature.is_empty() {
            return Err(malformed("the signature is empty"));
        }
        Ok(Self { text, signing_input, header, payload, signature })
    }

    /// The algorithm the header names.
    pub fn algorithm(&self) -> Algorithm {
        self.header.algorithm
    }

    /// The key the header names.
    pub fn kid(&self) -> Option<&str> {
        self.header.kid.as_deref()
    }

    /// What is signed: header and payload as they came, with the dot between.
    pub fn signing_input(&self) -> &'a str {
        self.signing_input
    }

    /// The decoded payload. Don't act on it before the signature is checked.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The decoded signature.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The header with its text as it came.
    #[cfg(feature = "crypto")]
    pub(super) fn header(&self) -> (&'a str, &Header) {
        (self.text.split('.').next().unwrap_or_default(), &self.header)
    }

    pub(super) fn into_parts(self) -> (&'a str, Vec<u8>) {
        (self.text, self.payload)
    }
}

/// Shows neither text nor payload: a JWS is a credential.
impl fmt::Debug for Jws<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jws").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}

/// The parts of a compact JWS: what is signed, then header, payload and signature.
pub(super) fn split(text: &str, max_bytes: usize) -> Result<(&str, [&str; 3])> {
    if text.len() > max_bytes {
        let detail = format!("{} bytes, where {max_bytes} are allowed", text.len());
        return Err(Error::token(Reason::TooLarge, detail));
    }
    let (Some((signing_input, signature)), Some((header, _))) = (text.rsplit_once('.'), text.split_once('.'))
    else {
        return Err(malformed("a token has three parts"));
    };
    match signing_input.get(header.len() + 1..) {
        Some(payload) if !payload.contains('.') => Ok((signing_input, [header, payload, signature])),
        Some(more) if !header.is_empty() && more.matches('.').count() == 2 => Err(Error::token(
            Reason::Encrypted,
            "five parts: an encrypted token, where a signed one is expected",
        )),
        _ => Err(malformed("a token has three parts")),
    }
}

pub(super) fn decode(part: &str, name: &str) -> Result<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| malformed(format!("the {name} is not strict base64url")))
}

pub(super) fn decode_text(part: &str, name: &str) -> Result<String> {
    utf8(decode(part, name)?, name)
}

pub(super) fn utf8(bytes: Vec<u8>, name: &str) -> Result<String> {
    String::from_utf8(bytes).map_err(|_| malformed(format!("the {name} is not UTF-8")))
}

fn malformed(detail: impl Into<String>) -> Error {
    Error::token(Reason::Malformed, detail)
}
