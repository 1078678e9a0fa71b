//! What went wrong, whose turn it is, and whether trying again can help.
//!
//! One struct for every failure. Its [`ErrorKind`] says what the caller can do about it; the other
//! accessors add what is known. No token, code, key or cookie value is ever part of an error's text.

mod kind;
mod table;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use kind::{ErrorKind, Phase, Reason};

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Every failure this crate reports.
///
/// ```
/// use doorcode::{Client, ErrorKind};
///
/// let error = Client::new("").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Config);
/// assert_eq!(error.code(), "D010002");
/// assert!(!error.is_retryable());
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    reason: Option<Reason>,
    argument: Option<Cow<'static, str>>,
    phase: Option<Phase>,
    code: Option<String>,
    description: Option<String>,
    detail: String,
    status: Option<u16>,
    retry_after: Option<Duration>,
    trace_id: Option<String>,
    body: Option<String>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// What the caller can do about it.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The finer reason, for [`ErrorKind::InvalidArgument`], [`ErrorKind::Config`],
    /// [`ErrorKind::TokenInvalid`] and [`ErrorKind::Keys`].
    pub fn reason(&self) -> Option<Reason> {
        self.0.reason
    }

    /// The argument or setting that was refused, by its snake_case name.
    pub fn argument(&self) -> Option<&str> {
        self.0.argument.as_deref()
    }

    /// How far a network call came, for [`ErrorKind::Network`].
    pub fn phase(&self) -> Option<Phase> {
        self.0.phase
    }

    /// The code to search for: the service's own (`E…`), or a local one (`D…`).
    pub fn code(&self) -> &str {
        self.0.code.as_deref().unwrap_or_else(|| table::code(self.0.kind, self.0.reason))
    }

    /// What kind of failure this is, in a few words: the service's words where it gave some.
    pub fn description(&self) -> &str {
        self.0.description.as_deref().unwrap_or_else(|| table::description(self.0.kind, self.0.reason))
    }

    /// What exactly happened; may be empty.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The HTTP status of the reply, or the one that suits a failure found locally. None where there
    /// was no reply (network, timeout, cancelled).
    pub fn status(&self) -> Option<u16> {
        self.0.status.or_else(|| table::status(self.0.kind, self.0.reason))
    }

    /// How long the service asked to wait (`Retry-After`). None where it did not say.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The service's name for this exchange (`CF-Ray`, else `X-Request-Id`), to quote to its operators.
    pub fn trace_id(&self) -> Option<&str> {
        self.0.trace_id.as_deref()
    }

    /// The reply as it came, for failures that the service answered. It is never part of
    /// `Display` or `Debug`. Secrets of the request are blotted out.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// Whether the same call may succeed later without any change.
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            ErrorKind::RateLimited | ErrorKind::Server | ErrorKind::Network | ErrorKind::Timeout => true,
            ErrorKind::Keys => self.0.reason == Some(Reason::Fetch),
            _ => false,
        }
    }

    /// An argument that can't be used. `argument` is its snake_case name. For bindings and transports.
    pub fn invalid_argument(
        argument: impl Into<Cow<'static, str>>,
        reason: Reason,
        detail: impl Into<String>,
    ) -> Self {
        Self::new(ErrorKind::InvalidArgument, detail).because(reason).about(argument)
    }

    /// A setting that can't be used. `argument` is its snake_case name. For bindings.
    pub fn config(argument: impl Into<Cow<'static, str>>, reason: Reason, detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Config, detail).because(reason).about(argument)
    }

    /// A network failure, for a [`Transport`](crate::Transport) to report.
    pub fn network(phase: Phase, detail: impl Into<String>) -> Self {
        let mut error = Self::new(ErrorKind::Network, detail);
        error.0.phase = Some(phase);
        error
    }

    /// The deadline has passed, for a [`Transport`](crate::Transport) to report.
    pub fn timeout(detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Timeout, detail)
    }

    /// The caller stopped the call. For bindings.
    pub fn cancelled() -> Self {
        Self::new(ErrorKind::Cancelled, "the caller cancelled the call")
    }

    pub(crate) fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            reason: None,
            argument: None,
            phase: None,
            code: None,
            description: None,
            detail: detail.into(),
            status: None,
            retry_after: None,
            trace_id: None,
            body: None,
            source: None,
        }))
    }

    pub(crate) fn token(reason: Reason, detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::TokenInvalid, detail).because(reason)
    }

    pub(crate) fn keys(reason: Reason, detail: impl Into<String>) -> Self {
        Self::new(ErrorKind::Keys, detail).because(reason)
    }

    pub(crate) fn because(mut self, reason: Reason) -> Self {
        self.0.reason = Some(reason);
        self
    }

    pub(crate) fn about(mut self, argument: impl Into<Cow<'static, str>>) -> Self {
        self.0.argument = Some(argument.into());
        self
    }

    #[cfg(feature = "net")]
    pub(crate) fn caused_by(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }
}

/// The parts of a failed reply that an [`Error`] keeps.
#[derive(Default)]
#[cfg_attr(not(feature = "net"), allow(dead_code))]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) code: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) detail: String,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) trace_id: Option<String>,
    pub(crate) body: String,
}

#[cfg_attr(not(feature = "net"), allow(dead_code))]
impl Error {
    /// The service said no: the kind follows from its code, else from the status.
    pub(crate) fn reply(reply: Reply) -> Self {
        let kind = table::kind_of_reply(reply.status, reply.code.as_deref());
        Self::of_reply(kind, reply)
    }

    /// A reply of success that could not be understood.
    pub(crate) fn decode(reply: Reply) -> Self {
        Self::of_reply(ErrorKind::Decode, reply)
    }

    fn of_reply(kind: ErrorKind, reply: Reply) -> Self {
        let mut error = Self::new(kind, reply.detail);
        error.0.code = reply.code;
        error.0.description = reply.description;
        error.0.status = Some(reply.status);
        error.0.retry_after = reply.retry_after;
        error.0.trace_id = reply.trace_id;
        error.0.body = Some(reply.body);
        error
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.description())?;
        if !self.0.detail.is_empty() && self.0.detail != self.description() {
            write!(f, ": {}", self.0.detail)?;
        }
        write!(f, " ({})", self.code())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Error");
        out.field("kind", &self.0.kind).field("code", &self.code());
        out.field("description", &self.description()).field("detail", &self.0.detail);
        if let Some(reason) = self.0.reason {
            out.field("reason", &reason);
        }
        if let Some(argument) = &self.0.argument {
            out.field("argument", argument);
        }
        if let Some(phase) = self.0.phase {
            out.field("phase", &phase);
        }
        out.field("status", &self.status());
        if let Some(retry_after) = self.0.retry_after {
            out.field("retry_after", &retry_after);
        }
        if let Some(trace_id) = &self.0.trace_id {
            out.field("trace_id", trace_id);
        }
        if let Some(source) = &self.0.source {
            out.field("source", source);
        }
        out.finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
