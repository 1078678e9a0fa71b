//! What a login hands back, as the dict that callers of the official SDK know (protocol §12).

use std::time::SystemTime;

use doorcode::cookies::CookieAttributes;
use doorcode::{AuthResponse, SessionOutcome};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use serde_json::Value;

use crate::json::to_object;
use crate::task::Answer;
use crate::token::{add_rights, claims};

/// The dict, what the service says about its cookie, and the whole answer as it came.
impl Answer for AuthResponse {
    fn object<'py>(self: Box<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let dict = PyDict::new(py);
        let session = claims(py, &self.session)?;
        add_rights(&dict, &session)?;
        dict.set_item("sessionToken", session)?;
        if let Some(refresh) = &self.refresh {
            dict.set_item("refreshSessionToken", claims(py, refresh)?)?;
        }
        let refresh_subject = self.refresh.as_ref().and_then(|refresh| refresh.subject());
        dict.set_item("projectId", self.session.project_id())?;
        dict.set_item("userId", self.session.subject().or(refresh_subject).unwrap_or_default())?;
        dict.set_item("cookieData", cookie_data(py, &self.cookie)?)?;
        let user = self.user.as_ref().map(|user| serde_json::to_value(user).unwrap_or_default());
        dict.set_item("user", to_object(py, &user.unwrap_or_else(|| Value::Object(Default::default())))?)?;
        dict.set_item("firstSeen", self.first_seen)?;
        let raw = to_object(py, &Value::Object(self.raw))?;
        (dict, attributes(py, &self.cookie)?, raw).into_pyobject(py).map(Bound::into_any)
    }
}

/// What came of it, as a login or as a token; whether it is new; the cookies for the browser.
impl Answer for SessionOutcome {
    fn object<'py>(self: Box<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let what: Box<dyn Answer> = match self.auth {
            Some(auth) => Box::new(auth),
            None => Box::new(self.token),
        };
        let parts = (what.object(py)?, self.refreshed, self.cookies).into_pyobject(py)?;
        Ok(parts.cast_into::<PyTuple>()?.into_any())
    }
}

/// The official form: what is absent is 0, empty, or the root.
fn cookie_data<'py>(py: Python<'py>, cookie: &CookieAttributes) -> PyResult<Bound<'py, PyDict>> {
    let data = PyDict::new(py);
    data.set_item("exp", since_epoch(cookie).unwrap_or_default())?;
    data.set_item("maxAge", cookie.max_age.unwrap_or_default().as_secs())?;
    data.set_item("domain", cookie.domain.as_deref().unwrap_or_default())?;
    data.set_item("path", cookie.path.as_deref().unwrap_or("/"))?;
    Ok(data)
}

/// The members of `CookieAttributes`.
fn attributes<'py>(py: Python<'py>, cookie: &CookieAttributes) -> PyResult<Bound<'py, PyDict>> {
    let members = PyDict::new(py);
    members.set_item("domain", cookie.domain.as_deref())?;
    members.set_item("path", cookie.path.as_deref())?;
    members.set_item("max_age", cookie.max_age.map(|age| age.as_secs()))?;
    members.set_item("expires", since_epoch(cookie))?;
    Ok(members)
}

fn since_epoch(cookie: &CookieAttributes) -> Option<u64> {
    Some(cookie.expires?.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs())
}
