//! What a proven token says about itself (security J10–J14).
#![cfg(feature = "crypto")]
#![allow(clippy::unwrap_used)]

mod support;

use std::time::{Duration, UNIX_EPOCH};

use doorcode::jwt::{Rules, check};
use doorcode::{ErrorKind, TokenKind};
use serde_json::{Value, json};

use support::{NOW, PROJECT, RSA, claims_with, keys, verdict};

fn rules() -> Rules<'static> {
    Rules::new(PROJECT)
}

fn judged(changes: &Value, rules: &Rules<'_>) -> &'static str {
    verdict(&check(&RSA.token(&claims_with(changes)), &keys(), None, rules, NOW))
}

#[test]
fn a_token_tells_what_it_says() {
    let claims = claims_with(&json!({
        "dsub": "U2other", "aud": ["a", "b"], "nbf": NOW - 60.0, "su": true, "tu": true, "dct": "t1",
        "permissions": ["read"], "roles": ["user"], "tenants": { "t1": {}, "t2": {} }, "cnf": { "jkt": "thumb" },
    }));
    let jwt = RSA.token(&claims);
    let audience = ["a".to_owned()];
    let token = check(&jwt, &keys(), None, &Rules { audience: &audience, ..rules() }, NOW).unwrap();

    let at = |seconds: f64| Some(UNIX_EPOCH + Duration::from_secs_f64(seconds));
    assert_eq!((token.jwt(), token.claims_json()), (&*jwt, &*claims.to_string()));
    assert_eq!(Value::Object(token.claims().clone()), claims);
    assert_eq!((token.kind(), token.subject(), token.issuer()), (Some("DS"), Some("U2other"), Some(PROJECT)));
    assert_eq!((token.project_id(), token.audience()), (PROJECT, &["a".to_owned(), "b".to_owned()][..]));
    assert_eq!(
        (token.issued_at(), token.not_before(), token.expires_at()),
        (at(NOW - 60.0), at(NOW - 60.0), at(NOW + 540.0))
    );
    assert_eq!(token.refresh_expires_at(), at(1_802_419_200.0));
    assert_eq!(
        (token.amr(), token.permissions(), token.roles()),
        (vec!["email"], vec!["read"], vec!["user"])
    );
    assert_eq!((token.stepup(), token.test_user()), (true, true));
    assert_eq!((token.current_tenant(), token.tenants()), (Some("t1"), vec!["t1", "t2"]));
    assert_eq!(token.dpop_thumbprint(), Some("thumb"));
}

#[test]
fn claims_of_the_wrong_type_say_nothing() {
    let odd = json!({
        "sub": 1, "su": "true", "tu": 1, "dct": 7, "rexp": "tomorrow", "amr": "email", "tenants": ["t1"], "cnf": "thumb",
    });
    let token = check(&RSA.token(&claims_with(&odd)), &keys(), None, &rules(), NOW).unwrap();
    assert_eq!((token.subject(), token.current_tenant(), token.dpop_thumbprint()), (None, None, None));
    assert_eq!((token.stepup(), token.test_user(), token.refresh_expires_at()), (false, false, None));
    assert!(token.amr().is_empty() && token.tenants().is_empty());

    let none = check(&RSA.token(&claims_with(&json!({ "dct": "" }))), &keys(), None, &rules(), NOW).unwrap();
    assert_eq!(none.current_tenant(), None);
}

#[test]
fn j10_a_session_or_refresh_token_has_an_end() {
    let any = Rules { kind: TokenKind::Any, ..rules() };
    let refresh = Rules { kind: TokenKind::Refresh, ..rules() };
    assert_eq!(judged(&json!({ "exp": null }), &rules()), "malformed");
    assert_eq!(judged(&json!({ "exp": null, "drn": "DSR" }), &refresh), "malformed");
    assert_eq!(judged(&json!({ "exp": null }), &any), "malformed");
    assert_eq!(judged(&json!({ "exp": null, "drn": null }), &any), "ok");
    assert_eq!(judged(&json!({ "exp": null }), &Rules { check_times: false, ..rules() }), "malformed");
    assert_eq!(judged(&json!({ "iat": null, "nbf": null }), &rules()), "ok");
}

#[test]
fn j10_an_expired_token_is_told_apart_and_by_how_much() {
    let error = check(&RSA.token(&claims_with(&json!({ "exp": NOW - 12.0 }))), &keys(), None, &rules(), NOW)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TokenExpired);
    assert!(error.detail().contains("12 s ago"), "{error}");

    let error = check(&RSA.token(&claims_with(&json!({ "iat": NOW + 41.0 }))), &keys(), None, &rules(), NOW)
        .unwrap_err();
    assert!(error.detail().contains("`iat` is 41 s ahead"), "{error}");
}

