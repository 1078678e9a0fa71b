//! Keys that really sign, for tests and benches.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512,
    RsaEncoding, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use doorcode::Result;
use doorcode::jwt::{KeySet, Rules, Token, check};
use serde_json::{Value, json};

pub const PROJECT: &str = "P2doorcodeLocalDevelopment00";
pub const NOW: f64 = 1_800_000_000.0;

/// Making an RSA key takes long; the tests of one binary share this one.
pub static RSA: LazyLock<Signer> = LazyLock::new(|| Signer::rsa("rsa-1"));

pub struct Signer {
    pub kid: String,
    secret: Secret,
}

enum Secret {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl Signer {
    pub fn rsa(kid: &str) -> Self {
        Self { kid: kid.into(), secret: Secret::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()) }
    }

    pub fn p256(kid: &str) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        Self { kid: kid.into(), secret: Secret::P256(key) }
    }

    pub fn p384(kid: &str) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
        Self { kid: kid.into(), secret: Secret::P384(key) }
    }

    pub fn ed25519(kid: &str) -> Self {
        Self { kid: kid.into(), secret: Secret::Ed25519(Ed25519KeyPair::generate().unwrap()) }
    }

    /// The first algorithm of the key's type.
    pub fn algorithm(&self) -> &'static str {
        match self.secret {
            Secret::Rsa(_) => "RS256",
            Secret::P256(_) => "ES256",
            Secret::P384(_) => "ES384",
            Secret::Ed25519(_) => "EdDSA",
        }
    }

    /// The public key as published: `kid`, `alg` and `use` included.
    pub fn jwk(&self) -> Value {
        let mut jwk = self.bare_jwk();
        jwk["kid"] = json!(self.kid);
        jwk["alg"] = json!(self.algorithm());
        jwk["use"] = json!("sig");
        jwk
    }

    pub fn bare_jwk(&self) -> Value {
        match &self.secret {
            Secret::Rsa(key) => {
                let (n, e) = rsa_numbers(key.public_key().as_ref());
                json!({ "kty": "RSA", "n": encode(&n), "e": encode(&e) })
            }
            Secret::P256(key) => point("P-256", key.public_key().as_ref()),
            Secret::P384(key) => point("P-384", key.public_key().as_ref()),
            Secret::Ed25519(key) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(key.public_key().as_ref()) })
            }
        }
    }

    /// The public key in the form of RFC 8017, appendix A.1.1.
    pub fn public_der(&self) -> Vec<u8> {
        match &self.secret {
            Secret::Rsa(key) => key.public_key().as_ref().to_vec(),
            _ => unreachable!("asked of RSA keys only"),
        }
    }

    /// A token with these claims and an ordinary header.
    pub fn token(&self, claims: &Value) -> String {
        self.token_with(&json!({ "alg": self.algorithm(), "kid": self.kid, "typ": "JWT" }), claims)
    }

    /// A token with this header, signed with the algorithm it names if the key has it.
    pub fn token_with(&self, header: &Value, claims: &Value) -> String {
        let named = header["alg"].as_str().unwrap_or_default();
        self.seal(named, header.to_string().as_bytes(), claims.to_string().as_bytes())
    }

    /// A token of any bytes; algorithms the key does not have fall back to its own.
    pub fn seal(&self, algorithm: &str, header: &[u8], payload: &[u8]) -> String {
        let input = format!("{}.{}", encode(header), encode(payload));
        let signature = self.sign(algorithm, input.as_bytes());
        format!("{input}.{}", encode(&signature))
    }

    pub fn sign(&self, algorithm: &str, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.secret {
            Secret::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(rsa_padding(algorithm), &random, message, &mut signature).unwrap();
                signature
            }
            Secret::P256(key) | Secret::P384(key) => key.sign(&random, message).unwrap().as_ref().to_vec(),
            Secret::Ed25519(key) => key.sign(message).as_ref().to_vec(),
        }
    }
}

fn rsa_padding(algorithm: &str) -> &'static dyn RsaEncoding {
    match algorithm {
        "RS384" => &RSA_PKCS1_SHA384,
        "RS512" => &RSA_PKCS1_SHA512,
        "PS256" => &RSA_PSS_SHA256,
        "PS384" => &RSA_PSS_SHA384,
        "PS512" => &RSA_PSS_SHA512,
        _ => &RSA_PKCS1_SHA256,
    }
}

fn point(curve: &str, uncompressed: &[u8]) -> Value {
    let (x, y) = uncompressed[1..].split_at(uncompressed.len() / 2);
    json!({ "kty": "EC", "crv": curve, "x": encode(x), "y": encode(y) })
}

/// Modulus and exponent out of an `RSAPublicKey`: a sequence of two integers.
fn rsa_numbers(der: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (sequence, _) = element(der);
    let (n, rest) = element(sequence);
    let (e, _) = element(rest);
    (unsigned(n), unsigned(e))
}

/// The content of the first element, and what follows it.
fn element(der: &[u8]) -> (&[u8], &[u8]) {
    let (length, start) = match der[1] {
        short @ 0..0x80 => (usize::from(short), 2),
        long => {
            let bytes = usize::from(long & 0x7f);
            (der[2..2 + bytes].iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), 2 + bytes)
        }
    };
    der[start..].split_at(length)
}

fn unsigned(integer: &[u8]) -> Vec<u8> {
    integer.iter().copied().skip_while(|byte| *byte == 0).collect()
}

pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The claims of a good session token.
pub fn claims() -> Value {
    json!({
        "drn": "DS", "iss": PROJECT, "sub": "U2abc", "iat": NOW - 60.0, "exp": NOW + 540.0,
        "amr": ["email"], "rexp": "2027-02-12T08:00:00Z",
    })
}

/// The claims of a good session token, with some members set, or taken out by `null`.
pub fn claims_with(changes: &Value) -> Value {
    let mut claims = claims();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        }
    }
    claims
}

/// The key set that holds the shared RSA key.
pub fn keys() -> KeySet {
    KeySet::from_json(&RSA.jwk().to_string()).unwrap()
}

/// Checks as a session call would, at [`NOW`], with the shared RSA key.
pub fn checked(token: &str) -> Result<Token> {
    check(token, &keys(), None, &Rules::new(PROJECT), NOW)
}

/// The slug of what was wrong: the reason if there is one, else the kind; `ok` for nothing.
pub fn verdict<T>(result: &Result<T>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(error) => error.reason().map_or_else(|| error.kind().as_str(), |reason| reason.as_str()),
    }
}
