//! Arguments that can't be meant, or would break the wire: refused by name, at once, and nothing is sent (security T5).
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/calls.rs"]
mod calls;

use std::sync::Arc;
use std::time::Duration;

use calls::{Arguments, OPERATIONS, REFRESHES};
use doorcode::cookies::{CookieAttributes, set_cookie};
use doorcode::transport::{Request, Sending, Transport};
use doorcode::{
    AccessKeyLoginOptions, Call, Client, Config, CookieOptions, DeliveryMethod, Error, ErrorKind,
    LoginOptions, Reason, RequestOptions, SignUpOptions, TenantQuery, UpdateOptions,
};
use serde_json::{Map, Value};

const PROJECT: &str = "P2doorcodeLocalDevelopment00";

/// Counts on never being asked.
struct NoSocket;

impl Transport for NoSocket {
    fn send(&self, request: Request) -> Sending {
        panic!("{request:?} was to be sent");
    }
}

fn client() -> Client {
    Client::builder(PROJECT).base_url("http://127.0.0.1:9").transport(Arc::new(NoSocket)).build().unwrap()
}

fn huge() -> String {
    "x".repeat(10_000_000)
}

/// What no argument may be.
fn unfit_for_all() -> Vec<String> {
    let texts = ["", "a\0b", "\0", "a\r\nX-Injected: 1", "a\nb", "a\tb", "a\u{7f}b", "a\u{85}b"];
    texts.into_iter().map(String::from).chain([huge()]).collect()
}

/// What can't stand in a bearer.
fn unfit_for_bearer() -> Vec<String> {
    ["a b", "a:b", "tökén", "a\u{200b}b", "😀"].into_iter().map(String::from).chain(unfit_for_all()).collect()
}

fn unfit(argument: &str) -> Vec<String> {
    match argument {
        "refresh_token" | "access_key" => unfit_for_bearer(),
        "login_id" => ["   ", "\u{2003}"].into_iter().map(String::from).chain(unfit_for_all()).collect(),
        // Line breaks and tabs are taken for what people paste along.
        "code" => {
            ["", " - ", "\0", "12\u{7f}34", "１\0"].into_iter().map(String::from).chain([huge()]).collect()
        }
        "email" => ["a", "a@b", "a b@c.de", "Ann <a@b.co>"]
            .into_iter()
            .map(String::from)
            .chain(unfit_for_all())
            .collect(),
        "phone" => {
            ["123", "+1\t2345", "555-CALL"].into_iter().map(String::from).chain(unfit_for_all()).collect()
        }
        _ => unfit_for_all(),
    }
}

fn with(argument: &str, value: String) -> Arguments {
    let mut arguments = Arguments::default();
    let place = match argument {
        "login_id" => &mut arguments.login_id,
        "email" => &mut arguments.email,
        "phone" => &mut arguments.phone,
        "code" => &mut arguments.code,
        "refresh_token" => &mut arguments.refresh_token,
        "external_token" => &mut arguments.external_token,
        "access_key" => &mut arguments.access_key,
        "tenant_id" => &mut arguments.tenant_id,
        other => panic!("no argument {other}"),
    };
    *place = value;
    arguments
}

fn shown(value: &str) -> String {
    format!("{:?}", value.chars().take(20).collect::<String>())
}

/// A refusal names the argument, and is short whatever was given.
fn assert_refused(error: &Error, argument: &str, what: &str) {
    assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{what}: {error}");
    assert_eq!(error.argument(), Some(argument), "{what}");
    assert!(error.reason().is_some() && error.status() == Some(400), "{what}");
    assert!(format!("{error} {error:?}").len() < 1000, "{what}");
}

#[tokio::test]
async fn every_argument_of_every_operation_is_refused_by_name() {
    let client = client();
    for operation in OPERATIONS.iter().chain(REFRESHES) {
        for argument in operation.takes {
            for value in unfit(argument) {
                let what = format!("{} {argument} {}", operation.name, shown(&value));
                // Here an absent token is another mistake.
                let absent = value.is_empty() && *argument == "refresh_token";
                let error = (operation.call)(&client, &with(argument, value)).await.expect_err(&what);
                let named = match operation.name {
                    "session.validate_and_refresh" if absent => "session_token",
                    _ => argument,
                };
                assert_refused(&error, named, &what);
            }
        }
    }
}

