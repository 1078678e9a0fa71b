//! One-time codes.

use doorcode::MaskedAddress;
use pyo3::prelude::*;

use crate::argument::{method as delivery, optional_text, text};
use crate::options;
use crate::task::{Answer, Call};

/// Where a code went, and how.
impl Answer for MaskedAddress {
    fn object<'py>(self: Box<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        (self.masked, self.method.as_str()).into_pyobject(py).map(Bound::into_any)
    }
}

/// One-time codes of a client.
#[pyclass(frozen, module = "doorcode._core")]
pub(crate) struct Otp(pub(crate) doorcode::otp::Otp);

#[pymethods]
impl Otp {
    /// Sends a code to somebody new.
    fn sign_up(
        &self,
        method: &Bound<'_, PyAny>,
        login_id: &Bound<'_, PyAny>,
        details: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        let (method, login_id) = (delivery(method)?, text(login_id, "login_id")?);
        let (details, options) = (options::details(details)?, options::sign_up(options)?);
        Ok(Call::new(self.0.sign_up(method, &login_id, details.as_ref(), &options)))
    }

    /// Sends a code to a known user.
    fn sign_in(
        &self,
        method: &Bound<'_, PyAny>,
        login_id: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
        refresh_token: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        let (method, login_id) = (delivery(method)?, text(login_id, "login_id")?);
        let (options, token) = (options::login(options)?, optional_text(refresh_token, "refresh_token")?);
        Ok(Call::new(self.0.sign_in(method, &login_id, &options, token.as_deref())))
    }

    /// Sends a code to a user, known or new.
    fn sign_up_or_in(
        &self,
        method: &Bound<'_, PyAny>,
        login_id: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
        refresh_token: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        let (method, login_id) = (delivery(method)?, text(login_id, "login_id")?);
        let (options, token) = (options::login(options)?, optional_text(refresh_token, "refresh_token")?);
        Ok(Call::new(self.0.sign_up_or_in_with(method, &login_id, &options, token.as_deref())))
    }

    /// Completes what was started, with the code.
    fn verify(
        &self,
        method: &Bound<'_, PyAny>,
        login_id: &Bound<'_, PyAny>,
        code: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        let (method, login_id) = (delivery(method)?, text(login_id, "login_id")?);
        let (code, options) = (text(code, "code")?, options::verify(options)?);
        Ok(Call::new(self.0.verify(method, &login_id, &code, &options)))
    }

    /// Sends a code to a new e-mail address of a signed-in user.
    fn update_email(
        &self,
        login_id: &Bound<'_, PyAny>,
        email: &Bound<'_, PyAny>,
        refresh_token: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        let (login_id, email) = (text(login_id, "login_id")?, text(email, "email")?);
        let (token, options) = (text(refresh_token, "refresh_token")?, options::update(options)?);
        Ok(Call::new(self.0.update_email(&login_id, &email, &token, &options)))
    }

    /// Sends a code to a new phone number of a signed-in user.
    fn update_phone(
        &self,
        method: &Bound<'_, PyAny>,
        login_id: &Bound<'_, PyAny>,
        phone: &Bound<'_, PyAny>,
        refresh_token: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> PyResult<Call> {
        let (method, login_id, phone) =
            (delivery(method)?, text(login_id, "login_id")?, text(phone, "phone")?);
        let (token, options) = (text(refresh_token, "refresh_token")?, options::update(options)?);
        Ok(Call::new(self.0.update_phone(method, &login_id, &phone, &token, &options)))
    }
}
