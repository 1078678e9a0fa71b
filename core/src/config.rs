//! Settings and their defaults.

mod environment;
mod settings;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub(crate) use settings::{NetSettings, Settings, TlsSettings, header_flaw, is_loopback};

use crate::clock::{Clock, SystemClock};
use crate::cookies::CookieOptions;
use crate::jwt::VerifyOptions;
use crate::transport::Transport;

/// Where the service is when nothing else is said.
pub const DEFAULT_BASE_URL: &str = "https://api.descope.com";

/// Everything that can be set on a [`Client`](crate::Client).
///
/// Plain data: start from [`Config::new`] (or [`Config::mobile`]), change what differs, and hand it to
/// [`Client::from_config`](crate::Client::from_config). [`Client::builder`](crate::Client::builder) does the
/// same in one expression.
///
/// ```
/// use std::time::Duration;
/// use doorcode::{Client, Config};
///
/// let config = Config {
///     base_url: Some("http://127.0.0.1:8080".into()),
///     timeout: Duration::from_secs(10),
///     ..Config::new("P2doorcodeLocalDevelopment00")
/// };
/// let client = Client::from_config(config)?;
/// assert_eq!(client.project_id(), "P2doorcodeLocalDevelopment00");
/// # Ok::<(), doorcode::Error>(())
/// ```
#[derive(Clone)]
pub struct Config {
    /// The project. Empty means `DESCOPE_PROJECT_ID`.
    pub project_id: String,
    /// The service's address, http or https. None means `DESCOPE_BASE_URI`, then `DESCOPE_BASE_URL`, then
    /// [`DEFAULT_BASE_URL`] with the region that stands in a project ID of 32 characters or more.
    pub base_url: Option<String>,
    /// A key set to use instead of the service's: one JWK or a JWKS, as JSON. It is never replaced, and no
    /// key is ever fetched. None means `DESCOPE_PUBLIC_KEY`.
    pub public_key: Option<String>,
    /// The key that opens authentication calls whose public access was switched off. It is appended to the
    /// bearer. None means `DESCOPE_AUTH_MANAGEMENT_KEY`.
    pub auth_management_key: Option<String>,
    /// Accepted for the sake of settings shared with the official SDKs; sent on no call.
    pub management_key: Option<String>,
    /// How long a whole call may take, retries included. Default 60 s.
    pub timeout: Duration,
    /// By how much two clocks may differ. Default 5 s.
    pub leeway: Duration,
    /// Whether `exp`, `nbf` and `iat` are compared with the clock. Default true; [`Config::mobile`] sets it
    /// off, because the clocks of devices are wrong too often.
    pub check_times: bool,
    /// Whether calls that hand back tokens fetch the keys to check them. Default true. When false (see
    /// [`Config::mobile`]) such tokens are checked only if their key is at hand.
    pub fetch_keys_for_replies: bool,
    /// What every checking call expects unless the call says otherwise.
    pub verify: VerifyOptions,
    /// A token longer than this is refused unread. Default 16 KiB.
    pub max_token_bytes: usize,
    /// How many tokens that passed are remembered; their signature is not computed again. 0 = off.
    /// Default 1,024.
    pub token_cache: usize,
    /// When a call is sent again.
    pub retry: RetryPolicy,
    /// Names and attributes of the cookies that are read and made.
    pub cookies: CookieOptions,
    /// Further headers for every request.
    pub headers: BTreeMap<String, String>,
    /// What carries the requests. None means reqwest.
    pub transport: Option<Arc<dyn Transport>>,
    /// Who hears what the client has to say. No secret is ever logged. None means silence.
    pub logger: Option<Arc<dyn Logger>>,
    /// Further certificates to trust, in PEM form.
    pub ca_pem: Option<String>,
    /// Accept any TLS certificate. Never switches off the check of a token. Default false.
    pub skip_verify: bool,
    /// Whether [`Client::last_response`](crate::Client::last_response) keeps the last reply. Default false.
    pub capture_last_response: bool,
    /// The source of time. Default [`SystemClock`].
    pub clock: Arc<dyn Clock>,
    /// The language that speaks through this client, and its version, for the `User-Agent`. For bindings.
    pub language: (String, String),
}

