//! Tokens as the dicts that callers of the official SDK know.

use doorcode::Token;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::argument::text;
use crate::error::OrRaise;
use crate::json::{copy_dict, parse_dict};
use crate::task::Answer;

/// The claims, and the token itself under `jwt`.
pub(crate) fn claims<'py>(py: Python<'py>, token: &Token) -> PyResult<Bound<'py, PyDict>> {
    let claims = parse_dict(py, token.claims_json())?;
    claims.set_item(intern!(py, "jwt"), token.jwt())?;
    Ok(claims)
}

/// A session that was checked: its claims, and what a login has beside them (protocol §12).
impl Answer for Token {
    fn object<'py>(self: Box<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let session = claims(py, &self)?;
        let dict = copy_dict(&session)?;
        add_rights(&dict, &session)?;
        dict.set_item(intern!(py, "sessionToken"), session)?;
        dict.set_item(intern!(py, "projectId"), self.project_id())?;
        dict.set_item(intern!(py, "userId"), self.subject().unwrap_or_default())?;
        Ok(dict.into_any())
    }
}

/// Permissions, roles and tenants of a token, at the top level and always there.
pub(crate) fn add_rights<'py>(dict: &Bound<'py, PyDict>, token: &Bound<'py, PyDict>) -> PyResult<()> {
    let py = dict.py();
    for name in [intern!(py, "permissions"), intern!(py, "roles")] {
        match token.get_item(name)? {
            Some(held) => dict.set_item(name, held)?,
            None => dict.set_item(name, PyList::empty(py))?,
        }
    }
    let tenants = intern!(py, "tenants");
    match token.get_item(tenants)? {
        Some(held) => dict.set_item(tenants, held),
        None => dict.set_item(tenants, PyDict::new(py)),
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
