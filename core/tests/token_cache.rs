//! Tokens that were proven before (security K9), and sets of keys (K5, K7).
#![cfg(feature = "crypto")]
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use doorcode::TokenKind;
use doorcode::jwt::{KeySet, Rules, TokenCache, check};
use serde_json::{Value, json};

use support::{NOW, PROJECT, RSA, Signer, claims, claims_with, encode, keys, verdict};

#[test]
fn k09_a_hit_is_the_same_token_without_another_proof() {
    let (keys, cache) = (keys(), TokenCache::new(16));
    let jwt = RSA.token(&claims());
    let first = check(&jwt, &keys, Some(&cache), &Rules::new(PROJECT), NOW).unwrap();
    let second = check(&jwt, &keys, Some(&cache), &Rules::new(PROJECT), NOW).unwrap();
    // The claims are built once and shared.
    assert!(std::ptr::eq(first.claims(), second.claims()));
    assert_eq!(cache.len(), 1);
}

#[test]
fn k09_only_tokens_that_passed_are_held() {
    let (keys, cache) = (keys(), TokenCache::new(16));
    let good = RSA.token(&claims());
    let refused = [
        RSA.token(&claims_with(&json!({ "exp": NOW - 60.0 }))),
        RSA.token(&claims_with(&json!({ "drn": "DSR" }))),
        RSA.token(&claims_with(&json!({ "iss": "P2other" }))),
        RSA.token(&claims_with(&json!({ "aud": "other" }))),
        Signer::rsa(&RSA.kid).token(&claims()),
        good[..good.len() - 2].to_owned(),
        String::new(),
    ];
    for token in refused {
        assert_ne!(verdict(&check(&token, &keys, Some(&cache), &Rules::new(PROJECT), NOW)), "ok");
        assert_eq!(cache.len(), 0);
    }
}

#[test]
fn k09_everything_but_the_signature_is_checked_every_time() {
    let (keys, cache, rules) = (keys(), TokenCache::new(16), Rules::new(PROJECT));
    let asked = ["api".to_owned()];
    let token = RSA.token(&claims());
    let again = |rules: &Rules<'_>, now: f64| verdict(&check(&token, &keys, Some(&cache), rules, now));
    assert_eq!(again(&rules, NOW), "ok");
    assert_eq!(again(&rules, NOW + 600.0), "token_expired");
    assert_eq!(again(&rules, NOW - 600.0), "not_yet_valid");
    assert_eq!(again(&Rules { kind: TokenKind::Refresh, ..rules.clone() }, NOW), "kind");
    assert_eq!(again(&Rules { audience: &asked, ..rules.clone() }, NOW), "audience");
    assert_eq!(again(&Rules { issuer: &asked, ..rules.clone() }, NOW), "issuer");
    assert_eq!(again(&Rules { max_bytes: 100, ..rules.clone() }, NOW), "too_large");
    assert_eq!(again(&Rules::new("P2other"), NOW), "issuer");
    assert_eq!(again(&rules, NOW), "ok");
}

#[test]
fn k09_a_refresh_token_that_passed_is_still_no_session_token() {
    let (keys, cache, session) = (keys(), TokenCache::new(16), Rules::new(PROJECT));
    let refresh = Rules { kind: TokenKind::Refresh, ..session.clone() };
    let token = RSA.token(&claims_with(&json!({ "drn": "DSR" })));
    assert_eq!(verdict(&check(&token, &keys, Some(&cache), &refresh, NOW)), "ok");
    assert_eq!(verdict(&check(&token, &keys, Some(&cache), &session, NOW)), "kind");
}

#[test]
fn k09_a_token_is_of_the_project_it_was_checked_for() {
    let (keys, cache) = (keys(), TokenCache::new(16));
    let token = RSA.token(&claims_with(&json!({ "iss": "https://api.example/P2one/P2two" })));
    for project in ["P2one", "P2two", "P2one"] {
        let token = check(&token, &keys, Some(&cache), &Rules::new(project), NOW).unwrap();
        assert_eq!(token.project_id(), project);
    }
}