impl Config {
    /// The defaults, for a server.
    pub fn new(project_id: impl Into<String>) -> Self {
        Self {
            project_id: project_id.into(),
            base_url: None,
            public_key: None,
            auth_management_key: None,
            management_key: None,
            timeout: Duration::from_secs(60),
            leeway: Duration::from_secs(5),
            check_times: true,
            fetch_keys_for_replies: true,
            verify: VerifyOptions::default(),
            max_token_bytes: 16 * 1024,
            token_cache: 1024,
            retry: RetryPolicy::default(),
            cookies: CookieOptions::default(),
            headers: BTreeMap::new(),
            transport: None,
            logger: None,
            ca_pem: None,
            skip_verify: false,
            capture_last_response: false,
            clock: Arc::new(SystemClock),
            language: ("rust".into(), env!("DOORCODE_RUSTC").into()),
        }
    }

    /// The defaults for an app on a device: times are not compared with the device's clock, and tokens of a
    /// reply are checked only if their key is at hand.
    pub fn mobile(project_id: impl Into<String>) -> Self {
        Self { check_times: false, fetch_keys_for_replies: false, ..Self::new(project_id) }
    }
}

/// Keys, certificates and header values are not shown.
impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Config");
        out.field("project_id", &self.project_id).field("base_url", &self.base_url);
        out.field("timeout", &self.timeout).field("leeway", &self.leeway);
        out.field("check_times", &self.check_times).field("verify", &self.verify);
        out.field("max_token_bytes", &self.max_token_bytes).field("token_cache", &self.token_cache);
        out.field("retry", &self.retry).field("cookies", &self.cookies);
        out.field("skip_verify", &self.skip_verify).finish_non_exhaustive()
    }
}

/// When a call is sent again: only calls that are safe to repeat are (reading, refreshing, logging out).
/// Starting, verifying and exchanging are repeated only if nothing was sent, so no code is burnt.
#[derive(Clone, Debug, PartialEq)]
pub struct RetryPolicy {
    /// The statuses that are worth another try. Default 503, 520, 521, 522, 524, 530.
    pub statuses: Vec<u16>,
    /// How long to wait before each further try. Default 0.1 s, 5 s, 5 s. Empty switches retrying off.
    pub delays: Vec<Duration>,
    /// Whether `Retry-After` is obeyed, 429 included. Default true.
    pub honour_retry_after: bool,
    /// A `Retry-After` beyond this is not waited for: the error comes at once. Default 10 s.
    pub max_retry_after: Duration,
    /// All waiting of one call together. Default 20 s.
    pub max_total: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            statuses: vec![503, 520, 521, 522, 524, 530],
            delays: vec![Duration::from_millis(100), Duration::from_secs(5), Duration::from_secs(5)],
            honour_retry_after: true,
            max_retry_after: Duration::from_secs(10),
            max_total: Duration::from_secs(20),
        }
    }
}

/// What one call may set for itself; see [`Client::with`](crate::Client::with).
#[derive(Clone, Default, PartialEq)]
pub struct RequestOptions {
    /// How long this call may take. None means the client's.
    pub timeout: Option<Duration>,
    /// Further headers for this call; they win over the client's.
    pub headers: BTreeMap<String, String>,
    /// Sent as `x-external-rid`, to find this call in the service's logs.
    pub request_id: Option<String>,
}

/// Header values are not shown: they may be keys.
impl fmt::Debug for RequestOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("RequestOptions");
        out.field("timeout", &self.timeout).field("headers", &self.headers.keys());
        out.field("request_id", &self.request_id).finish()
    }
}

/// How much a log line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogLevel {
    /// For those who look closely.
    Debug,
    /// Something that deserves attention.
    Warn,
}

/// Hears what a client has to say. No secret is ever logged.
///
/// ```
/// use doorcode::config::{LogLevel, Logger};
///
/// struct Lines(std::sync::Mutex<Vec<String>>);
/// impl Logger for Lines {
///     fn log(&self, level: LogLevel, text: &str) {
///         self.0.lock().unwrap().push(format!("{level:?} {text}"));
///     }
/// }
/// ```
pub trait Logger: Send + Sync + 'static {
    /// Takes one line.
    fn log(&self, level: LogLevel, text: &str);
}

/// An environment variable that is set and not empty. Nothing else in this crate reads the environment.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}
