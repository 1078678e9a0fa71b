//! One request in, one response out: the only place where bytes leave this crate.

mod reqwest;
pub(crate) mod tls;
mod trace;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

pub(crate) use reqwest::ReqwestTransport;
pub use trace::HttpTrace;

use crate::error::Result;

/// A reply larger than this is refused (security T2).
pub const MAX_RESPONSE_BYTES: usize = 4 * 1024 * 1024;

/// The future a [`Transport`] returns.
pub type Sending = Pin<Box<dyn Future<Output = Result<Response>> + Send>>;

/// Carries one HTTP exchange. The default is reqwest with rustls; give another one in
/// [`Config::transport`](crate::Config).
///
/// A transport decides nothing: no retry, no cookies kept between calls, no redirect followed on POST.
/// It reports failures with [`Error::network`](crate::Error::network) and
/// [`Error::timeout`](crate::Error::timeout).
///
/// ```
/// use doorcode::transport::{Request, Response, Sending, Transport};
///
/// struct Offline;
/// impl Transport for Offline {
///     fn send(&self, _request: Request) -> Sending {
///         Box::pin(async { Err(doorcode::Error::network(doorcode::Phase::Connect, "aeroplane mode")) })
///     }
/// }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends `request` and reads the whole reply, within `request.timeout`.
    fn send(&self, request: Request) -> Sending;
}

/// The HTTP methods of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Everything else.
    Post,
}

impl Method {
    /// The method as it stands on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One HTTP request, complete.
#[derive(Clone)]
pub struct Request {
    /// GET or POST. Redirects may be followed on GET only.
    pub method: Method,
    /// The absolute URL.
    pub url: String,
    /// Header names (lower case) and values, `authorization` among them.
    pub headers: Vec<(String, String)>,
    /// The JSON body, if there is one.
    pub body: Option<String>,
    /// How long this exchange may take, connecting included.
    pub timeout: Duration,
}

/// One HTTP response, complete.
#[derive(Clone)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header names (lower case) and values, in order; `set-cookie` may come several times.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of this name, which must be lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Header and body carry tokens and codes, so neither is shown.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Request");
        out.field("method", &self.method.as_str()).field("url", &self.url);
        out.field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// Header and body carry tokens, so neither is shown.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Response");
        out.field("status", &self.status).field("body_bytes", &self.body.len()).finish_non_exhaustive()
    }
}
