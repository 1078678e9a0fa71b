//! A build without cryptography: the steps around a signature that somebody else checks.
#![cfg(not(feature = "crypto"))]
#![allow(clippy::unwrap_used)]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use doorcode::jwt::{Jws, KeySet, Rules, check_claims};
use doorcode::{ErrorKind, Reason};
use serde_json::{Value, json};

const NOW: f64 = 1_800_000_000.0;

fn keys() -> KeySet {
    let key = json!({
        "kty": "OKP", "crv": "Ed25519", "kid": "k1", "alg": "EdDSA", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    KeySet::from_json(&key.to_string()).unwrap()
}

fn token(header: &Value, claims: &Value) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}.c2lnbmF0dXJl", part(header), part(claims))
}

fn session() -> Value {
    json!({ "drn": "DS", "iss": "P2project", "sub": "U1", "exp": NOW + 60.0 })
}

#[test]
fn the_parts_for_the_signature_check_are_handed_out() {
    let (text, keys) = (token(&json!({ "alg": "EdDSA", "kid": "k1" }), &session()), keys());
    let jws = Jws::parse(&text, 4096).unwrap();
    assert_eq!(format!("{}.c2lnbmF0dXJl", jws.signing_input()), text);
    assert_eq!(jws.signature(), b"signature");
    assert_eq!(keys.key_for(&jws).unwrap().to_jwk()["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    assert_eq!(check_claims(jws, &Rules::new("P2project"), NOW).unwrap().subject(), Some("U1"));
}

#[test]
fn the_key_is_judged_before() {
    let refused = |header: Value| {
        let text = token(&header, &session());
        let keys = keys();
        let error = Jws::parse(&text, 4096).and_then(|jws| keys.key_for(&jws).map(drop)).unwrap_err();
        error.reason().unwrap()
    };
    assert_eq!(refused(json!({ "alg": "EdDSA", "kid": "k2" })), Reason::UnknownKey);
    assert_eq!(refused(json!({ "alg": "RS256", "kid": "k1" })), Reason::Algorithm);
    assert_eq!(refused(json!({ "alg": "none", "kid": "k1" })), Reason::Algorithm);
    assert_eq!(refused(json!({ "alg": "EdDSA", "kid": "k1", "crit": ["b64"] })), Reason::Critical);
    assert_eq!(refused(json!({ "alg": "EdDSA" })), Reason::Malformed);
}

#[test]
fn the_claims_are_judged_after() {
    let judged = |claims: &Value, now: f64| {
        let text = token(&json!({ "alg": "EdDSA", "kid": "k1" }), claims);
        check_claims(Jws::parse(&text, 4096).unwrap(), &Rules::new("P2project"), now).unwrap_err()
    };
    assert_eq!(judged(&session(), NOW + 600.0).kind(), ErrorKind::TokenExpired);
    assert_eq!(judged(&json!({ "drn": "DSR" }), NOW).reason(), Some(Reason::Kind));
    assert_eq!(judged(&json!([]), NOW).reason(), Some(Reason::Malformed));
}