#[test]
fn j10_expired_means_that_all_else_was_fine() {
    let late = |changes: Value| {
        let mut all = json!({ "exp": NOW - 60.0 });
        all.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        judged(&all, &rules())
    };
    assert_eq!(late(json!({})), "token_expired");
    assert_eq!(late(json!({ "drn": "DSR" })), "kind");
    assert_eq!(late(json!({ "iss": "P2other" })), "issuer");
    assert_eq!(late(json!({ "aud": "other" })), "audience");
    assert_eq!(late(json!({ "iat": "now" })), "malformed");
    assert_eq!(
        verdict(&check(
            &RSA.token(&claims_with(&json!({ "exp": 0, "drn": "DSR", "iss": "x", "aud": "y" }))),
            &keys(),
            None,
            &rules(),
            NOW
        )),
        "kind"
    );
}

#[test]
fn j11_the_leeway_ends_where_it_says() {
    for leeway in [0.0, 5.0, 60.0] {
        let rules = Rules { leeway, ..rules() };
        for (past, expected) in
            [(leeway - 1.0, "ok"), (leeway, "token_expired"), (leeway + 1.0, "token_expired")]
        {
            assert_eq!(judged(&json!({ "exp": NOW - past }), &rules), expected, "exp {leeway} {past}");
        }
        for name in ["nbf", "iat"] {
            for (ahead, expected) in [(leeway - 1.0, "ok"), (leeway, "ok"), (leeway + 1.0, "not_yet_valid")] {
                assert_eq!(
                    judged(&json!({ name: NOW + ahead }), &rules),
                    expected,
                    "{name} {leeway} {ahead}"
                );
            }
        }
    }
}

#[test]
fn j11_fractions_count() {
    let strict = Rules { leeway: 0.0, ..rules() };
    assert_eq!(judged(&json!({ "exp": NOW + 0.25 }), &strict), "ok");
    assert_eq!(judged(&json!({ "exp": NOW - 0.25 }), &strict), "token_expired");
    assert_eq!(judged(&json!({ "nbf": NOW + 0.25 }), &strict), "not_yet_valid");
}

#[test]
fn j11_times_may_be_left_to_the_service() {
    let trusting = Rules { check_times: false, ..rules() };
    assert_eq!(judged(&json!({ "exp": 1 }), &trusting), "ok");
    assert_eq!(judged(&json!({ "nbf": NOW + 1e6, "iat": NOW + 1e6 }), &trusting), "ok");
    assert_eq!(judged(&json!({ "nbf": "soon" }), &trusting), "malformed");
}

#[test]
fn j12_the_issuer_is_the_project_or_leads_to_it() {
    let base = "https://api.descope.com";
    let good = [
        PROJECT.to_owned(),
        format!("{base}/{PROJECT}"),
        format!("{base}/v1/{PROJECT}/mcp"),
        format!("other/{PROJECT}"),
    ];
    for iss in good {
        assert_eq!(judged(&json!({ "iss": iss }), &rules()), "ok", "{iss}");
    }
    let bad = [
        json!("P2other"),
        json!(""),
        json!(base),
        json!(format!("https://{PROJECT}")),
        json!(format!("{base}/{PROJECT}/a/b")),
        json!(format!("{base}/?{PROJECT}")),
        json!(format!("{PROJECT}x")),
        json!(PROJECT.to_lowercase()),
        json!([PROJECT]),
        json!(7),
        json!(null),
    ];
    for iss in bad {
        assert_eq!(judged(&json!({ "iss": iss }), &rules()), "issuer", "{iss}");
    }
}

