//! The token that every measurement checks, and the ways to check it.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

#[path = "../../tests/support/mod.rs"]
mod signer;

use std::hint::black_box;

use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256};
use doorcode::jwt::{Jws, KeySet, Rules, Token, TokenCache, check};
use jsonwebtoken::{DecodingKey, Validation};
use serde_json::{Value, json};

pub use signer::{NOW, PROJECT, Signer};

/// A session token of about 920 bytes, as services issue them, and everything that is prepared once.
pub struct Case {
    pub token: String,
    pub keys: KeySet,
    pub cache: TokenCache,
    bare: ParsedPublicKey,
    signing_input: String,
    signature: Vec<u8>,
    peer: DecodingKey,
    peer_rules: Validation,
}

impl Case {
    pub fn new() -> Self {
        let signer = Signer::rsa("SK2ZkTd8FzqGQ0T1mWcXJQJ0d3Wvl");
        let token = signer.token(&claims());
        assert!((900..940).contains(&token.len()), "{} bytes", token.len());
        let jwk = signer.jwk();
        let jws = Jws::parse(&token, usize::MAX).unwrap();
        let (signing_input, signature) = (jws.signing_input().to_owned(), jws.signature().to_vec());
        let case = Self {
            token,
            keys: KeySet::from_json(&jwk.to_string()).unwrap(),
            cache: TokenCache::new(1024),
            bare: ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, signer.public_der()).unwrap(),
            signing_input,
            signature,
            peer: DecodingKey::from_rsa_components(jwk["n"].as_str().unwrap(), jwk["e"].as_str().unwrap())
                .unwrap(),
            peer_rules: peer_rules(),
        };
        case.warm();
        case
    }

    pub fn rules(&self) -> Rules<'_> {
        Rules::new(PROJECT)
    }

    /// Nothing but the signature, with a parsed key, of a text taken apart before.
    pub fn bare(&self) {
        self.bare.verify_sig(black_box(self.signing_input.as_bytes()), black_box(&self.signature)).unwrap();
    }

    pub fn cold(&self) -> Token {
        check(black_box(&self.token), &self.keys, None, &self.rules(), NOW).unwrap()
    }

    pub fn warm(&self) -> Token {
        check(black_box(&self.token), &self.keys, Some(&self.cache), &self.rules(), NOW).unwrap()
    }

    pub fn jsonwebtoken(&self) -> Value {
        let header = jsonwebtoken::decode_header(black_box(&self.token)).unwrap();
        black_box(header.kid.unwrap());
        jsonwebtoken::decode::<Value>(&self.token, &self.peer, &self.peer_rules).unwrap().claims
    }
}

fn peer_rules() -> Validation {
    let mut rules = Validation::new(jsonwebtoken::Algorithm::RS256);
    rules.set_issuer(&[PROJECT]);
    rules.validate_nbf = true;
    rules
}

fn claims() -> Value {
    json!({
        "amr": ["email", "sms", "mfa"],
        "dct": "T2SrweL5J2y8YOh8DyDn7dpCmfx",
        "drn": "DS",
        // Far off: the peer reads the machine's clock.
        "exp": 4_000_000_000u64,
        "iat": 1_700_000_000u64,
        "iss": PROJECT,
        "rexp": "2027-01-01T00:00:00Z",
        "sub": "U2UQQwqXGN0PcgXNfRzJGBBOLcR1",
        "tenants": { "T2SrweL5J2y8YOh8DyDn7dpCmfx": { "permissions": ["orders.read"], "roles": ["clerk"] } },
        "nsec": { "plan": "team", "seats": 12, "pad": "0123456789abcdefghijklmn" },
    })
}