#[tokio::test]
async fn mistakes_are_known_before_anything_is_awaited() {
    let client = client();
    let error = client.otp().sign_in(None, "", &LoginOptions::default(), None).checked().unwrap_err();
    assert_refused(&error, "login_id", "empty");
    let error = client.session().logout("a\r\nb").checked().unwrap_err();
    assert_refused(&error, "refresh_token", "line break");
}

#[tokio::test]
async fn a_token_that_can_t_be_sent_is_as_good_as_none_for_try_refresh() {
    for token in unfit_for_bearer() {
        assert!(client().session().try_refresh(Some(&token)).await.unwrap().is_none(), "{}", shown(&token));
    }
}

#[tokio::test]
async fn tokens_that_are_none_are_refused_before_a_socket_is_opened() {
    let session = client().session();
    let options = Default::default();
    for token in unfit_for_bearer().into_iter().chain(["..".into(), "a.b".into(), "é.é.é".into()]) {
        let calls = [session.validate(&token, &options), session.verify_jwt(&token, &options)];
        for call in calls {
            let error = call.await.unwrap_err();
            let expected =
                if token.is_empty() { ErrorKind::InvalidArgument } else { ErrorKind::TokenInvalid };
            assert_eq!(error.kind(), expected, "{}", shown(&token));
        }
        let error = session.validate_local(&token, &options).unwrap_err();
        assert_ne!(error.kind(), ErrorKind::Keys, "{}", shown(&token));
        let error = session.validate_and_refresh(Some(&token), None, &options).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::TokenInvalid | ErrorKind::InvalidArgument));
    }
}

#[tokio::test]
async fn options_over_their_limit_are_refused() {
    let client = client();
    let claims = || Map::from_iter([("x".to_owned(), Value::from(huge()))]);
    let login = LoginOptions { custom_claims: claims(), ..Default::default() };
    let sign_up = SignUpOptions { template_id: Some(huge()), ..Default::default() };
    let update = UpdateOptions { locale: Some(huge()), ..Default::default() };
    let key = AccessKeyLoginOptions { custom_claims: claims(), selected_tenant: None };
    let refused = async |call: Call<doorcode::MaskedAddress>| {
        let error = call.await.unwrap_err();
        assert_refused(&error, "options", "huge");
        assert_eq!(error.reason(), Some(Reason::TooLong));
    };
    let otp = client.otp();
    refused(otp.sign_in(DeliveryMethod::Email, "a", &login, None)).await;
    refused(otp.sign_up_or_in(DeliveryMethod::Email, "a", &sign_up)).await;
    refused(otp.sign_up(DeliveryMethod::Email, "a", None, &sign_up)).await;
    refused(otp.update_email("a", "a@b.co", "r3fr3sh", &update)).await;
    let error = client.session().exchange_access_key("K2", &key, &Default::default()).await.unwrap_err();
    assert_refused(&error, "options", "huge");
    for tenant in unfit_for_all() {
        let options = AccessKeyLoginOptions { selected_tenant: Some(tenant), ..Default::default() };
        let call = client.session().exchange_access_key("K2", &options, &Default::default());
        assert_refused(&call.await.unwrap_err(), "tenant_id", "tenant");
    }
    for ids in [vec![], vec!["x".repeat(1000); 1000]] {
        let error = client.user().tenants(TenantQuery::Ids(ids), "r3fr3sh").await.unwrap_err();
        assert_refused(&error, "ids", "tenants");
    }
}

#[tokio::test]
async fn step_up_needs_its_token_and_a_phone_is_not_confirmed_by_mail() {
    let otp = client().otp();
    for options in [
        LoginOptions { stepup: true, ..Default::default() },
        LoginOptions { mfa: true, ..Default::default() },
    ] {
        for token in [None, Some("")] {
            let error = otp.sign_in(DeliveryMethod::Email, "a", &options, token).await.unwrap_err();
            assert_refused(&error, "refresh_token", "step-up");
            assert_eq!(error.reason(), Some(Reason::Missing));
        }
    }
    let call = otp.update_phone(DeliveryMethod::Email, "a", "+15555550100", "r3fr3sh", &Default::default());
    assert_refused(&call.await.unwrap_err(), "method", "phone by mail");
    let error = otp.sign_up_or_in(None, "neither nor", &Default::default()).await.unwrap_err();
    assert_refused(&error, "method", "no guess");
}

