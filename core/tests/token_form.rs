//! What a token looks like, before it says anything (security J7–J9, J17, J18).
#![cfg(feature = "crypto")]
#![allow(clippy::unwrap_used)]

mod support;

use doorcode::Token;
use doorcode::jwt::{Rules, check};
use serde_json::json;

use support::{NOW, PROJECT, RSA, checked, claims, claims_with, encode, keys, verdict};

/// A really signed token of these bytes.
fn sealed(header: &[u8], payload: &[u8]) -> String {
    RSA.seal("RS256", header, payload)
}

const HEADER: &[u8] = br#"{"alg":"RS256","kid":"rsa-1"}"#;

#[test]
fn j07_claims_are_one_strict_json_object() {
    let good = claims().to_string();
    let inner = &good[1..good.len() - 1];
    let bad: [Vec<u8>; 16] = [
        b"".into(),
        b"null".into(),
        b"[]".into(),
        b"\"claims\"".into(),
        format!("[{good}]").into(),
        format!("{good}{good}").into(),
        format!("{good} x").into(),
        format!("{good}\0").into(),
        format!("\u{feff}{good}").into(),
        [&good.as_bytes()[..good.len() - 1], b",\"x\":\"\xff\"}"].concat(),
        format!("{{{inner},\"drn\":\"DS\"}}").into(),
        format!("{{{inner},\"\\u0064rn\":\"DS\"}}").into(),
        format!("{{{inner},\"x\":{{\"a\":1,\"a\":2}}}}").into(),
        format!("{{{inner},\"x\":\"\\ud800\"}}").into(),
        format!("{{{inner},\"x\":NaN}}").into(),
        format!("{{{inner},}}").into(),
    ];
    for payload in bad {
        let shown = String::from_utf8_lossy(&payload).into_owned();
        assert_eq!(verdict(&checked(&sealed(HEADER, &payload))), "malformed", "{shown}");
    }
    assert_eq!(verdict(&checked(&sealed(HEADER, format!(" \r\n\t{good}\n").as_bytes()))), "ok");
}

#[test]
fn j07_a_header_is_one_strict_json_object() {
    let bad: [&[u8]; 10] = [
        b"",
        b"null",
        b"[\"RS256\"]",
        b"{\"alg\":\"RS256\",\"kid\":\"rsa-1\"",
        b"{\"alg\":\"RS256\",\"kid\":\"rsa-1\"} x",
        b"\xef\xbb\xbf{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
        b"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"x\":\"\xff\"}",
        b"{\"alg\":\"none\",\"kid\":\"rsa-1\",\"alg\":\"RS256\"}",
        b"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"\\u0061lg\":\"RS256\"}",
        b"{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"jwk\":{\"n\":1,\"n\":2}}",
    ];
    for header in bad {
        let token = sealed(header, claims().to_string().as_bytes());
        assert_eq!(verdict(&checked(&token)), "malformed", "{}", String::from_utf8_lossy(header));
    }
}

#[test]
fn j08_base64url_is_strict() {
    let token = RSA.token(&claims());
    let parts: Vec<&str> = token.split('.').collect();
    for at in 0..3 {
        for bad in [
            format!("{}=", parts[at]),
            format!("{}==", parts[at]),
            format!("{}\n", parts[at]),
            format!(" {}", parts[at]),
            format!("{} {}", &parts[at][..4], &parts[at][4..]),
            format!("{}+", &parts[at][..parts[at].len() - 1]),
            format!("{}/", &parts[at][..parts[at].len() - 1]),
            format!("{}é", parts[at]),
            format!("{}%3D", parts[at]),
        ] {
            let mut parts = parts.clone();
            parts[at] = &bad;
            assert_eq!(verdict(&checked(&parts.join("."))), "malformed", "part {at}: {bad}");
        }
    }
}

#[test]
fn j08_spare_bits_are_zero() {
    // 256 bytes leave four spare bits in the last letter of the signature.
    let token = RSA.token(&claims());
    let (start, last) = token.split_at(token.len() - 1);
    let spare = char::from(last.as_bytes()[0] + 1);
    assert_eq!(verdict(&checked(&format!("{start}{spare}"))), "malformed");
}

