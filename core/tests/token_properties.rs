//! What holds for every text (security J19, and no panic anywhere).
#![cfg(feature = "crypto")]
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::LazyLock;

use doorcode::Token;
use doorcode::jwt::{Jws, KeySet, Rules, TokenCache, check};
use proptest::prelude::*;
use serde_json::json;

use support::{NOW, PROJECT, Signer, claims};

/// Ed25519 makes thousands of cases quick.
static SIGNER: LazyLock<Signer> = LazyLock::new(|| Signer::ed25519("ed"));
static KEYS: LazyLock<KeySet> = LazyLock::new(|| KeySet::from_json(&SIGNER.jwk().to_string()).unwrap());

fn passes(token: &str) -> bool {
    check(token, &KEYS, None, &Rules::new(PROJECT), NOW).is_ok()
}

#[test]
fn j19_no_single_bit_can_be_flipped() {
    let cache = TokenCache::new(8);
    let token = SIGNER.token(&claims());
    let check = |token: &str| check(token, &KEYS, Some(&cache), &Rules::new(PROJECT), NOW).is_ok();
    assert!(check(&token));
    for at in 0..token.len() {
        for bit in 0..7 {
            let mut bytes = token.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            assert!(!check(&String::from_utf8(bytes).unwrap()), "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn j19_no_token_can_be_cut() {
    let token = SIGNER.token(&claims());
    assert!((0..token.len()).all(|end| !passes(&token[..end])));
}

proptest! {
    #[test]
    fn any_text_is_refused_without_a_panic(text in ".*") {
        prop_assert!(!passes(&text));
        let _ = Token::decode_unverified(&text);
        let _ = KeySet::from_json(&text);
    }

    #[test]
    fn any_three_parts_are_refused_without_a_panic(text in r"[A-Za-z0-9_\-]{0,40}\.[A-Za-z0-9_\-]{0,40}\.[A-Za-z0-9_\-]{0,40}") {
        prop_assert!(!passes(&text));
        let _ = Jws::parse(&text, 4096);
    }

    #[test]
    fn any_signed_bytes_are_judged_without_a_panic(payload in prop::collection::vec(any::<u8>(), 0..200)) {
        let token = SIGNER.seal("EdDSA", br#"{"alg":"EdDSA","kid":"ed"}"#, &payload);
        prop_assert!(!passes(&token));
        let _ = Token::decode_unverified(&token);
    }

    #[test]
    fn any_header_is_judged_without_a_panic(header in r#"\{("alg":"EdDSA"|"kid":"ed"|"crit":\[\]|"typ":"[a-z\\u0-9]{0,6}"|,|[{}\[\]0-9]){0,8}\}"#) {
        let token = SIGNER.seal("EdDSA", header.as_bytes(), claims().to_string().as_bytes());
        let jws = Jws::parse(&token, 4096);
        prop_assert_eq!(passes(&token), jws.is_ok_and(|jws| jws.kid() == Some("ed")));
    }

    #[test]
    fn any_string_comes_through_unharmed(subject in any::<String>()) {
        let mut claims = claims();
        claims["sub"] = json!(subject);
        let token = check(&SIGNER.token(&claims), &KEYS, None, &Rules { max_bytes: 1 << 20, ..Rules::new(PROJECT) }, NOW).unwrap();
        prop_assert_eq!(token.subject(), Some(&*subject));
        prop_assert_eq!(&token.claims()["sub"], &json!(subject));
    }
}
