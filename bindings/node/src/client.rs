//! A client: where everything starts.

use std::sync::Arc;

use doorcode::cookies::{CookieAttributes, clear_cookies};
use doorcode::{Result, Token};
use napi::bindgen_prelude::{ClassInstance, Either, FnArgs, Function};
use napi_derive::napi;

use crate::clock::Clock;
use crate::error::Failure;
use crate::logger::NodeLogger;
use crate::options::{self, Json};
use crate::{config, login};

/// Speaks to one project of the service. Its calls are in the files of their nouns.
#[napi]
pub struct Client(pub(crate) doorcode::Client);

#[napi]
impl Client {
    /// A client with these settings, or what is wrong with them.
    #[napi]
    pub fn create(
        settings: Json,
        clock: Option<ClassInstance<'_, Clock>>,
        log: Option<Function<'_, FnArgs<(String, String)>, ()>>,
    ) -> napi::Result<Either<Client, Failure>> {
        let logger = log.map(|log| NodeLogger::new(&log)).transpose()?;
        let made = config::read(&settings).and_then(|mut config| {
            if let Some(clock) = clock {
                config.clock = Arc::new(clock.0.clone());
            }
            config.logger = logger.map(|logger| Arc::new(logger) as _);
            // Attributes that no browser takes would else be found when a code is burnt already.
            clear_cookies(&CookieAttributes::default(), &config.cookies)?;
            doorcode::Client::from_config(config)
        });
        Ok(either(made.map(Self)))
    }

    /// The same client with options for the calls made through the returned one.
    #[napi]
    pub fn with_options(&self, options: Json) -> Either<Client, Failure> {
        either(options::options(&options).and_then(|options| self.0.with(options)).map(Self))
    }

    /// The project.
    #[napi(getter)]
    pub fn project_id(&self) -> &str {
        self.0.project_id()
    }

    /// The service's address, without a trailing slash.
    #[napi(getter)]
    pub fn base_url(&self) -> &str {
        self.0.base_url()
    }

    /// How a login is told, with the cookies of this client.
    pub(crate) fn told(&self) -> login::Told {
        login::Told(self.0.config().cookies.clone())
    }
}

/// A result at the border.
pub(crate) fn either<T>(result: Result<T>) -> Either<T, Failure> {
    result.map_or_else(|error| Either::B(Failure::from(&error)), Either::A)
}

/// The claims of a token, as JSON.
pub(crate) fn claims(token: &Token) -> String {
    token.claims_json().to_owned()
}
