//! Single arguments. `None`, wrong types and texts that are no Unicode are refused here, by name.

use std::borrow::Cow;

use doorcode::{DeliveryMethod, Error, Reason};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};

use crate::error::{OrRaise, raise};

/// A text that the call needs.
pub(crate) fn text<'a>(value: &'a Bound<'_, PyAny>, name: &str) -> PyResult<Cow<'a, str>> {
    optional_text(value, name)?.ok_or_else(|| refuse(name, Reason::Missing, format!("{name} was not given")))
}

/// A text that may be `None`.
pub(crate) fn optional_text<'a>(value: &'a Bound<'_, PyAny>, name: &str) -> PyResult<Option<Cow<'a, str>>> {
    if value.is_none() {
        return Ok(None);
    }
    let text = value.cast::<PyString>().map_err(|_| wrong_type(value, name, "a str"))?;
    match text.to_cow() {
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(refuse(name, Reason::Format, format!("{name} has half a surrogate pair in it"))),
    }
}

/// One text, or several; `None` is none of them.
pub(crate) fn texts(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<String>> {
    if value.is_instance_of::<PyString>() {
        return Ok(vec![text(value, name)?.into_owned()]);
    }
    text_list(value, name)
}

/// Several texts; `None` is none of them.
pub(crate) fn text_list(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<String>> {
    if value.is_none() {
        return Ok(Vec::new());
    }
    // A text would give its letters and a dict its keys, which nobody means.
    let is_odd = value.is_instance_of::<PyString>() || value.is_instance_of::<PyDict>();
    match value.try_iter() {
        Ok(items) if !is_odd => items.map(|item| Ok(text(&item?, name)?.into_owned())).collect(),
        _ => Err(wrong_type(value, name, "a list of str")),
    }
}

/// The slug of a delivery method; `None` leaves the choice to the core.
pub(crate) fn method(value: &Bound<'_, PyAny>) -> PyResult<Option<DeliveryMethod>> {
    optional_text(value, "method")?.map(|slug| slug.parse().or_raise()).transpose()
}

/// Headers as a mapping, or as pairs.
pub(crate) fn pairs(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Vec<(String, String)>> {
    let wrong = |_| wrong_type(value, name, "a mapping of str to str, or pairs of str");
    let items = match value.getattr("items") {
        Ok(items) => items.call0().map_err(wrong)?,
        Err(_) => value.clone(),
    };
    items.try_iter().map_err(wrong)?.map(|pair| pair_of_texts(&pair?).map_err(wrong)).collect()
}

fn pair_of_texts(pair: &Bound<'_, PyAny>) -> PyResult<(String, String)> {
    let [name, value] = pair.extract::<[Bound<'_, PyAny>; 2]>()?;
    Ok((name.extract()?, value.extract()?))
}

/// Whether JSON has a list for it.
pub(crate) fn is_list(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>()
}

pub(crate) fn wrong_type(value: &Bound<'_, PyAny>, name: &str, expected: &str) -> PyErr {
    let found = value.get_type().name().map_or_else(|_| "something else".to_owned(), |name| name.to_string());
    refuse(name, Reason::Type, format!("{name} must be {expected}, not {found}"))
}

pub(crate) fn refuse(name: &str, reason: Reason, detail: String) -> PyErr {
    raise(&Error::invalid_argument(name.to_owned(), reason, detail))
}
