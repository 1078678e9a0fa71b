//! Request and reply headers never panic, and no cookie we make can smuggle a second header or attribute.
#![no_main]

use doorcode::cookies::{CookieAttributes, CookieOptions, set_cookie, token_from_set_cookie, tokens_from_headers};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    let headers = || data.lines().filter_map(|line| line.split_once(':'));
    let options = CookieOptions { session_fallbacks: vec!["sid".into()], ..Default::default() };
    let found = tokens_from_headers(headers(), &options);
    for token in found.session.iter().chain(&found.refresh) {
        assert!(!token.is_empty());
    }
    let from_reply = token_from_set_cookie(headers(), "DSR");
    let attributes = from_reply.as_ref().map_or_else(CookieAttributes::default, |found| found.1.clone());
    let value = from_reply.as_ref().map_or(data, |found| &found.0);
    if let Ok(made) = set_cookie("DSR", value, &attributes, &options) {
        assert!(!made.chars().any(char::is_control), "a control character in {made:?}");
        let (read, _) = token_from_set_cookie([("set-cookie", made.as_str())], "DSR").unwrap_or_default();
        assert_eq!(read, value.trim_matches('"'), "a cookie is read as it was made");
    }
});
