//! Which key, which algorithm, which signature (security J1–J6, J15, J16, J19).
#![cfg(feature = "crypto")]
#![allow(clippy::unwrap_used)]

mod support;

use doorcode::jwt::{Jws, Key, KeySet, Rules, check};
use doorcode::{ErrorKind, Reason};
use serde_json::{Value, json};

use support::{NOW, PROJECT, RSA, Signer, checked, claims, encode, verdict};

fn header(changes: &Value) -> Value {
    let mut header = json!({ "alg": "RS256", "kid": RSA.kid });
    header.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    header
}

fn with_header(changes: &Value) -> &'static str {
    verdict(&checked(&RSA.token_with(&header(changes), &claims())))
}

/// Keys that differ from the shared one in some members.
fn keys_with(changes: &Value) -> doorcode::Result<KeySet> {
    let mut jwk = RSA.jwk();
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(jwk.as_object_mut().unwrap().remove(name)),
            value => jwk[name] = value.clone(),
        }
    }
    KeySet::from_json(&jwk.to_string())
}

#[test]
fn every_accepted_algorithm_proves_a_token() {
    for signer in [Signer::p256("p256"), Signer::p384("p384"), Signer::ed25519("ed")] {
        let keys = KeySet::from_json(&signer.jwk().to_string()).unwrap();
        let token = check(&signer.token(&claims()), &keys, None, &Rules::new(PROJECT), NOW).unwrap();
        assert_eq!(token.subject(), Some("U2abc"));
    }
    for algorithm in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] {
        let keys = keys_with(&json!({ "alg": algorithm })).unwrap();
        let token = RSA.token_with(&header(&json!({ "alg": algorithm })), &claims());
        assert_eq!(verdict(&check(&token, &keys, None, &Rules::new(PROJECT), NOW)), "ok", "{algorithm}");
    }
}

#[test]
fn j01_the_algorithm_is_the_key_s() {
    for algorithm in ["RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"] {
        assert_eq!(with_header(&json!({ "alg": algorithm })), "algorithm", "{algorithm}");
    }
}

#[test]
fn j01_a_key_without_alg_accepts_those_of_its_type() {
    let keys = keys_with(&json!({ "alg": null })).unwrap();
    for (algorithm, expected) in
        [("RS256", "ok"), ("PS512", "ok"), ("ES256", "algorithm"), ("EdDSA", "algorithm")]
    {
        let token = RSA.token_with(&header(&json!({ "alg": algorithm })), &claims());
        assert_eq!(verdict(&check(&token, &keys, None, &Rules::new(PROJECT), NOW)), expected, "{algorithm}");
    }
}

#[test]
fn j01_a_key_for_another_use_is_no_key() {
    let unusable = [
        json!({ "use": "enc" }),
        json!({ "use": "" }),
        json!({ "use": ["sig"] }),
        json!({ "key_ops": ["sign"] }),
        json!({ "key_ops": [] }),
        json!({ "key_ops": "verify" }),
        json!({ "alg": "HS256" }),
        json!({ "alg": "RSA-OAEP" }),
        json!({ "alg": "ES256" }),
        json!({ "alg": 1 }),
        json!({ "kty": "oct", "k": "c2VjcmV0" }),
        json!({ "kty": "EC" }),
        json!({ "n": "" }),
        json!({ "n": "AA" }),
        json!({ "e": "not base64" }),
        json!({ "kid": null }),
        json!({ "kid": 7 }),
    ];
    for changes in unusable {
        let error = keys_with(&changes).unwrap_err();
        assert_eq!((error.kind(), error.reason()), (ErrorKind::Keys, Some(Reason::Unusable)), "{changes}");
    }
    for changes in
        [json!({ "use": null }), json!({ "key_ops": ["sign", "verify"] }), json!({ "x5t": "unknown" })]
    {
        assert!(keys_with(&changes).is_ok(), "{changes}");
    }
}