#[test]
fn k09_the_whole_token_is_compared() {
    let (keys, cache, rules) = (keys(), TokenCache::new(4), Rules::new(PROJECT));
    let token = RSA.token(&claims());
    let other = RSA.token(&claims_with(&json!({ "sub": "U2root" })));
    assert_eq!(verdict(&check(&token, &keys, Some(&cache), &rules, NOW)), "ok");
    // Same header, same signature, other claims; and the same again with one letter of the header changed.
    let (_, signature) = token.rsplit_once('.').unwrap();
    let (input, _) = other.rsplit_once('.').unwrap();
    assert_eq!(
        verdict(&check(&format!("{input}.{signature}"), &keys, Some(&cache), &rules, NOW)),
        "signature"
    );
    let spaced = encode(format!(r#"{{"alg": "RS256","kid":"{}"}}"#, RSA.kid).as_bytes());
    let rest = token.split_once('.').unwrap().1;
    assert_eq!(verdict(&check(&format!("{spaced}.{rest}"), &keys, Some(&cache), &rules, NOW)), "signature");
}

#[test]
fn k09_new_keys_drop_everything() {
    let (old, cache, rules) = (keys(), TokenCache::new(16), Rules::new(PROJECT));
    let token = RSA.token(&claims());
    assert_eq!(verdict(&check(&token, &old, Some(&cache), &rules, NOW)), "ok");

    let other = Signer::ed25519("next");
    let new = KeySet::from_json(&other.jwk().to_string()).unwrap();
    assert_eq!(verdict(&check(&token, &new, Some(&cache), &rules, NOW)), "unknown_key");
    assert_eq!(cache.len(), 0);

    // Who still holds the old set may use it, but can't bring it back into the cache.
    assert_eq!(verdict(&check(&token, &old, Some(&cache), &rules, NOW)), "ok");
    assert_eq!(cache.len(), 0);
}

#[test]
fn k09_the_cache_is_bounded() {
    let signer = Signer::ed25519("ed");
    let keys = KeySet::from_json(&signer.jwk().to_string()).unwrap();
    for entries in [0, 1, 4, 30] {
        let cache = TokenCache::new(entries);
        for n in 0..500 {
            let token = signer.token(&claims_with(&json!({ "n": n })));
            assert_eq!(verdict(&check(&token, &keys, Some(&cache), &Rules::new(PROJECT), NOW)), "ok");
        }
        let bound = entries.next_multiple_of(4);
        assert!(cache.len() <= bound && cache.len() * 2 >= bound, "{entries}: {}", cache.len());
    }
}

#[test]
fn k09_threads_agree_while_keys_change() {
    let signer = Signer::ed25519("ed");
    let set = || KeySet::from_json(&signer.jwk().to_string()).unwrap();
    let tokens: Vec<String> = (0..32).map(|n| signer.token(&claims_with(&json!({ "n": n })))).collect();
    let (cache, passed) = (TokenCache::new(16), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let keys = set();
                    for jwt in &tokens {
                        let token = check(jwt, &keys, Some(&cache), &Rules::new(PROJECT), NOW).unwrap();
                        assert_eq!(token.jwt(), jwt);
                        passed.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    assert_eq!(passed.into_inner(), 4 * 20 * 32);
    assert!(cache.len() <= 16);
}

#[test]
fn k05_one_bad_key_does_not_spoil_the_others() {
    let bad = [
        json!(null),
        json!(1),
        json!("key"),
        json!([]),
        json!({}),
        json!({ "kty": "XYZ", "kid": "x" }),
        json!({ "kty": "oct", "k": "c2VjcmV0", "kid": "h" }),
        json!({ "kty": "RSA", "n": 1, "e": 2, "kid": "r" }),
        json!({ "kty": "EC", "crv": "P-521", "x": "AA", "y": "AA", "kid": "p" }),
    ];
    let mut contradictory = Signer::ed25519("c").jwk();
    contradictory["alg"] = json!("RS256");
    let all: Vec<Value> = bad.into_iter().chain([contradictory, RSA.jwk()]).collect();
    let keys = KeySet::from_json(&json!({ "keys": all, "unknown": true }).to_string()).unwrap();
    assert_eq!(keys.len(), 1);
    assert_eq!(keys.to_json().matches("kty").count(), 1);
    assert_eq!(verdict(&check(&RSA.token(&claims()), &keys, None, &Rules::new(PROJECT), NOW)), "ok");
}

#[test]
fn k05_a_set_without_a_usable_key_is_refused() {
    for text in [
        "",
        "{",
        "null",
        "1",
        "[]",
        "{}",
        r#"{"keys":[]}"#,
        r#"{"keys":null}"#,
        r#"{"keys":[{"kty":"oct"}]}"#,
    ] {
        assert_eq!(verdict(&KeySet::from_json(text)), "unusable", "{text}");
    }
}

#[test]
fn k05_of_two_keys_with_one_kid_the_first_usable_one_counts() {
    let (first, second) = (Signer::ed25519("k"), Signer::ed25519("k"));
    let weak = json!({ "kty": "RSA", "kid": "k", "n": "AQAB", "e": "AQAB" });
    let keys = KeySet::from_json(&json!([weak, first.jwk(), second.jwk(), weak]).to_string()).unwrap();
    let rules = Rules::new(PROJECT);
    assert_eq!(verdict(&check(&first.token(&claims()), &keys, None, &rules, NOW)), "ok");
    assert_eq!(verdict(&check(&second.token(&claims()), &keys, None, &rules, NOW)), "signature");
}

#[test]
fn k07_an_exported_set_is_the_same_set() {
    let signers = [Signer::p256("b"), Signer::p384("c"), Signer::ed25519("a")];
    let jwks: Vec<Value> = signers.iter().map(Signer::jwk).chain([RSA.jwk()]).collect();
    for text in [json!({ "keys": jwks }).to_string(), json!(jwks).to_string()] {
        let keys = KeySet::from_json(&text).unwrap();
        let exported = keys.to_json();
        let imported = KeySet::from_json(&exported).unwrap();
        assert_eq!(imported.to_json(), exported);
        assert!(imported.generation() > keys.generation());
        for signer in signers.iter().chain([&*RSA]) {
            let token = signer.token(&claims());
            assert_eq!(verdict(&check(&token, &imported, None, &Rules::new(PROJECT), NOW)), "ok");
        }
    }
}

#[test]
fn private_members_are_never_kept() {
    let mut jwk = Signer::ed25519("k").jwk();
    jwk["d"] = json!("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");
    let keys = KeySet::from_json(&jwk.to_string()).unwrap();
    assert!(!keys.to_json().contains("nWGxne"));
    assert!(!format!("{keys:?}").contains("nWGxne"));
}
