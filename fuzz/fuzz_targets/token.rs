//! No text is taken for a signed token, and none makes the check panic.
#![no_main]

use std::sync::LazyLock;

use doorcode::jwt::{KeySet, Rules, TokenCache, check};
use doorcode::{Token, TokenKind};
use libfuzzer_sys::fuzz_target;

/// One key of each type: the examples of RFC 7515 A.2 (RSA), A.3 (P-256) and RFC 8037 A.2 (Ed25519).
static KEYS: LazyLock<KeySet> = LazyLock::new(|| KeySet::from_json(include_str!("../keys.json")).expect("keys"));
static CACHE: LazyLock<TokenCache> = LazyLock::new(|| TokenCache::new(64));

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let rules = Rules { kind: TokenKind::Any, ..Rules::new("joe") };
    for cache in [None, Some(&*CACHE)] {
        if let Err(error) = check(text, &KEYS, cache, &rules, 1_300_819_000.0) {
            assert!(error.to_string().len() < 400, "{error}");
        } else {
            panic!("accepted: {text}");
        }
    }
    if let Ok(token) = Token::decode_unverified(text) {
        let _ = (token.claims(), token.roles(), token.tenants(), token.refresh_expires_at(), token.expires_at());
        let _ = token.has_permissions(Some("t"), &["p"]);
    }
});
