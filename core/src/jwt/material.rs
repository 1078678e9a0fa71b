//! The numbers that make up a public key, and whether they are any good.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::Algorithm;
use super::rsa;

/// Public members only (RFC 7518 §6, RFC 8037 §2).
pub(super) enum Material {
    /// Big-endian, without leading zeros.
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    P256 {
        x: [u8; 32],
        y: [u8; 32],
    },
    P384 {
        x: [u8; 48],
        y: [u8; 48],
    },
    Ed25519 {
        x: [u8; 32],
    },
}

impl Material {
    pub(super) fn read(jwk: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        match (text("kty")?, text("crv")) {
            ("RSA", _) => Some(Self::Rsa { n: number(text("n")?)?, e: number(text("e")?)? }),
            ("EC", Some("P-256")) => Some(Self::P256 { x: exact(text("x")?)?, y: exact(text("y")?)? }),
            ("EC", Some("P-384")) => Some(Self::P384 { x: exact(text("x")?)?, y: exact(text("y")?)? }),
            ("OKP", Some("Ed25519")) => Some(Self::Ed25519 { x: exact(text("x")?)? }),
            _ => None,
        }
    }

    /// Whether keys of this type and curve are used with `algorithm`.
    pub(super) fn suits(&self, algorithm: Algorithm) -> bool {
        use Algorithm::{EdDsa, Es256, Es384, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};
        match self {
            Self::Rsa { .. } => matches!(algorithm, Rs256 | Rs384 | Rs512 | Ps256 | Ps384 | Ps512),
            Self::P256 { .. } => algorithm == Es256,
            Self::P384 { .. } => algorithm == Es384,
            Self::Ed25519 { .. } => algorithm == EdDsa,
        }
    }

    /// Why the key proves nothing, if so. Points off the curve are found when the key is prepared.
    pub(super) fn weakness(&self) -> Option<&'static str> {
        match self {
            Self::Rsa { n, e } => rsa::weakness(n, e),
            Self::P256 { .. } | Self::P384 { .. } | Self::Ed25519 { .. } => None,
        }
    }

    pub(super) fn to_jwk(&self) -> Map<String, Value> {
        let jwk = match self {
            Self::Rsa { n, e } => json!({ "kty": "RSA", "n": encoded(n), "e": encoded(e) }),
            Self::P256 { x, y } => json!({ "kty": "EC", "crv": "P-256", "x": encoded(x), "y": encoded(y) }),
            Self::P384 { x, y } => json!({ "kty": "EC", "crv": "P-384", "x": encoded(x), "y": encoded(y) }),
            Self::Ed25519 { x } => json!({ "kty": "OKP", "crv": "Ed25519", "x": encoded(x) }),
        };
        if let Value::Object(members) = jwk { members } else { Map::new() }
    }
}

/// A number; some producers put a zero byte before it.
fn number(text: &str) -> Option<Vec<u8>> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Some(bytes.get(zeros..)?.to_vec()).filter(|number| !number.is_empty())
}

/// A coordinate, which has to have the full length of its field.
fn exact<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
