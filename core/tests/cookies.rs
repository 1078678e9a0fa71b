//! Tokens out of requests and into replies (security T7).
#![allow(clippy::unwrap_used)]

use std::time::{Duration, UNIX_EPOCH};

use doorcode::cookies::{CookieAttributes, clear_cookies, set_cookie, token_from_set_cookie};
use doorcode::{CookieOptions, ErrorKind, Reason, SameSite, tokens_from_headers};

use proptest::prelude::*;

fn found(headers: &[(&str, &str)], options: &CookieOptions) -> (Option<String>, Option<String>) {
    let tokens = tokens_from_headers(headers.iter().copied(), options);
    (tokens.session, tokens.refresh)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn made(name: &str, attributes: &CookieAttributes, options: &CookieOptions) -> String {
    set_cookie(name, "v4lue", attributes, options).unwrap()
}

fn refused(options: &CookieOptions) -> (ErrorKind, Option<Reason>, Option<String>) {
    let error = set_cookie("DS", "v4lue", &CookieAttributes::default(), options).unwrap_err();
    (error.kind(), error.reason(), error.argument().map(str::to_owned))
}

#[test]
fn the_authorization_header_goes_before_the_session_cookie() {
    let options = CookieOptions::default();
    for scheme in ["Bearer", "bearer", "BEARER", "DPoP", "dpop", "Bearer  ", " Bearer"] {
        let value = format!("{scheme} header ");
        let tokens = found(&[("Cookie", "DS=cookie; DSR=refresh"), ("AUTHORIZATION", &value)], &options);
        assert_eq!(tokens, (some("header"), some("refresh")), "{scheme}");
    }
    let twice = [
        ("authorization", "Basic dXNlcg=="),
        ("authorization", "Bearer one"),
        ("authorization", "Bearer two"),
    ];
    assert_eq!(found(&twice, &options).0, some("one"));
    for value in ["Basic dXNlcg==", "Bearer", "Bearer ", "", "header"] {
        let tokens = found(&[("authorization", value), ("cookie", "DS=cookie")], &options);
        assert_eq!(tokens, (some("cookie"), None), "{value}");
    }
}

#[test]
fn a_refresh_token_comes_from_cookies_only() {
    assert_eq!(found(&[("Authorization", "Bearer token")], &CookieOptions::default()), (some("token"), None));
}

#[test]
fn cookies_are_read_as_they_come() {
    let table: [(&[&str], Option<&str>); 12] = [
        (&["DS=a"], Some("a")),
        (&["x=1; DS=a; y=2"], Some("a")),
        (&["x=1;DS=a"], Some("a")),
        (&["x=1", "DS=a"], Some("a")),
        (&["DS=a; DS=b"], Some("a")),
        (&["DS=a", "DS=b"], Some("a")),
        (&["DS=\"a\""], Some("a")),
        (&["DS=a=b"], Some("a=b")),
        (&["; ;=x;nonsense;=;DS = a ;\u{1}"], Some("a")),
        (&["ds=a; XDS=b; DSX=c; DSR=d"], None),
        (&["DS="], None),
        (&[""], None),
    ];
    for (lines, expected) in table {
        let headers: Vec<_> = lines.iter().map(|line| ("cookie", *line)).collect();
        assert_eq!(found(&headers, &CookieOptions::default()).0.as_deref(), expected, "{lines:?}");
    }
}

#[test]
fn other_names_and_fallbacks_are_looked_for_in_order() {
    let options = CookieOptions {
        session_name: "app".into(),
        session_fallbacks: vec!["DS".into(), "old".into()],
        refresh_fallbacks: vec!["app-refresh".into()],
        ..CookieOptions::default()
    };
    assert_eq!(found(&[("cookie", "old=3; DS=2; app=1")], &options).0, some("1"));
    assert_eq!(found(&[("cookie", "old=3; DS=2")], &options).0, some("2"));
    assert_eq!(found(&[("cookie", "old=3; app-refresh=4")], &options), (some("3"), some("4")));
}

#[test]
fn with_a_host_prefix_a_planted_cookie_does_not_count() {
    let options = CookieOptions { host_prefix: true, ..CookieOptions::default() };
    assert_eq!(found(&[("cookie", "DS=planted; __Host-DS=own; DSR=planted")], &options), (some("own"), None));
}

#[test]
fn found_tokens_are_not_shown() {
    let tokens = tokens_from_headers([("cookie", "DS=planted; DSR=planted")], &CookieOptions::default());
    assert!(!format!("{tokens:?}").contains("planted"));
}

#[test]
fn t07_cookies_are_safe_by_default() {
    let cookie = made("DSR", &CookieAttributes::default(), &CookieOptions::default());
    assert_eq!(cookie, "DSR=v4lue; HttpOnly; SameSite=Strict; Secure; Path=/");
}

#[test]
fn t07_what_the_service_says_is_kept_and_options_go_before_it() {
    let attributes = CookieAttributes {
        domain: some("example.com"),
        path: some("/app"),
        max_age: Some(Duration::from_millis(2_419_199_900)),
        expires: Some(UNIX_EPOCH + Duration::from_secs(1_756_826_972)),
    };
    let cookie = made("DSR", &attributes, &CookieOptions::default());
    for part in [
        "; Domain=example.com",
        "; Path=/app",
        "; Max-Age=2419199",
        "; Expires=Tue, 02 Sep 2025 15:29:32 GMT",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let options = CookieOptions {
        domain: some("login.example.com"),
        path: some("/"),
        same_site: SameSite::Lax,
        http_only: false,
        partitioned: true,
        ..CookieOptions::default()
    };
    let cookie = made("DSR", &attributes, &options);
    for part in ["; Domain=login.example.com", "; Path=/;", "; SameSite=Lax", "; Secure", "; Partitioned"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("HttpOnly"), "{cookie}");
}

#[test]
fn t07_an_empty_domain_is_none() {
    let attributes = CookieAttributes { domain: some(""), path: some(""), ..CookieAttributes::default() };
    let options = CookieOptions { domain: some(""), path: some(""), ..CookieOptions::default() };
    let cookie = made("DS", &attributes, &options);
    assert!(!cookie.contains("Domain") && cookie.ends_with("Path=/"), "{cookie}");
}

#[test]
fn t07_a_host_prefix_keeps_its_promise() {
    let attributes =
        CookieAttributes { domain: some("example.com"), path: some("/app"), ..CookieAttributes::default() };
    let loose = CookieOptions {
        secure: false,
        domain: some("example.com"),
        path: some("/x"),
        ..CookieOptions::default()
    };
    let prefixed = CookieOptions { host_prefix: true, ..loose.clone() };
    for (name, options) in [("DS", &prefixed), ("__Host-DS", &prefixed), ("__Host-DS", &loose)] {
        let cookie = made(name, &attributes, options);
        assert_eq!(cookie, "__Host-DS=v4lue; HttpOnly; SameSite=Strict; Secure; Path=/", "{name}");
    }
    assert!(made("__Secure-DS", &attributes, &loose).contains("; Secure"));
    assert!(!made("DS", &attributes, &loose).contains("Secure"));
}

#[test]
fn t07_browsers_refuse_these_so_we_do_first() {
    let insecure = CookieOptions { secure: false, ..CookieOptions::default() };
    let none = CookieOptions { same_site: SameSite::None, ..insecure.clone() };
    let partitioned = CookieOptions { partitioned: true, ..insecure };
    let conflict = |argument| (ErrorKind::InvalidArgument, Some(Reason::Conflict), some(argument));
    assert_eq!(refused(&none), conflict("same_site"));
    assert_eq!(refused(&partitioned), conflict("partitioned"));
    let secure = CookieOptions { same_site: SameSite::None, ..CookieOptions::default() };
    assert!(made("DS", &CookieAttributes::default(), &secure).contains("SameSite=None; Secure"));
}

#[test]
fn t07_nothing_can_be_smuggled_in() {
    let (attributes, options) = (CookieAttributes::default(), CookieOptions::default());
    for value in ["a;b", "a\r\nSet-Cookie: x=y", "a\0", "a b", "a\"", "a,b", "a\\b", "é", "\u{7f}"] {
        let error = set_cookie("DS", value, &attributes, &options).unwrap_err();
        assert_eq!(
            (error.kind(), error.argument()),
            (ErrorKind::InvalidArgument, Some("value")),
            "{value:?}"
        );
        assert!(!error.to_string().contains(value), "{error}");
    }
    for name in ["", "a b", "a=b", "a;b", "a\r\n", "é"] {
        assert_eq!(
            set_cookie(name, "v", &attributes, &options).unwrap_err().argument(),
            Some("name"),
            "{name:?}"
        );
    }
    for bad in ["a;b", "a\r\n", "a\0", "é"] {
        let domain = CookieOptions { domain: some(bad), ..CookieOptions::default() };
        assert_eq!(
            refused(&domain),
            (ErrorKind::InvalidArgument, Some(Reason::Format), some("domain")),
            "{bad:?}"
        );
        let path = CookieAttributes { path: some(bad), ..CookieAttributes::default() };
        assert_eq!(set_cookie("DS", "v", &path, &options).unwrap_err().argument(), Some("path"), "{bad:?}");
    }
}

#[test]
fn t07_clearing_reaches_what_was_set() {
    let attributes =
        CookieAttributes { domain: some("example.com"), path: some("/app"), ..CookieAttributes::default() };
    let cleared =
        clear_cookies(&attributes, &CookieOptions { host_prefix: false, ..CookieOptions::default() })
            .unwrap();
    assert_eq!(cleared.len(), 2);
    for (cookie, name) in cleared.iter().zip(["DS=;", "DSR=;"]) {
        let parts = [
            "Max-Age=0",
            "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "Domain=example.com",
            "Path=/app",
            "Secure",
        ];
        assert!(cookie.starts_with(name) && parts.iter().all(|part| cookie.contains(part)), "{cookie}");
    }
}

#[test]
fn a_reply_s_cookie_is_found_by_its_exact_name() {
    let sample = "DSR=t0ken; Path=/app; Domain=example.com; Expires=Tue, 02 Sep 2025 15:29:32 GMT; Max-Age=3599; HttpOnly; Secure; SameSite=None";
    let headers = [
        ("Set-Cookie", "DS=session; Path=/"),
        ("set-cookie", "DSR=older"),
        ("SET-COOKIE", sample),
        ("x", "DSR=no"),
    ];
    let (token, attributes) = token_from_set_cookie(headers, "DSR").unwrap();
    assert_eq!(token, "t0ken");
    assert_eq!((attributes.path, attributes.domain), (some("/app"), some("example.com")));
    assert_eq!(attributes.max_age, Some(Duration::from_secs(3599)));
    assert_eq!(attributes.expires, Some(UNIX_EPOCH + Duration::from_secs(1_756_826_972)));

    assert_eq!(token_from_set_cookie(headers, "DS").unwrap().0, "session");
    for name in ["dsr", "D", "", "x"] {
        assert!(token_from_set_cookie(headers, name).is_none(), "{name}");
    }
}

#[test]
fn a_deleted_or_broken_cookie_is_none() {
    assert!(token_from_set_cookie([("set-cookie", "DSR=; Max-Age=0")], "DSR").is_none());
    assert!(
        token_from_set_cookie([("set-cookie", "DSR=a"), ("set-cookie", "DSR=; Max-Age=0")], "DSR").is_none()
    );
    assert!(
        token_from_set_cookie([("set-cookie", "DSR"), ("set-cookie", "=DSR"), ("set-cookie", "")], "DSR")
            .is_none()
    );
    assert_eq!(token_from_set_cookie([("set-cookie", "DSR=\"quoted\"")], "DSR").unwrap().0, "quoted");
}

#[test]
fn dates_no_cookie_can_hold_are_left_out() {
    let far = UNIX_EPOCH + Duration::from_secs(1 << 40);
    let attributes =
        CookieAttributes { expires: Some(far), max_age: Some(Duration::MAX), ..CookieAttributes::default() };
    let cookie = made("DS", &attributes, &CookieOptions::default());
    assert!(!cookie.contains("Expires") && cookie.contains("Max-Age="), "{cookie}");
    let ancient = [("set-cookie", "DS=a; Expires=Mon, 01 Jan 1900 00:00:00 GMT; Max-Age=-1")];
    let (_, attributes) = token_from_set_cookie(ancient, "DS").unwrap();
    assert_eq!((attributes.expires, attributes.max_age), (None, Some(Duration::ZERO)));
}

proptest! {
    #[test]
    fn any_header_is_read_without_a_panic(text in ".*") {
        let headers = [("cookie", text.as_str()), ("authorization", &text), ("set-cookie", &text)];
        let _ = tokens_from_headers(headers, &CookieOptions::default());
        let _ = token_from_set_cookie(headers, "DS");
    }

    #[test]
    fn what_is_set_is_found_again(token in r"[A-Za-z0-9_.\-]{1,200}", host_prefix: bool) {
        let options = CookieOptions { host_prefix, ..CookieOptions::default() };
        let cookie = set_cookie("DS", &token, &CookieAttributes::default(), &options).unwrap();
        let (pair, _) = cookie.split_once(';').unwrap();
        prop_assert_eq!(found(&[("cookie", pair)], &options).0, Some(token.clone()));
        let name = if host_prefix { "__Host-DS" } else { "DS" };
        prop_assert_eq!(token_from_set_cookie([("set-cookie", cookie.as_str())], name).map(|found| found.0), Some(token));
    }
}
