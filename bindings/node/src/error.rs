//! A core error on its way to the package, which makes its class there, with the caller's stack.

use doorcode::{Error, ErrorKind, Reason};
use napi_derive::napi;

/// All that is known about a failure.
#[napi(object)]
pub struct Failure {
    /// What the caller can do about it.
    pub kind: String,
    /// Why exactly, within a kind.
    pub reason: Option<String>,
    /// The argument or setting that was refused.
    pub argument: Option<String>,
    /// How far a network call came.
    pub phase: Option<String>,
    /// The code to search for.
    pub code: String,
    /// What kind of failure this is, in a few words.
    pub description: String,
    /// What exactly happened; may be empty.
    pub detail: String,
    /// The HTTP status.
    pub status: Option<u32>,
    /// How many seconds the service asked to wait.
    pub retry_after: Option<f64>,
    /// The service's name for this exchange.
    pub trace_id: Option<String>,
    /// The reply as it came, without secrets.
    pub body: Option<String>,
    /// Whether the same call may succeed later without any change.
    pub is_retryable: bool,
    /// All of it in one line.
    pub text: String,
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        Self {
            kind: error.kind().to_string(),
            reason: error.reason().map(|reason| reason.to_string()),
            argument: error.argument().map(camel),
            phase: error.phase().map(|phase| phase.to_string()),
            code: error.code().to_owned(),
            description: error.description().to_owned(),
            detail: error.detail().to_owned(),
            status: error.status().map(u32::from),
            retry_after: error.retry_after().map(|wait| wait.as_secs_f64()),
            trace_id: error.trace_id().map(str::to_owned),
            body: error.body().map(str::to_owned),
            is_retryable: error.is_retryable(),
            text: error.to_string(),
        }
    }
}

/// The failure for an argument (`invalid_argument`) or setting (`config`) that the package itself refuses.
#[napi]
pub fn refusal(kind: String, argument: String, reason: String, detail: String) -> Failure {
    let known = Reason::ALL.iter().copied().find(|known| known.as_str() == reason);
    let reason = known.unwrap_or(Reason::Format);
    Failure::from(&match kind == ErrorKind::Config.as_str() {
        true => Error::config(argument, reason, detail),
        false => Error::invalid_argument(argument, reason, detail),
    })
}

/// Names in this language's style: `login_id` is `loginId` here.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(word.len().min(1));
        name + &initial.to_ascii_uppercase() + rest
    })
}
