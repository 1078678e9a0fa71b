//! What a reply of failure means (protocol §4).

use std::time::{Duration, SystemTime};

use serde::Deserialize;

use super::{Exchange, redact};
use crate::config::Settings;
use crate::error::{Error, Reply, Result};
use crate::transport::Response;

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
    if response.is_success() {
        return Ok(response);
    }
    let body = redact::body(&response.body, exchange.secrets(settings));
    let refusal: Refusal = super::parse(body.as_bytes()).unwrap_or_default();
    let plain = refusal.error_code.is_none();
    let detail = refusal.error_message.filter(|text| !text.is_empty()).or(refusal.message);
    Err(Error::reply(Reply {
        code: refusal.error_code.filter(|code| !code.is_empty()),
        description: refusal.error_description.filter(|text| !text.is_empty()),
        detail: detail.unwrap_or_else(|| {
            if plain { format!("HTTP status {}", response.status) } else { String::new() }
        }),
        ..reply(&response, body)
    }))
}

/// The error of a reply of success that can't be read. `why` must not quote the reply.
pub(crate) fn unreadable(response: &Response, why: impl Into<String>) -> Error {
    let body = redact::body(&response.body, std::iter::empty::<&str>());
    Error::decode(Reply { detail: why.into(), ..reply(response, body) })
}

fn reply(response: &Response, body: String) -> Reply {
    let trace_id = response.header("cf-ray").or_else(|| response.header("x-request-id"));
    Reply {
        status: response.status,
        retry_after: retry_after(response),
        trace_id: trace_id.map(str::to_owned),
        body,
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