#[test]
fn j09_dates_are_numbers_of_this_calendar() {
    for name in ["exp", "nbf", "iat"] {
        for bad in [
            "\"1800000000\"",
            "true",
            "null",
            "[]",
            "{}",
            "-1",
            "-0.5",
            "1e308",
            "1e999",
            "253402300800",
            "NaN",
        ] {
            let mut others = claims();
            others.as_object_mut().unwrap().remove(name);
            let payload = others.to_string().replacen('{', &format!("{{\"{name}\":{bad},"), 1);
            assert_eq!(verdict(&checked(&sealed(HEADER, payload.as_bytes()))), "malformed", "{name} {bad}");
        }
    }
    for exp in ["1800000000.5", "1.9e9", "253402300799"] {
        let payload = claims_with(&json!({ "exp": "EXP" })).to_string().replace("\"EXP\"", exp);
        assert_eq!(verdict(&checked(&sealed(HEADER, payload.as_bytes()))), "ok", "{exp}");
    }
}

#[test]
fn j17_a_token_has_three_parts_and_none_is_empty() {
    let token = RSA.token(&claims());
    let parts: Vec<&str> = token.split('.').collect();
    let (header, payload, signature) = (parts[0], parts[1], parts[2]);
    let bad = [
        String::new(),
        ".".into(),
        "..".into(),
        "...".into(),
        "....".into(),
        header.into(),
        format!("{header}.{payload}"),
        format!("{header}.{payload}."),
        format!("{header}..{signature}"),
        format!(".{payload}.{signature}"),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{signature}"),
        format!("{token}.a.b.c"),
        format!("Bearer {token}"),
        format!("{token}\n"),
    ];
    for text in bad {
        assert_eq!(verdict(&checked(&text)), "malformed", "{text}");
    }
}

#[test]
fn j17_long_texts_are_refused_before_anything_is_decoded() {
    assert_eq!(verdict(&checked(&".".repeat(10_000_000))), "too_large");

    let token = RSA.token(&claims_with(&json!({ "pad": "x".repeat(16 * 1024) })));
    assert_eq!(verdict(&checked(&token)), "too_large");
    let enough = Rules { max_bytes: token.len(), ..Rules::new(PROJECT) };
    assert_eq!(verdict(&check(&token, &keys(), None, &enough, NOW)), "ok");
    let one_less = Rules { max_bytes: token.len() - 1, ..Rules::new(PROJECT) };
    assert_eq!(verdict(&check(&token, &keys(), None, &one_less, NOW)), "too_large");
}

#[test]
fn j18_nesting_is_bounded() {
    let nested = |depth: usize| {
        let value = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let payload = claims_with(&json!({ "x": "X" })).to_string().replace("\"X\"", &value);
        let rules = Rules { max_bytes: 1 << 20, ..Rules::new(PROJECT) };
        verdict(&check(&sealed(HEADER, payload.as_bytes()), &keys(), None, &rules, NOW))
    };
    assert_eq!(nested(100), "ok");
    assert_eq!(nested(128), "malformed");
    assert_eq!(nested(10_000), "malformed");
}

#[test]
fn no_error_shows_the_token() {
    let token = RSA.token(&claims_with(&json!({ "sub": "planted-subject", "iss": "planted-issuer" })));
    let error = checked(&token).unwrap_err();
    for text in [error.to_string(), format!("{error:?}")] {
        assert!(!text.contains("planted") && !text.contains(&encode(b"planted")[..6]), "{text}");
    }
}

#[test]
fn debug_shows_neither_token_nor_claims() {
    let jwt = RSA.token(&claims_with(&json!({ "sub": "planted-subject" })));
    let token = checked(&jwt).unwrap();
    let jws = doorcode::jwt::Jws::parse(&jwt, usize::MAX).unwrap();
    for text in [format!("{token:?}"), format!("{jws:?}"), format!("{:?}", keys())] {
        assert!(!text.contains("planted") && !jwt.split('.').any(|part| text.contains(part)), "{text}");
    }
}

#[test]
fn unverified_decoding_reads_what_nobody_proved() {
    let token =
        Token::decode_unverified(&format!("e30.{}.c2ln", encode(claims().to_string().as_bytes()))).unwrap();
    assert_eq!((token.subject(), token.kind(), token.project_id()), (Some("U2abc"), Some("DS"), PROJECT));
    assert_eq!(verdict(&Token::decode_unverified("e30.e30")), "malformed");
}