#[test]
fn j12_asked_for_issuers_replace_the_rule() {
    let issuer = ["https://login.example".to_owned(), "https://b.example".to_owned()];
    let rules = Rules { issuer: &issuer, ..rules() };
    for (iss, expected) in [
        ("https://login.example", "ok"),
        ("https://b.example", "ok"),
        ("https://login.example/", "issuer"),
        (PROJECT, "issuer"),
    ] {
        assert_eq!(judged(&json!({ "iss": iss }), &rules), expected, "{iss}");
    }
}

#[test]
fn j13_the_audience_is_asked_for_or_the_project() {
    let asked = ["api".to_owned(), "web".to_owned()];
    let asking = Rules { audience: &asked, ..rules() };
    let table = [
        (json!("api"), "ok", "audience"),
        (json!(["x", "web"]), "ok", "audience"),
        (json!("other"), "audience", "audience"),
        (json!(["x", "y"]), "audience", "audience"),
        (json!([]), "audience", "audience"),
        (json!(""), "audience", "audience"),
        (json!(null), "audience", "ok"),
        (json!(PROJECT), "audience", "ok"),
        (json!(["x", PROJECT]), "audience", "ok"),
        (json!(["api", 1]), "audience", "audience"),
        (json!({ "api": true }), "audience", "audience"),
        (json!(1), "audience", "audience"),
    ];
    for (aud, when_asked, otherwise) in table {
        assert_eq!(judged(&json!({ "aud": aud }), &asking), when_asked, "asked: {aud}");
        assert_eq!(judged(&json!({ "aud": aud }), &rules()), otherwise, "not asked: {aud}");
    }
}

#[test]
fn j13_a_refresh_token_is_checked_for_the_project_only() {
    let asked = ["api".to_owned()];
    let refresh = Rules { kind: TokenKind::Refresh, audience: &asked, ..rules() };
    for aud in [json!(null), json!("other"), json!(1)] {
        assert_eq!(judged(&json!({ "drn": "DSR", "aud": aud }), &refresh), "ok", "{aud}");
    }
    assert_eq!(judged(&json!({ "drn": "DSR", "iss": "P2other" }), &refresh), "issuer");
}

#[test]
fn j14_a_token_is_of_the_kind_the_call_is_for() {
    let kinds = [TokenKind::Session, TokenKind::Refresh, TokenKind::Any];
    let table = [
        (json!("DS"), ["ok", "kind", "ok"]),
        (json!("DSR"), ["kind", "ok", "ok"]),
        (json!("app-session"), ["ok", "kind", "ok"]),
        (json!("app-refresh"), ["kind", "ok", "ok"]),
        (json!("ds"), ["kind", "kind", "ok"]),
        (json!(""), ["kind", "kind", "ok"]),
        (json!(1), ["kind", "kind", "ok"]),
        (json!(null), ["kind", "kind", "ok"]),
    ];
    for (drn, expected) in table {
        for (kind, expected) in kinds.into_iter().zip(expected) {
            let rules = Rules { kind, session_name: "app-session", refresh_name: "app-refresh", ..rules() };
            assert_eq!(judged(&json!({ "drn": drn }), &rules), expected, "{drn} {kind:?}");
        }
    }
}

#[test]
fn j14_the_text_names_the_value_and_the_setting_safely() {
    let detail = |drn: &str| {
        let token = RSA.token(&claims_with(&json!({ "drn": drn })));
        check(&token, &keys(), None, &rules(), NOW).unwrap_err().detail().to_owned()
    };
    assert!(detail("DSR").contains("\"DSR\"") && detail("DSR").contains("session_name"), "{}", detail("DSR"));
    let hostile = detail(&format!("a\r\n\u{202e}{}", "x".repeat(5000)));
    assert!(
        hostile.len() < 200 && !hostile.chars().any(char::is_control) && !hostile.contains('\u{202e}'),
        "{hostile}"
    );
}
