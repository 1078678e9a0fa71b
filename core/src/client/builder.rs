//! [`ClientBuilder`]: settings in one expression.

use std::sync::Arc;
use std::time::Duration;

use super::Client;
use crate::clock::Clock;
use crate::config::{Config, Logger, RetryPolicy};
use crate::cookies::CookieOptions;
use crate::error::Result;
use crate::jwt::VerifyOptions;
use crate::transport::Transport;

/// Settings of a client to be. Each setter is explained at the field of [`Config`] with its name.
#[derive(Clone, Debug)]
#[must_use = "a builder builds nothing until `build` is called"]
pub struct ClientBuilder {
    config: Config,
}

/// One setter per field of [`Config`] that users set.
macro_rules! setters {
    ($($(#[$doc:meta])* $field:ident: $type:ty $(=> $wrap:expr)?;)+) => {
        $(
            $(#[$doc])*
            pub fn $field(mut self, $field: $type) -> Self {
                self.config.$field = setters!(@wrap $field $($wrap)?);
                self
            }
        )+
    };
    (@wrap $field:ident) => { $field };
    (@wrap $field:ident $wrap:expr) => { $wrap($field) };
}

impl ClientBuilder {
    pub(super) fn new(config: Config) -> Self {
        Self { config }
    }

    setters! {
        /// See [`Config::base_url`].
        base_url: impl Into<String> => |url: _| Some(Into::into(url));
        /// See [`Config::public_key`].
        public_key: impl Into<String> => |key: _| Some(Into::into(key));
        /// See [`Config::auth_management_key`].
        auth_management_key: impl Into<String> => |key: _| Some(Into::into(key));
        /// See [`Config::ca_pem`].
        ca_pem: impl Into<String> => |pem: _| Some(Into::into(pem));
        /// See [`Config::timeout`].
        timeout: Duration;
        /// See [`Config::leeway`].
        leeway: Duration;
        /// See [`Config::verify`].
        verify: VerifyOptions;
        /// See [`Config::max_token_bytes`].
        max_token_bytes: usize;
        /// See [`Config::token_cache`].
        token_cache: usize;
        /// See [`Config::retry`].
        retry: RetryPolicy;
        /// See [`Config::cookies`].
        cookies: CookieOptions;
        /// See [`Config::skip_verify`].
        skip_verify: bool;
        /// See [`Config::capture_last_response`].
        capture_last_response: bool;
    }

    /// See [`Config::headers`].
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.config.headers.insert(name.into(), value.into());
        self
    }

    /// See [`Config::transport`].
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.config.transport = Some(transport);
        self
    }

    /// See [`Config::logger`].
    pub fn logger(mut self, logger: impl Logger) -> Self {
        self.config.logger = Some(Arc::new(logger));
        self
    }

    /// See [`Config::clock`].
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.config.clock = Arc::new(clock);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn build(self) -> Result<Client> {
        Client::from_config(self.config)
    }
}
