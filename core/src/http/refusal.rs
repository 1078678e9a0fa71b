//! What a reply of failure means (protocol §4).

use std::time::{Duration, SystemTime};

use serde::Deserialize;

use super::{Exchange, redact};
use crate::config::Settings;
use crate::error::{Error, Reply, Result};
use crate::transport::{MAX_RESPONSE_BYTES, Response};

/// The body of every refusal of the service.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Refusal {
    error_code: Option<String>,
    error_description: Option<String>,
    error_message: Option<String>,
    message: Option<String>,
}

/// The response of success, or the error that the response is.
pub(super) fn settle(exchange: &Exchange, settings: &Settings, answer: Result<Response>) -> Result<Response> {
    let response = answer?;
    too_large(&response)?;
    if response.is_success() {
        return Ok(response);
    }
    let hide = |text: &str| redact::text(text, exchange.secrets(settings));
    let given = |text: Option<String>| text.filter(|text| !text.is_empty()).map(|text| hide(&text));
    // Read before anything is blotted out: somebody may have typed a code whose digits stand in an error code.
    let refusal: Refusal = super::parse_object(&response.body).unwrap_or_default();
    let plain = refusal.error_code.is_none();
    let given_code = refusal.error_code.filter(|code| !code.is_empty());
    let detail = given(refusal.error_message).or(given(refusal.message));
    Err(Error::reply(Reply {
        code: given_code.map(|code| if is_code(&code) { code } else { hide(&code) }),
        description: given(refusal.error_description),
        detail: detail.unwrap_or_else(|| {
            if plain { format!("HTTP status {}", response.status) } else { String::new() }
        }),
        ..reply(&response, hide)
    }))
}

/// The error of a reply of success that can't be read. `why` must not quote the reply.
pub(super) fn unreadable(
    exchange: &Exchange,
    settings: &Settings,
    response: &Response,
    why: String,
) -> Error {
    let hide = |text: &str| redact::text(text, exchange.secrets(settings));
    Error::decode(Reply { detail: why, ..reply(response, hide) })
}

/// A letter and some digits (protocol §4.1). Anything else may be an echo of what nobody should read.
fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or_default();
    (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A transport of the user's own may not know the limit (security T2).
fn too_large(response: &Response) -> Result<()> {
    if response.body.len() <= MAX_RESPONSE_BYTES {
        return Ok(());
    }
    let detail = format!("the reply is larger than {MAX_RESPONSE_BYTES} bytes");
    Err(Error::decode(Reply { status: response.status, detail, ..Reply::default() }))
}

fn reply(response: &Response, hide: impl Fn(&str) -> String) -> Reply {
    let trace_id = response.header("cf-ray").or_else(|| response.header("x-request-id"));
    Reply {
        status: response.status,
        retry_after: retry_after(response),
        trace_id: trace_id.map(&hide),
        body: hide(&String::from_utf8_lossy(&response.body)),
        ..Reply::default()
    }
}

/// `Retry-After`, as seconds or as a date (RFC 9110 §10.2.3).
pub(super) fn retry_after(response: &Response) -> Option<Duration> {
    let value = response.header("retry-after")?.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    // A date is the server's time, so it is measured from the server's `Date` where there is one.
    let at = httpdate::parse_http_date(value).ok()?;
    let now = response.header("date").and_then(|date| httpdate::parse_http_date(date).ok());
    Some(at.duration_since(now.unwrap_or(SystemTime::UNIX_EPOCH)).unwrap_or_default())
        .filter(|_| now.is_some())
}
