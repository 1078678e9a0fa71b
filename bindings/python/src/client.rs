//! A client: where everything starts.

use pyo3::prelude::*;

use crate::error::OrRaise;
use crate::keys::Keys;
use crate::otp::Otp;
use crate::session::Session;
use crate::users::Users;
use crate::{config, options};

/// Speaks to one project of the service.
#[pyclass(frozen, module = "doorcode._core")]
pub(crate) struct Client(doorcode::Client);

#[pymethods]
impl Client {
    #[new]
    fn new(settings: &Bound<'_, PyAny>) -> PyResult<Self> {
        doorcode::Client::from_config(config::read(settings)?).or_raise().map(Self)
    }

    /// The same client with options for the calls made through the returned one.
    fn with_options(&self, options: &Bound<'_, PyAny>) -> PyResult<Self> {
        self.0.with(options::request(options)?).or_raise().map(Self)
    }

    /// One-time codes.
    fn otp(&self) -> Otp {
        Otp(self.0.otp())
    }

    /// Sessions.
    fn session(&self) -> Session {
        Session(self.0.session())
    }

    /// The signed-in user.
    fn users(&self) -> Users {
        Users(self.0.user())
    }

    /// The keys that tokens are checked with.
    fn keys(&self) -> Keys {
        Keys(self.0.keys())
    }

    /// The project.
    #[getter]
    fn project_id(&self) -> &str {
        self.0.project_id()
    }

    /// The service's address, without a trailing slash.
    #[getter]
    fn base_url(&self) -> &str {
        self.0.base_url()
    }
}
