//! What is kept of the last reply for those who ask.

use std::time::Duration;

use super::Response;

/// The last HTTP reply of a client, without secrets. Kept when
/// [`Config::capture_last_response`](crate::Config) is on; see [`Client::last_response`](crate::Client).
#[derive(Clone, Debug, PartialEq)]
pub struct HttpTrace {
    /// The status code.
    pub status: u16,
    /// Header names and values, without `set-cookie`, blotted out like the body.
    pub headers: Vec<(String, String)>,
    /// `X-Request-Id`, where the service sent one.
    pub request_id: Option<String>,
    /// `CF-Ray`, where the service sent one.
    pub cf_ray: Option<String>,
    /// How many times the request was sent.
    pub attempts: u32,
    /// From the first attempt to this reply.
    pub elapsed: Duration,
    /// The body, with every token in it, and every secret of the request, blotted out.
    pub body: String,
}

impl HttpTrace {
    /// What is to be seen of `response`, each text after `hide`.
    pub(crate) fn new(
        response: &Response,
        hide: impl Fn(&str) -> String,
        attempts: u32,
        elapsed: Duration,
    ) -> Self {
        let visible = |(name, _): &&(String, String)| !name.eq_ignore_ascii_case("set-cookie");
        let headers = response.headers.iter().filter(visible);
        Self {
            status: response.status,
            headers: headers.map(|(name, value)| (name.clone(), hide(value))).collect(),
            request_id: response.header("x-request-id").map(&hide),
            cf_ray: response.header("cf-ray").map(&hide),
            attempts,
            elapsed,
            body: hide(&String::from_utf8_lossy(&response.body)),
        }
    }
}
