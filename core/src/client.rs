//! [`Client`]: where everything starts.

mod builder;

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;

pub use builder::ClientBuilder;

use crate::config::{Config, RequestOptions, Settings, header_flaw};
use crate::error::{Error, Reason, Result};
use crate::flow::flight::Flights;
use crate::flow::{Call, Flow};
use crate::http::Line;
use crate::jwt::TokenCache;
use crate::keys::{KeySource, Keys, SourceKey};
use crate::otp::Otp;
use crate::runtime;
use crate::session::Session;
use crate::transport::{HttpTrace, Transport};
use crate::user::Users;

/// Speaks to one project of the service.
///
/// Making one opens no connection and starts no thread. Clones are cheap and share everything; a client may
/// be used from any thread, and in a child process after a fork.
///
/// ```
/// use doorcode::Client;
///
/// let client = Client::new("P2doorcodeLocalDevelopment00")?;
/// let same = client.clone();
/// assert_eq!(same.project_id(), "P2doorcodeLocalDevelopment00");
/// # Ok::<(), doorcode::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    options: Arc<RequestOptions>,
}

struct Inner {
    settings: Settings,
    cache: Option<TokenCache>,
    bound: ArcSwapOption<Bound>,
    last_response: ArcSwapOption<HttpTrace>,
}

/// What a client uses of its process's shared state.
pub(crate) struct Bound {
    pid: u32,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) keys: Arc<KeySource>,
    pub(crate) flights: Flights,
    scope: [u8; 32],
}

impl Client {
    /// A client of `project_id` with default settings. Empty means `DESCOPE_PROJECT_ID`.
    ///
    /// # Errors
    /// `config` when there is no project ID or a setting from the environment can't be used; `keys` when
    /// `DESCOPE_PUBLIC_KEY` can't.
    pub fn new(project_id: impl Into<String>) -> Result<Self> {
        Self::from_config(Config::new(project_id))
    }

    /// Settings first, then [`ClientBuilder::build`].
    ///
    /// ```
    /// use std::time::Duration;
    /// use doorcode::Client;
    ///
    /// let client = Client::builder("P2doorcodeLocalDevelopment00")
    ///     .base_url("http://127.0.0.1:8080")
    ///     .timeout(Duration::from_secs(10))
    ///     .build()?;
    /// assert_eq!(client.base_url(), "http://127.0.0.1:8080");
    /// # Ok::<(), doorcode::Error>(())
    /// ```
    pub fn builder(project_id: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(Config::new(project_id))
    }

