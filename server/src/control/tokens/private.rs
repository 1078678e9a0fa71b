//! Private keys that a caller brings along, as JWKs (RFC 7518 §6).

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::textbook::TextbookKey;

/// A key that signs. With an algorithm that is not the key's, it signs with its own.
pub(super) enum PrivateKey {
    Rsa(Box<KeyPair>),
    Textbook(TextbookKey),
    Ec(&'static str, Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
    Secret(Vec<u8>),
}

impl PrivateKey {
    /// The key in this JWK, or which part of it can't be used.
    pub(super) fn read(jwk: &Map<String, Value>) -> Result<Self, String> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str).unwrap_or_default();
        match (text("kty"), text("crv")) {
            ("RSA", _) => rsa(jwk),
            ("EC", "P-256") => ec("ES256", &ECDSA_P256_SHA256_FIXED_SIGNING, jwk),
            ("EC", "P-384") => ec("ES384", &ECDSA_P384_SHA384_FIXED_SIGNING, jwk),
            ("EC", "P-521") => ec("ES512", &ECDSA_P521_SHA512_FIXED_SIGNING, jwk),
            ("OKP", "Ed25519") => ed25519(jwk),
            ("oct", _) => number(jwk, "k").map(Self::Secret),
            (kty, crv) => Err(format!("jwk: kty {kty:?} with crv {crv:?} is not known")),
        }
    }

    /// What the key signs with unless told otherwise.
    pub(super) fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) | Self::Textbook(_) => "RS256",
            Self::Ec(alg, _) => alg,
            Self::Ed25519(_) => "EdDSA",
            Self::Secret(_) => "HS256",
        }
    }

    /// A signature, if this key can make one.
    pub(super) fn sign(&self, alg: &str, message: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(scheme(alg), &SystemRandom::new(), message, &mut signature).ok()?;
                Some(signature)
            }
            Self::Textbook(_) if alg.starts_with("PS") => None,
            Self::Textbook(key) => key.sign(alg, message),
            Self::Ec(_, pair) => Some(pair.sign(&SystemRandom::new(), message).ok()?.as_ref().to_vec()),
            Self::Ed25519(pair) => Some(pair.sign(message).as_ref().to_vec()),
            Self::Secret(secret) => Some(mac(alg, secret, message)),
        }
    }
}

/// The RSA scheme that a header names; RS256 for everything else.
pub(super) fn scheme(alg: &str) -> &'static dyn RsaEncoding {
    match alg {
        "RS384" => &RSA_PKCS1_SHA384,
        "RS512" => &RSA_PKCS1_SHA512,
        "PS256" => &RSA_PSS_SHA256,
        "PS384" => &RSA_PSS_SHA384,
        "PS512" => &RSA_PSS_SHA512,
        _ => &RSA_PKCS1_SHA256,
    }
}

/// A message authentication code with the hash that a header names; HS256 for everything else.
pub(super) fn mac(alg: &str, secret: &[u8], message: &[u8]) -> Vec<u8> {
    let algorithm = match alg {
        "HS384" => hmac::HMAC_SHA384,
        "HS512" => hmac::HMAC_SHA512,
        _ => hmac::HMAC_SHA256,
    };
    hmac::sign(&hmac::Key::new(algorithm, secret), message).as_ref().to_vec()
}

/// The library's key where it takes it, else the same numbers without any check.
fn rsa(jwk: &Map<String, Value>) -> Result<PrivateKey, String> {
    let (n, e, d) = (number(jwk, "n")?, number(jwk, "e")?, number(jwk, "d")?);
    let textbook = TextbookKey::new(&n, &d);
    let factors = ["p", "q", "dp", "dq", "qi"].map(|name| number(jwk, name));
    let [Ok(p), Ok(q), Ok(dp), Ok(dq), Ok(qi)] = factors else {
        return Ok(PrivateKey::Textbook(textbook));
    };
    let public_key = PublicKeyComponents { n, e };
    let components = KeyPairComponents { public_key, d, p, q, dP: dp, dQ: dq, qInv: qi };
    let pair = KeyPair::from_components(&components).map(|pair| PrivateKey::Rsa(Box::new(pair)));
    Ok(pair.unwrap_or(PrivateKey::Textbook(textbook)))
}

fn ec(
    alg: &'static str,
    algorithm: &'static EcdsaSigningAlgorithm,
    jwk: &Map<String, Value>,
) -> Result<PrivateKey, String> {
    let point = [vec![4], number(jwk, "x")?, number(jwk, "y")?].concat();
    let pair = EcdsaKeyPair::from_private_key_and_public_key(algorithm, &number(jwk, "d")?, &point);
    pair.map(|pair| PrivateKey::Ec(alg, Box::new(pair))).map_err(|error| format!("jwk: {error}"))
}

fn ed25519(jwk: &Map<String, Value>) -> Result<PrivateKey, String> {
    let pair = Ed25519KeyPair::from_seed_unchecked(&number(jwk, "d")?);
    pair.map(|pair| PrivateKey::Ed25519(Box::new(pair))).map_err(|error| format!("jwk: {error}"))
}

fn number(jwk: &Map<String, Value>, name: &str) -> Result<Vec<u8>, String> {
    let text = jwk.get(name).and_then(Value::as_str);
    let bytes = text.and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
    bytes.ok_or_else(|| format!("jwk: {name} is missing or not base64url"))
}
