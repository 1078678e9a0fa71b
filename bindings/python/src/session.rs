//! Sessions: check them, renew them, end them.

use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::argument::{optional_text, text, text_list};
use crate::error::{OrRaise, raise};
use crate::options;
use crate::task::{Call, interruptible};
use crate::token::{AccessKeySession, checked};

/// Sessions of a client.
#[pyclass(frozen, module = "doorcode._core")]
pub(crate) struct Session(pub(crate) doorcode::session::Session);

#[pymethods]
impl Session {
    /// Checks a session token.
    fn validate(&self, session_token: &Bound<'_, PyAny>, options: &Bound<'_, PyAny>) -> PyResult<Call> {
        let (token, options) = (text(session_token, "session_token")?, options::verify(options)?);
        Ok(Call::new(self.0.validate(&token, &options)))
    }

    /// The outcome of a check, where it can be known at once: the keys are fresh, and have the token's. Else `None`.
    #[pyo3(signature = (session_token, options) -> "Any | None")]
    fn validate_at_once<'py>(
        &self,
        session_token: &Bound<'py, PyAny>,
        options: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let (token, options) = (text(session_token, "session_token")?, options::verify(options)?);
        let call = self.0.validate(&token, &options);
        if !call.is_decided() {
            return Ok(None);
        }
        checked(session_token.py(), &call.wait().or_raise()?).map(Some)
    }

    /// Checks a session token with the keys at hand.
    fn validate_local<'py>(
        &self,
        session_token: &Bound<'py, PyAny>,
        options: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (token, options) = (text(session_token, "session_token")?, options::verify(options)?);
        checked(session_token.py(), &self.0.validate_local(&token, &options).or_raise()?)
    }

    /// Checks many session tokens, other threads running meanwhile. A token that does not hold gives an exception in
    /// its place.
    #[pyo3(signature = (session_tokens, options) -> "list[Any]")]
    fn validate_many<'py>(
        &self,
        session_tokens: &Bound<'py, PyAny>,
        options: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyList>> {
        let (py, options) = (session_tokens.py(), options::verify(options)?);
        let tokens = text_list(session_tokens, "session_tokens")?;
        let results = py.detach(|| check_all(&self.0, &tokens, &options))?;
        let objects = results.into_iter().map(|result| match result {
            Ok(token) => checked(py, &token),
            Err(error) => Ok(raise(&error).into_value(py).into_bound(py).into_any()),
        });
        PyList::new(py, objects.collect::<PyResult<Vec<_>>>()?)
    }

    /// Checks any token of the project.
    fn verify_jwt(&self, token: &Bound<'_, PyAny>, options: &Bound<'_, PyAny>) -> PyResult<Call> {
        let (token, options) = (text(token, "token")?, options::verify(options)?);
        Ok(Call::new(self.0.verify_jwt(&token, &options)))
    }

    /// Fetches a new session token.
    fn refresh(&self, refresh_token: &Bound<'_, PyAny>, options: &Bound<'_, PyAny>) -> PyResult<Call> {
        let (token, options) = (text(refresh_token, "refresh_token")?, options::verify(options)?);
        Ok(Call::new(self.0.refresh(&token, &options)))
    }

    /// Checks a session token and, when it does not hold, refreshes.
    fn validate_and_refresh(
        &self,
        session_token: &Bound<'_, PyAny>,
        refresh_token: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        let session = optional_text(session_token, "session_token")?;
        let refresh = optional_text(refresh_token, "refresh_token")?;
        let options = options::verify(options)?;
        Ok(Call::new(self.0.validate_and_refresh(session.as_deref(), refresh.as_deref(), &options)))
    }

    /// Refreshes if that is possible.
    fn try_refresh(&self, refresh_token: &Bound<'_, PyAny>) -> PyResult<Call> {
        let token = optional_text(refresh_token, "refresh_token")?;
        Ok(Call::new(self.0.try_refresh(token.as_deref())))
    }

    /// Exchanges another system's token for a session.
    fn migrate(&self, external_token: &Bound<'_, PyAny>) -> PyResult<Call> {
        Ok(Call::new(self.0.migrate(&text(external_token, "external_token")?)))
    }

    /// Switches the session to another of the user's tenants.
    fn select_tenant(
        &self,
        tenant_id: &Bound<'_, PyAny>,
        refresh_token: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        let (tenant_id, token) = (text(tenant_id, "tenant_id")?, text(refresh_token, "refresh_token")?);
        Ok(Call::new(self.0.select_tenant(&tenant_id, &token)))
    }

    /// Ends this session.
    fn logout(&self, refresh_token: &Bound<'_, PyAny>) -> PyResult<Call> {
        Ok(Call::new(self.0.logout(&text(refresh_token, "refresh_token")?)))
    }

    /// Ends all sessions of the user.
    fn logout_all(&self, refresh_token: &Bound<'_, PyAny>) -> PyResult<Call> {
        Ok(Call::new(self.0.logout_all(&text(refresh_token, "refresh_token")?)))
    }

    /// Exchanges an access key for a session token.
    fn exchange_access_key(
        &self,
        access_key: &Bound<'_, PyAny>,
        login_options: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        let (key, login) = (text(access_key, "access_key")?, options::access_key(login_options)?);
        let call = self.0.exchange_access_key(&key, &login, &options::verify(options)?);
        Ok(Call::new(call.then(|token, _| token.map(AccessKeySession))))
    }
}

type Checked = doorcode::Result<doorcode::Token>;

/// Signals are looked for this often.
const BATCH: usize = 256;

/// Every check, one after the other. A signal ends them all.
fn check_all(
    session: &doorcode::session::Session,
    tokens: &[String],
    options: &doorcode::VerifyOptions,
) -> PyResult<Vec<Checked>> {
    let mut checked = Vec::with_capacity(tokens.len());
    for batch in tokens.chunks(BATCH) {
        Python::attach(|py| py.check_signals())?;
        for token in batch {
            checked.push(interruptible(session.validate(token, options))?);
        }
    }
    Ok(checked)
}