    /// A client with these settings.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn from_config(config: Config) -> Result<Self> {
        let settings = Settings::resolve(config)?;
        let cache = (settings.config.token_cache > 0).then(|| TokenCache::new(settings.config.token_cache));
        let inner =
            Inner { settings, cache, bound: ArcSwapOption::empty(), last_response: ArcSwapOption::empty() };
        Ok(Self { inner: Arc::new(inner), options: Arc::default() })
    }

    /// The same client with options for the calls made through the returned one.
    ///
    /// # Errors
    /// `invalid_argument` when a header can't be sent.
    ///
    /// ```
    /// use std::time::Duration;
    /// use doorcode::{Client, RequestOptions};
    ///
    /// let client = Client::new("P2doorcodeLocalDevelopment00")?;
    /// let hurried = client.with(RequestOptions { timeout: Some(Duration::from_secs(2)), ..Default::default() })?;
    /// assert_eq!(hurried.timeout(), Duration::from_secs(2));
    /// # Ok::<(), doorcode::Error>(())
    /// ```
    pub fn with(&self, options: RequestOptions) -> Result<Self> {
        let id = options.request_id.iter().map(|id| ("x-external-rid", id.as_str()));
        let headers = options.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        if let Some(why) = headers.chain(id).find_map(|(name, value)| header_flaw(name, value)) {
            return Err(Error::invalid_argument("headers", Reason::Format, why));
        }
        Ok(Self { inner: Arc::clone(&self.inner), options: Arc::new(options) })
    }

    /// One-time codes: sign up, sign in, verify, update e-mail and phone.
    pub fn otp(&self) -> Otp {
        Otp::new(self.clone())
    }

    /// Sessions: validate, refresh, select a tenant, log out, exchange an access key.
    pub fn session(&self) -> Session {
        Session::new(self.clone())
    }

    /// The signed-in user: me, tenants, history.
    pub fn user(&self) -> Users {
        Users::new(self.clone())
    }

    /// The keys tokens are checked with: export and import.
    pub fn keys(&self) -> Keys {
        Keys::new(self.clone())
    }

    /// The project.
    pub fn project_id(&self) -> &str {
        &self.inner.settings.config.project_id
    }

    /// The service's address, without a trailing slash.
    pub fn base_url(&self) -> &str {
        &self.inner.settings.net.base_url
    }

    /// The settings, with secrets taken out.
    pub fn config(&self) -> &Config {
        &self.inner.settings.config
    }

    /// How long a call of this client may take.
    pub fn timeout(&self) -> Duration {
        self.options.timeout.unwrap_or(self.inner.settings.config.timeout)
    }

    /// The last reply of the service to this client or a clone of it, without secrets. None unless
    /// [`Config::capture_last_response`] is on.
    ///
    /// ```
    /// # let client = doorcode::Client::new("P2doorcodeLocalDevelopment00")?;
    /// assert!(client.last_response().is_none());
    /// # Ok::<(), doorcode::Error>(())
    /// ```
    pub fn last_response(&self) -> Option<Arc<HttpTrace>> {
        self.inner.last_response.load_full()
    }

    pub(crate) fn keep_trace(&self, trace: Arc<HttpTrace>) {
        self.inner.last_response.store(Some(trace));
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub(crate) fn options(&self) -> &RequestOptions {
        &self.options
    }

    pub(crate) fn cache(&self) -> Option<&TokenCache> {
        self.inner.cache.as_ref()
    }

    /// A call that runs `work` on a line to the service.
    pub(crate) fn call<T, W>(&self, work: impl FnOnce(Line) -> W) -> Call<T>
    where
        W: Future<Output = Result<T>> + Send + 'static,
    {
        match self.bound() {
            Ok(bound) => {
                let transport = Arc::clone(&bound.transport);
                Call::new(Flow::new(|port| work(Line::open(self.clone(), bound, port))), transport)
            }
            Err(error) => Call::decided(Err(error)),
        }
    }

    /// This process's shared state for this client; found anew after a fork.
    pub(crate) fn bound(&self) -> Result<Arc<Bound>> {
        let known = self.inner.bound.load_full();
        match known {
            Some(bound) if bound.pid == std::process::id() => Ok(bound),
            known => {
                let bound = Arc::new(Bound::find(&self.inner.settings, known.as_deref())?);
                self.inner.bound.store(Some(Arc::clone(&bound)));
                // What came from the parent holds connections that died with its threads: never dropped.
                std::mem::forget(known);
                Ok(bound)
            }
        }
    }
}

impl Bound {
    /// Sets the shared requests of this project and connection apart from others.
    pub(crate) fn flight_scope(&self) -> [u8; 32] {
        self.scope
    }

    fn find(settings: &Settings, parent: Option<&Self>) -> Result<Self> {
        let slot = runtime::slot();
        let transport = match &settings.config.transport {
            Some(transport) => Arc::clone(transport),
            None => slot.transport(&settings.net)?,
        };
        let source = SourceKey::new(settings);
        let scope = source.flight();
        let keys = match &settings.pinned {
            Some(set) => Arc::new(KeySource::pinned(Arc::clone(set))),
            None => slot.source(source),
        };
        if let Some(parent) = parent {
            keys.inherit(&parent.keys);
        }
        Ok(Self { pid: slot.pid(), transport, keys, flights: slot.flights.clone(), scope })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Client");
        out.field("project_id", &self.project_id())
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}