#[test]
fn headers_that_can_t_be_sent_are_refused() {
    for (name, value) in [
        ("x-note", "a\r\nX-Injected: 1"),
        ("x-note", "a\0"),
        ("x-note", "ü"),
        ("x-note", &huge()),
        ("x note", "a"),
        ("x-note\r\nX-Injected", "a"),
        ("", "a"),
        (&huge(), "a"),
    ] {
        let headers = [(name.to_owned(), value.to_owned())].into();
        let error = client().with(RequestOptions { headers, ..Default::default() }).unwrap_err();
        assert_refused(&error, "headers", &shown(name));
        let error = Client::builder(PROJECT).header(name, value).build().unwrap_err();
        assert_eq!((error.kind(), error.argument()), (ErrorKind::Config, Some("headers")));
        assert!(format!("{error} {error:?}").len() < 1000);
    }
    for id in ["a\r\nb", "ü", &huge()] {
        let request_id = Some(id.to_owned());
        let error = client().with(RequestOptions { request_id, ..Default::default() }).unwrap_err();
        assert_refused(&error, "headers", &shown(id));
    }
}

#[test]
fn settings_that_can_t_be_meant_are_refused_by_name() {
    let huge = huge();
    let texts: [&str; 7] = ["a\0b", "a\r\nb", "a b", "ü", "a:b", "a/b", &huge];
    let refused = |config: Config, argument: &str, what: &str| {
        let error = Client::from_config(config).unwrap_err();
        let kind = if argument == "public_key" { ErrorKind::Keys } else { ErrorKind::Config };
        assert_eq!((error.kind(), error.argument()), (kind, Some(argument)), "{argument} {what}");
        assert!(format!("{error} {error:?}").len() < 1000, "{argument}");
    };
    for text in texts {
        let what = shown(text);
        refused(Config::new(text), "project_id", &what);
        refused(Config { base_url: Some(text.into()), ..Config::new(PROJECT) }, "base_url", &what);
        refused(Config { public_key: Some(text.into()), ..Config::new(PROJECT) }, "public_key", &what);
        let cookies = CookieOptions { refresh_name: text.into(), ..Default::default() };
        refused(Config { cookies, ..Config::new(PROJECT) }, "cookies", &what);
        if !["a:b", "a/b"].contains(&text) {
            let auth_management_key = Some(text.into());
            refused(Config { auth_management_key, ..Config::new(PROJECT) }, "auth_management_key", &what);
        }
    }
    for url in
        ["http://user:pass@host", "ftp://host", "http://", "http://host?x=1", &format!("http://h/{huge}")]
    {
        refused(Config { base_url: Some(url.into()), ..Config::new(PROJECT) }, "base_url", &shown(url));
    }
    let language = ("rust\r\nX-Injected: 1".to_owned(), "1".to_owned());
    refused(Config { language, ..Config::new(PROJECT) }, "headers", "language");
}

#[tokio::test]
async fn certificates_that_are_none_are_told_when_they_are_needed() {
    for pem in ["nonsense".to_owned(), "\0".to_owned(), huge()] {
        let client = Client::builder(PROJECT).base_url("https://127.0.0.1:9").ca_pem(pem).build().unwrap();
        let error = client.user().me("r3fr3sh").await.unwrap_err();
        assert_eq!((error.kind(), error.argument()), (ErrorKind::Config, Some("ca_pem")));
    }
}

#[test]
fn a_cookie_takes_nothing_that_would_end_it() {
    let (attributes, options) = (CookieAttributes::default(), CookieOptions::default());
    for value in ["a\r\nSet-Cookie: b=1", "a;b", "a\0", "ü"] {
        let error = set_cookie("DSR", value, &attributes, &options).unwrap_err();
        assert_refused(&error, "value", &shown(value));
        assert_refused(&set_cookie(value, "v", &attributes, &options).unwrap_err(), "name", &shown(value));
    }
}

#[tokio::test]
async fn no_time_at_all_is_a_timeout_and_endless_time_is_no_panic() {
    let closed = Client::builder(PROJECT).base_url("http://127.0.0.1:9").build().unwrap();
    for (timeout, kinds) in
        [(Duration::ZERO, [ErrorKind::Timeout; 2]), (Duration::MAX, [ErrorKind::Network, ErrorKind::Keys])]
    {
        let client = closed.with(RequestOptions { timeout: Some(timeout), ..Default::default() }).unwrap();
        let me = client.user().me("r3fr3sh").await.unwrap_err();
        assert!(kinds.contains(&me.kind()), "{timeout:?} {me}");
    }
}
