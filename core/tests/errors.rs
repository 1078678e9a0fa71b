//! `conformance/errors.json` and this crate: the same kinds, reasons and phases, and the same kind for every reply.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::sync::Arc;

use doorcode::transport::{Request, Response, Sending, Transport};
use doorcode::{Client, ErrorKind, Phase, Reason, RetryPolicy};
use serde_json::{Value, json};

fn table() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/errors.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn slugs(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|row| row["slug"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn no_kind_reason_or_phase_is_missing_or_left_over() {
    let table = table();
    let texts = |list: &[&'static str]| list.iter().map(|slug| (*slug).to_owned()).collect::<Vec<_>>();
    let kinds: Vec<_> = ErrorKind::ALL.iter().map(|kind| kind.as_str()).collect();
    let reasons: Vec<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    let phases: Vec<_> = Phase::ALL.iter().map(|phase| phase.as_str()).collect();
    assert_eq!(slugs(&table["kinds"]), texts(&kinds));
    assert_eq!(slugs(&table["reasons"]), texts(&reasons));
    assert_eq!(slugs(&table["phases"]), texts(&phases));
}

#[test]
fn every_reason_belongs_to_a_kind() {
    let table = table();
    let kinds = table["kinds"].as_array().unwrap();
    for reason in slugs(&table["reasons"]) {
        assert!(kinds.iter().any(|kind| !kind["reasons"][&reason].is_null()), "{reason}");
    }
    for kind in kinds {
        let known = slugs(&table["reasons"]);
        let own = kind["reasons"].as_object().into_iter().flatten();
        own.for_each(|(reason, _)| assert!(known.contains(reason), "{} {reason}", kind["slug"]));
    }
}

/// Answers every request with the same reply.
struct Same(u16, String);

impl Transport for Same {
    fn send(&self, _: Request) -> Sending {
        let response = Response { status: self.0, headers: Vec::new(), body: self.1.clone().into_bytes() };
        Box::pin(async { Ok(response) })
    }
}

#[test]
fn every_reply_means_its_kind() {
    for reply in table()["replies"].as_array().unwrap() {
        let status = u16::try_from(reply["status"].as_u64().unwrap()).unwrap();
        let body = match reply["code"].as_str() {
            Some(code) => {
                json!({ "errorCode": code, "errorDescription": "no", "errorMessage": "why" }).to_string()
            }
            None => "<html>no</html>".to_owned(),
        };
        let retry = RetryPolicy { delays: Vec::new(), ..RetryPolicy::default() };
        let client = Client::builder("P2doorcodeLocalDevelopment00");
        let client = client.transport(Arc::new(Same(status, body))).retry(retry).build().unwrap();
        let error = client.user().me("token").wait().unwrap_err();
        assert_eq!(error.kind().as_str(), reply["kind"], "{reply}");
        assert_eq!(
            (error.status(), reply["code"].as_str().unwrap_or(error.code())),
            (Some(status), error.code())
        );
    }
}

#[test]
fn the_codes_of_a_kind_are_those_of_its_replies() {
    let table = table();
    for kind in table["kinds"].as_array().unwrap() {
        let replies =
            table["replies"].as_array().unwrap().iter().filter(|reply| reply["kind"] == kind["slug"]);
        let codes: Vec<_> = replies.filter_map(|reply| reply["code"].as_str()).collect();
        for code in kind["server_codes"].as_array().into_iter().flatten() {
            assert!(codes.contains(&code.as_str().unwrap()), "no reply with {code} for {}", kind["slug"]);
        }
    }
}
