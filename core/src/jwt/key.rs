//! One public key (JWK, RFC 7517), read and prepared once.

use std::fmt;
#[cfg(feature = "crypto")]
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::Algorithm;
use super::material::Material;
#[cfg(feature = "crypto")]
use super::{
    Jws,
    crypto::{Check, Prepared},
    header::Header,
};
use crate::error::{Error, Reason, Result};

/// A public key, ready to check signatures with. Private members of a JWK are never kept.
///
/// ```
/// use doorcode::jwt::{Algorithm, Key};
///
/// let key = Key::from_jwk(&serde_json::json!({
///     "kty": "OKP", "crv": "Ed25519", "kid": "k1",
///     "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
/// }))?;
/// assert_eq!(key.kid(), Some("k1"));
/// assert!(key.accepts(Algorithm::EdDsa) && !key.accepts(Algorithm::Rs256));
/// # Ok::<(), doorcode::Error>(())
/// ```
pub struct Key {
    kid: Option<Box<str>>,
    algorithm: Option<Algorithm>,
    material: Material,
    weakness: Option<&'static str>,
    #[cfg(feature = "crypto")]
    prepared: Vec<(Algorithm, Prepared)>,
    #[cfg(feature = "crypto")]
    header: OnceLock<(Box<str>, Header)>,
}

impl Key {
    /// Reads one JWK: RSA, EC (P-256, P-384) or OKP (Ed25519).
    ///
    /// A key with `alg` accepts only that algorithm; without, every one of its type and curve.
    ///
    /// # Errors
    /// [`Keys`](crate::ErrorKind::Keys) with the reason `Unusable`: another type, curve or algorithm; a
    /// `use` other than `sig`; `key_ops` without `verify`; members that can't be read; a key too weak to
    /// prove anything (RFC 8725 §3.4, §3.5).
    pub fn from_jwk(jwk: &Value) -> Result<Self> {
        let key = Self::read(jwk)
            .ok_or_else(|| Error::keys(Reason::Unusable, "not a public key for checking signatures"))?;
        match key.weakness {
            Some(weakness) => Err(Error::keys(Reason::Unusable, weakness)),
            None => Ok(key),
        }
    }

    /// Reads a JWK, weak ones included; None for what is no key for signatures at all.
    pub(super) fn read(jwk: &Value) -> Option<Self> {
        let jwk = jwk.as_object().filter(|jwk| is_for_signatures(jwk))?;
        let material = Material::read(jwk)?;
        let algorithm = stated(jwk)?;
        if algorithm.is_some_and(|algorithm| !material.suits(algorithm)) {
            return None;
        }
        let kid = jwk.get("kid").and_then(Value::as_str).map(Into::into);
        Some(Self::prepare(kid, algorithm, material))
    }

    #[cfg(feature = "crypto")]
    fn prepare(kid: Option<Box<str>>, algorithm: Option<Algorithm>, material: Material) -> Self {
        let mut weakness = material.weakness();
        let mut prepared = Vec::new();
        if weakness.is_none() {
            let accepted = Algorithm::ALL.iter().filter(|one| accepts(algorithm, &material, **one));
            prepared.extend(accepted.filter_map(|one| Some((*one, Prepared::new(&material, *one)?))));
            weakness = prepared.is_empty().then_some("the key is not a point of its curve");
        }
        Self { kid, algorithm, material, weakness, prepared, header: OnceLock::new() }
    }

    #[cfg(not(feature = "crypto"))]
    fn prepare(kid: Option<Box<str>>, algorithm: Option<Algorithm>, material: Material) -> Self {
        Self { kid, algorithm, weakness: material.weakness(), material }
    }

