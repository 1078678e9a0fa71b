//! Tokens as the dicts that callers of the official SDK know.

use doorcode::Token;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString, PyType};

use crate::argument::text;
use crate::error::OrRaise;
use crate::json::{copy_dict, deep_copy, parse_dict};
use crate::task::Answer;
use crate::template;

/// The claims, and the token itself under `jwt`.
pub(crate) fn claims<'py>(py: Python<'py>, token: &Token) -> PyResult<Bound<'py, PyDict>> {
    let claims = parse_dict(py, token.claims_json())?;
    claims.set_item(intern!(py, "jwt"), token.jwt())?;
    Ok(claims)
}

/// A session that was checked, as the package's class for it: its claims, and what a login has beside them
/// (protocol §12).
pub(crate) fn checked<'py>(py: Python<'py>, token: &Token) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let session = CLASS.import(py, "doorcode.token", "Token")?.call0()?;
    template::fill(session.cast::<PyDict>()?, token, || members(py, token))?;
    Ok(session)
}

impl Answer for Token {
    fn object<'py>(self: Box<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        checked(py, &self)
    }
}

fn members<'py>(py: Python<'py>, token: &Token) -> PyResult<Bound<'py, PyDict>> {
    let session = claims(py, token)?;
    let members = copy_dict(&session)?;
    add_rights(&members, &session)?;
    members.set_item(intern!(py, "sessionToken"), session)?;
    members.set_item(intern!(py, "projectId"), token.project_id())?;
    members.set_item(intern!(py, "userId"), token.subject().unwrap_or_default())?;
    Ok(members)
}

/// Permissions, roles and tenants of a token, at the top level and always there.
pub(crate) fn add_rights<'py>(dict: &Bound<'py, PyDict>, token: &Bound<'py, PyDict>) -> PyResult<()> {
    let py = dict.py();
    add_right(dict, token, intern!(py, "permissions"), PyList::empty(py).as_any())?;
    add_right(dict, token, intern!(py, "roles"), PyList::empty(py).as_any())?;
    add_right(dict, token, intern!(py, "tenants"), PyDict::new(py).as_any())
}

fn add_right<'py>(
    dict: &Bound<'py, PyDict>,
    token: &Bound<'py, PyDict>,
    name: &Bound<'py, PyString>,
    none: &Bound<'py, PyAny>,
) -> PyResult<()> {
    // A checked session has copies of its claims at the top before it comes here.
    if dict.contains(name)? {
        return Ok(());
    }
    match token.get_item(name)? {
        Some(held) => dict.set_item(name, deep_copy(&held)?),
        None => dict.set_item(name, none),
    }
}

/// The session of an access key (protocol §12).
pub(crate) struct AccessKeySession(pub(crate) Token);

impl Answer for AccessKeySession {
    fn object<'py>(self: Box<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let session = claims(py, &self.0)?;
        let dict = PyDict::new(py);
        add_rights(&dict, &session)?;
        dict.set_item("sessionToken", session)?;
        dict.set_item("projectId", self.0.project_id())?;
        dict.set_item("keyId", self.0.subject().unwrap_or_default())?;
        Ok(dict.into_any())
    }
}

/// The claims of a token, **without checking anything**, and the token under `jwt`.
#[pyfunction]
#[pyo3(signature = (jwt) -> "dict[str, Any]")]
pub(crate) fn decode_unverified<'py>(jwt: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    let token = Token::decode_unverified(&text(jwt, "jwt")?).or_raise()?;
    claims(jwt.py(), &token)
}
