//! What a token allows, asked of its claims.

use doorcode::authorization;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use serde_json::{Map, Value};

use crate::argument::{optional_text, texts, wrong_type};
use crate::json;

/// The claims that decide about rights; no others are looked at.
const DECIDING: [&str; 4] = ["permissions", "roles", "tenants", "dct"];

/// Whether all of `wanted` are held. `claim` is `permissions` or `roles`.
#[pyfunction]
pub(crate) fn authorized(
    claims: &Bound<'_, PyAny>,
    tenant: &Bound<'_, PyAny>,
    claim: &str,
    wanted: &Bound<'_, PyAny>,
) -> PyResult<bool> {
    let (claims, tenant) = (deciding(claims)?, optional_text(tenant, "tenant")?);
    Ok(authorization::has(&claims, tenant.as_deref(), claim, &texts(wanted, claim)?))
}

/// Those of `wanted` that are held, in the order asked.
#[pyfunction]
pub(crate) fn matched(
    claims: &Bound<'_, PyAny>,
    tenant: &Bound<'_, PyAny>,
    claim: &str,
    wanted: &Bound<'_, PyAny>,
) -> PyResult<Vec<String>> {
    let (claims, tenant, wanted) =
        (deciding(claims)?, optional_text(tenant, "tenant")?, texts(wanted, claim)?);
    let matched = authorization::matched(&claims, tenant.as_deref(), claim, &wanted);
    Ok(matched.into_iter().map(str::to_owned).collect())
}

fn deciding(claims: &Bound<'_, PyAny>) -> PyResult<Map<String, Value>> {
    let claims = claims.cast::<PyDict>().map_err(|_| wrong_type(claims, "token", "a dict of claims"))?;
    let picked = PyDict::new(claims.py());
    for name in DECIDING {
        if let Some(value) = claims.get_item(name)? {
            picked.set_item(name, value)?;
        }
    }
    json::object(&picked, "token")
}