    /// The key's name.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The one algorithm the key is for, if it says so.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.algorithm
    }

    /// Whether the key may check a signature made with `algorithm`.
    pub fn accepts(&self, algorithm: Algorithm) -> bool {
        accepts(self.algorithm, &self.material, algorithm)
    }

    /// The key as a JWK: public members only.
    pub fn to_jwk(&self) -> Value {
        let mut jwk = self.material.to_jwk();
        jwk.insert("use".into(), "sig".into());
        if let Some(kid) = &self.kid {
            jwk.insert("kid".into(), (**kid).into());
        }
        if let Some(algorithm) = self.algorithm {
            jwk.insert("alg".into(), algorithm.as_str().into());
        }
        jwk.into()
    }

    /// Checks the signature of `jws`; its `kid` is not compared.
    ///
    /// ```
    /// use doorcode::jwt::{Jws, Key};
    ///
    /// // RFC 8037, appendix A.4
    /// let key = Key::from_jwk(&serde_json::json!({
    ///     "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    /// }))?;
    /// let text = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.\
    ///     hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    /// let jws = Jws::parse(text, 1024)?;
    /// key.verify(&jws)?;
    /// assert_eq!(jws.payload(), b"Example of Ed25519 signing");
    /// # Ok::<(), doorcode::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`TokenInvalid`](crate::ErrorKind::TokenInvalid), with the reason `Algorithm` when the key is for
    /// another algorithm, `Signature` when the signature does not fit.
    #[cfg(feature = "crypto")]
    pub fn verify(&self, jws: &Jws<'_>) -> Result<()> {
        self.expect_fit(jws.algorithm())?;
        let prepared = self.prepared.iter().find(|(algorithm, _)| *algorithm == jws.algorithm());
        let fits = prepared.is_some_and(|(_, key)| key.fits(jws.signing_input().as_bytes(), jws.signature()));
        if fits { Ok(()) } else { Err(Error::token(Reason::Signature, "the signature does not fit the key")) }
    }

    /// The header of this text, if tokens of this key were seen to begin with it.
    #[cfg(feature = "crypto")]
    pub(super) fn known_header(&self, text: &str) -> Option<&Header> {
        self.header.get().filter(|(known, _)| **known == *text).map(|(_, header)| header)
    }

    /// Remembers the header of a proven token; the first one stays.
    #[cfg(feature = "crypto")]
    pub(super) fn remember_header(&self, jws: &Jws<'_>) {
        let (text, header) = jws.header();
        self.header.get_or_init(|| (text.into(), header.clone()));
    }

    pub(super) fn is_usable(&self) -> bool {
        self.weakness.is_none()
    }

    pub(super) fn expect_fit(&self, algorithm: Algorithm) -> Result<()> {
        if let Some(weakness) = self.weakness {
            return Err(Error::token(Reason::WeakKey, weakness));
        }
        if self.accepts(algorithm) {
            return Ok(());
        }
        Err(Error::token(Reason::Algorithm, format!("the token's key is not for {algorithm}")))
    }
}

fn accepts(stated: Option<Algorithm>, material: &Material, algorithm: Algorithm) -> bool {
    stated.map_or_else(|| material.suits(algorithm), |only| only == algorithm)
}

/// `use` and `key_ops` are optional; present, they have to allow checking (RFC 7517 §4.2, §4.3).
fn is_for_signatures(jwk: &Map<String, Value>) -> bool {
    let used = jwk.get("use").is_none_or(|purpose| purpose == "sig");
    let allowed = jwk
        .get("key_ops")
        .is_none_or(|ops| ops.as_array().is_some_and(|ops| ops.iter().any(|op| op == "verify")));
    used && allowed
}

/// `alg`: absent is fine, unknown is not.
fn stated(jwk: &Map<String, Value>) -> Option<Option<Algorithm>> {
    match jwk.get("alg") {
        None => Some(None),
        Some(name) => Algorithm::from_name(name.as_str()?).map(Some),
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Key");
        out.field("kid", &self.kid).field("algorithm", &self.algorithm).field("weakness", &self.weakness);
        out.finish_non_exhaustive()
    }
}