#[test]
fn j02_no_algorithm_but_the_accepted() {
    let names =
        ["none", "None", "NONE", "", "rs256", "RS256 ", "HS256", "ES512", "ES256K", "RS1", "RSA-OAEP", "dir"];
    for alg in names.map(Value::from).into_iter().chain([
        json!(["RS256"]),
        json!(256),
        json!(null),
        json!({}),
        json!(true),
    ]) {
        assert_eq!(with_header(&json!({ "alg": alg })), "algorithm", "{alg}");
    }
    let token =
        RSA.seal("RS256", format!(r#"{{"kid":"{}"}}"#, RSA.kid).as_bytes(), claims().to_string().as_bytes());
    assert_eq!(verdict(&checked(&token)), "algorithm");
}

#[test]
fn j02_an_unsigned_token_is_refused_for_its_algorithm() {
    let payload = encode(claims().to_string().as_bytes());
    for alg in ["none", "None", "NONE"] {
        let header = encode(header(&json!({ "alg": alg })).to_string().as_bytes());
        assert_eq!(verdict(&checked(&format!("{header}.{payload}."))), "algorithm", "{alg}");
    }
}

#[test]
fn j03_hs256_with_the_public_key_as_secret() {
    let der = RSA.public_der();
    let pem =
        format!("-----BEGIN RSA PUBLIC KEY-----\n{}\n-----END RSA PUBLIC KEY-----\n", base64_lines(&der));
    let secrets =
        [pem.clone().into_bytes(), format!(" {pem}").into_bytes(), der, RSA.jwk().to_string().into_bytes()];
    for secret in secrets {
        let mut header = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
        header.kid = Some(RSA.kid.clone());
        let key = jsonwebtoken::EncodingKey::from_secret(&secret);
        let token = jsonwebtoken::encode(&header, &claims(), &key).unwrap();
        assert_eq!(verdict(&checked(&token)), "algorithm");
    }
}

fn base64_lines(bytes: &[u8]) -> String {
    use base64::Engine;
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    lines.join("\n")
}

#[test]
fn j04_an_encrypted_token_has_its_own_reason() {
    let jwe = format!("{}.a2V5.aXY.Y2lwaGVy.dGFn", encode(br#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#));
    assert_eq!(verdict(&checked(&jwe)), "encrypted");
    assert_eq!(verdict(&doorcode::Token::decode_unverified(&jwe)), "encrypted");
}

#[test]
fn j05_a_token_that_names_a_weak_key_is_told_so() {
    let zeros = |bytes: usize, last: u8| [vec![0x80], vec![0; bytes - 2], vec![last]].concat();
    let off_curve = json!({ "kty": "EC", "crv": "P-256", "x": encode(&[1; 32]), "y": encode(&[1; 32]) });
    let rsa = |n: Vec<u8>, e: &[u8]| json!({ "kty": "RSA", "n": encode(&n), "e": encode(e) });
    let weak = [
        (rsa(zeros(128, 1), &[1, 0, 1]), "RS256"),
        (rsa(zeros(255, 1), &[1, 0, 1]), "RS256"),
        (rsa(zeros(1025, 1), &[1, 0, 1]), "RS256"),
        (rsa(zeros(256, 2), &[1, 0, 1]), "RS256"),
        (rsa(zeros(256, 1), &[1]), "RS256"),
        (rsa(zeros(256, 1), &[2]), "RS256"),
        (off_curve, "ES256"),
    ];
    for (mut jwk, algorithm) in weak {
        assert_eq!(verdict(&Key::from_jwk(&jwk)), "unusable");
        jwk["kid"] = json!("weak");
        let keys = KeySet::from_json(&json!({ "keys": [jwk, RSA.jwk()] }).to_string()).unwrap();
        assert!(keys.get("weak").is_none());
        let exported = KeySet::from_json(&keys.to_json()).unwrap();
        let token = RSA.token_with(&json!({ "alg": algorithm, "kid": "weak" }), &claims());
        for keys in [keys, exported] {
            assert_eq!(verdict(&check(&token, &keys, None, &Rules::new(PROJECT), NOW)), "weak_key", "{jwk}");
        }
    }
}

#[test]
fn j06_no_extension_is_known() {
    for crit in [
        json!(["exp"]),
        json!(["b64"]),
        json!(["unknown"]),
        json!([]),
        json!("b64"),
        json!(null),
        json!({}),
        json!(1),
    ] {
        assert_eq!(with_header(&json!({ "crit": crit, "b64": false })), "critical", "{crit}");
    }
}

#[test]
fn j15_keys_in_the_header_are_not_even_read() {
    let own = Signer::ed25519("own");
    let offered = json!({
        "jku": "https://evil.example/keys", "x5u": "https://evil.example/cert", "x5c": ["MIIB"], "x5t": 1,
        "jwk": own.jwk(), "typ": ["anything"], "cty": 1,
    });
    assert_eq!(with_header(&offered), "ok");

    let mut header = json!({ "alg": "EdDSA", "kid": "own" });
    header.as_object_mut().unwrap().extend(offered.as_object().unwrap().clone());
    assert_eq!(verdict(&checked(&own.token_with(&header, &claims()))), "unknown_key");
}

#[test]
fn j16_the_kid_is_only_ever_a_map_key() {
    let odd = ["", "../../etc/passwd", "a\0b", "' OR 1=1 --", "https://evil.example/keys", "RSA-1", "rsa-1 "];
    for kid in odd {
        assert_eq!(with_header(&json!({ "kid": kid })), "unknown_key", "{kid:?}");
    }
    for kid in [json!(1), json!(null), json!(["rsa-1"]), json!({})] {
        assert_eq!(with_header(&json!({ "kid": kid })), "malformed", "{kid}");
    }
    assert_eq!(verdict(&checked(&RSA.token_with(&json!({ "alg": "RS256" }), &claims()))), "malformed");
    assert_eq!(with_header(&json!({ "kid": "k".repeat(1_000_000) })), "too_large");
}

#[test]
fn j19_a_signature_that_is_cut_or_padded_does_not_fit() {
    let signers = [Signer::rsa("r"), Signer::p256("p256"), Signer::p384("p384"), Signer::ed25519("ed")];
    for signer in signers {
        let keys = KeySet::from_json(&signer.jwk().to_string()).unwrap();
        let token = signer.token(&claims());
        let (input, _) = token.rsplit_once('.').unwrap();
        let good = Jws::parse(&token, usize::MAX).unwrap().signature().to_vec();
        let zeros = vec![0; good.len()];
        let longer = [&good[..], &[0]].concat();
        for bad in [&good[..good.len() - 1], &good[1..], &good[..1], &longer, &zeros, &zeros[1..]] {
            let token = format!("{input}.{}", encode(bad));
            let result = check(&token, &keys, None, &Rules::new(PROJECT), NOW);
            assert_eq!(verdict(&result), "signature", "{} {}", signer.kid, bad.len());
        }
    }
}

#[test]
fn j19_a_signature_of_another_key_does_not_fit() {
    let other = Signer::rsa("rsa-1");
    assert_eq!(verdict(&checked(&other.token(&claims()))), "signature");
}

#[test]
fn a_header_seen_before_opens_no_other_door() {
    let keys = KeySet::from_json(&json!([RSA.jwk(), Signer::ed25519("ed").jwk()]).to_string()).unwrap();
    let judged = |header: &Value, signer: &Signer| {
        verdict(&check(&signer.token_with(header, &claims()), &keys, None, &Rules::new(PROJECT), NOW))
    };
    let usual = header(&json!({}));
    for _ in 0..2 {
        assert_eq!(judged(&usual, &RSA), "ok");
        assert_eq!(judged(&usual, &Signer::ed25519("ed")), "signature");
        assert_eq!(judged(&header(&json!({ "crit": [] })), &RSA), "critical");
        assert_eq!(judged(&header(&json!({ "alg": "PS256" })), &RSA), "algorithm");
        assert_eq!(judged(&header(&json!({ "kid": "ed" })), &RSA), "algorithm");
    }
}
