//! The signed-in user, as the service knows it.

use doorcode::{LoginEvent, Tenant, User};
use pyo3::prelude::*;
use serde::Serialize;

use crate::argument::text;
use crate::json::to_object;
use crate::options;
use crate::task::{Answer, Call};

/// Records keep the names they have on the wire.
fn plain<'py>(py: Python<'py>, record: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    to_object(py, &serde_json::to_value(record).unwrap_or_default())
}

impl Answer for User {
    fn object<'py>(self: Box<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &*self)
    }
}

impl Answer for Vec<Tenant> {
    fn object<'py>(self: Box<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &*self)
    }
}

impl Answer for Vec<LoginEvent> {
    fn object<'py>(self: Box<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &*self)
    }
}

/// The signed-in user of a client.
#[pyclass(frozen, module = "doorcode._core")]
pub(crate) struct Users(pub(crate) doorcode::user::Users);

#[pymethods]
impl Users {
    /// Who the bearer of the refresh token is.
    fn me(&self, refresh_token: &Bound<'_, PyAny>) -> PyResult<Call> {
        Ok(Call::new(self.0.me(&text(refresh_token, "refresh_token")?)))
    }

    /// The user's tenants: the current one, or those of the given IDs.
    fn tenants(
        &self,
        current: &Bound<'_, PyAny>,
        ids: &Bound<'_, PyAny>,
        refresh_token: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        let (token, query) = (text(refresh_token, "refresh_token")?, options::tenants(current, ids)?);
        Ok(Call::new(self.0.tenants(query, &token)))
    }

    /// The user's logins.
    fn history(&self, refresh_token: &Bound<'_, PyAny>) -> PyResult<Call> {
        Ok(Call::new(self.0.history(&text(refresh_token, "refresh_token")?)))
    }
}
