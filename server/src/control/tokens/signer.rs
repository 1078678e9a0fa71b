//! Who signs a token, rightly or not.

use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::private::{PrivateKey, mac, scheme};
use crate::error::Failure;
use crate::keyring::{Key, generated};

/// The signer that an order names.
#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum SignWith {
    /// The project's own key.
    #[default]
    Active,
    /// A key that is published nowhere, under the name of the active one.
    Foreign,
    /// Nobody: the signature is empty.
    None,
    /// Anybody: the public key's PEM, taken for a shared secret.
    HmacPublicKey,
    /// The same with the public key in another form.
    #[serde(rename = "hmacPublicKey")]
    HmacForm(PublicForm),
    /// The private key in this JWK.
    Jwk(Map<String, Value>),
}

/// The forms of a public key that somebody could take for a secret.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum PublicForm {
    Pem,
    PemLeadingBlank,
    Der,
    Jwk,
}

/// A signer at work.
pub(super) enum Signer {
    Own(Arc<Key>),
    Foreign,
    Nobody,
    Hmac(Vec<u8>),
    Private { key: PrivateKey, alg: Option<String>, kid: Option<Value> },
}

impl SignWith {
    pub(super) fn signer(&self, active: &Arc<Key>) -> Result<Signer, Failure> {
        Ok(match self {
            Self::Active => Signer::Own(Arc::clone(active)),
            Self::Foreign => Signer::Foreign,
            Self::None => Signer::Nobody,
            Self::HmacPublicKey => Signer::Hmac(PublicForm::Pem.secret(active)?),
            Self::HmacForm(form) => Signer::Hmac(form.secret(active)?),
            Self::Jwk(jwk) => Signer::Private {
                key: PrivateKey::read(jwk).map_err(Failure::invalid)?,
                alg: jwk.get("alg").and_then(Value::as_str).map(str::to_owned),
                kid: jwk.get("kid").cloned(),
            },
        })
    }
}

impl Signer {
    /// The header that fits the signer. Without a name of its own it signs in the name of the active key.
    pub(super) fn header(&self, active: &str) -> Map<String, Value> {
        let (alg, kid) = match self {
            Self::Own(_) | Self::Foreign => ("RS256", None),
            Self::Nobody => ("none", None),
            Self::Hmac(_) => ("HS256", None),
            Self::Private { key, alg, kid } => (alg.as_deref().unwrap_or(key.algorithm()), kid.clone()),
        };
        let kid = kid.unwrap_or_else(|| active.into());
        Map::from_iter(
            [("alg", json!(alg)), ("kid", kid), ("typ", json!("JWT"))].map(|(k, v)| (k.to_owned(), v)),
        )
    }

    /// A signature by the algorithm that the JWK names, else by the header's if the key can do that, else by
    /// the key's own.
    pub(super) fn sign(&self, alg: &str, message: &[u8]) -> Result<Vec<u8>, Failure> {
        let signature = match self {
            Self::Own(key) => key.sign(scheme(alg), message).ok(),
            Self::Foreign => foreign().sign(scheme(alg), message).ok(),
            Self::Nobody => Some(Vec::new()),
            Self::Hmac(secret) => Some(mac(alg, secret, message)),
            Self::Private { key, alg: own, .. } => key.sign(own.as_deref().unwrap_or(alg), message),
        };
        signature.ok_or_else(|| Failure::invalid("This key can't sign that way"))
    }
}

impl PublicForm {
    fn secret(self, key: &Key) -> Result<Vec<u8>, Failure> {
        let der = key.public_der().map_err(|_| Failure::invalid("The public key can't be encoded"))?;
        Ok(match self {
            Self::Pem => pem(&der).into_bytes(),
            Self::PemLeadingBlank => format!(" {}", pem(&der)).into_bytes(),
            Self::Der => der,
            Self::Jwk => key.jwk().to_string().into_bytes(),
        })
    }
}

/// Made when it is first asked for, once per process.
fn foreign() -> &'static Key {
    static FOREIGN: OnceLock<Key> = OnceLock::new();
    FOREIGN.get_or_init(generated)
}

/// RFC 7468: lines of 64 symbols between two marks.
fn pem(der: &[u8]) -> String {
    let symbols = STANDARD.encode(der);
    let lines = symbols.as_bytes().chunks(64).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\n");
    format!("-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n")
}
