//! JSON to Python objects and back, without a detour: one pass, no text in between.

use std::fmt;

use doorcode::Reason;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};
use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::argument::{is_list, refuse, text, wrong_type};

/// Nesting beyond this is a mistake, most often an object that contains itself.
const MAX_DEPTH: usize = 100;

/// The JSON object in `text` as a dict.
pub(crate) fn parse_dict<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyDict>> {
    let parsed = Build(py).deserialize(&mut serde_json::Deserializer::from_str(text));
    // The core has read the text before, so this can't fail.
    let parsed = parsed.map_err(|error| pyo3::exceptions::PyValueError::new_err(error.to_string()))?;
    Ok(parsed.cast_into()?)
}

/// A JSON value as a Python object.
pub(crate) fn to_object<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Build(py).deserialize(value).map_err(|error| pyo3::exceptions::PyValueError::new_err(error.to_string()))
}

/// Builds Python objects from whatever serde reads.
#[derive(Clone, Copy)]
struct Build<'py>(Python<'py>);

impl<'py> Build<'py> {
    fn made<E: Error>(made: PyResult<Bound<'py, PyAny>>) -> Result<Bound<'py, PyAny>, E> {
        made.map_err(E::custom)
    }
}

impl<'de, 'py> DeserializeSeed<'de> for Build<'py> {
    type Value = Bound<'py, PyAny>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de, 'py> Visitor<'de> for Build<'py> {
    type Value = Bound<'py, PyAny>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(self.0.None().into_bound(self.0))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(PyBool::new(self.0, value).to_owned().into_any())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(PyInt::new(self.0, value).into_any())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(PyInt::new(self.0, value).into_any())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(PyFloat::new(self.0, value).into_any())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(PyString::new(self.0, value).into_any())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Self::made(PyList::new(self.0, list).map(Bound::into_any))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let dict = PyDict::new(self.0);
        while let Some(name) = members.next_key_seed(Name(self.0))? {
            dict.set_item(name, members.next_value_seed(self)?).map_err(A::Error::custom)?;
        }
        Ok(dict.into_any())
    }
}

/// The name of a member. Those of the usual claims are made once and shared, their hashes with them.
struct Name<'py>(Python<'py>);

impl<'de, 'py> DeserializeSeed<'de> for Name<'py> {
    type Value = Bound<'py, PyString>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_str(self)
    }
}

impl<'py> Visitor<'_> for Name<'py> {
    type Value = Bound<'py, PyString>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        macro_rules! shared {
            ($($known:literal)+) => {
                match name {
                    $($known => intern!(self.0, $known).clone(),)+
                    _ => PyString::new(self.0, name),
                }
            };
        }
        Ok(
            shared!("amr" "aud" "dct" "drn" "exp" "iat" "iss" "nsec" "permissions" "rexp" "roles" "sid" "sub" "tenants"),
        )
    }
}

/// A dict as a JSON object. `name` is the argument's, for the refusal.
pub(crate) fn object(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Map<String, Value>> {
    match from_object(value, name, MAX_DEPTH)? {
        Value::Object(members) => Ok(members),
        _ => Err(wrong_type(value, name, "a dict")),
    }
}

fn from_object(value: &Bound<'_, PyAny>, name: &str, depth: usize) -> PyResult<Value> {
    if depth == 0 {
        return Err(refuse(
            name,
            Reason::TooLong,
            format!("{name} is nested more than {MAX_DEPTH} levels deep"),
        ));
    }
    if value.is_none() {
        Ok(Value::Null)
    } else if let Ok(flag) = value.cast::<PyBool>() {
        Ok(flag.is_true().into())
    } else if value.is_instance_of::<PyString>() {
        Ok(text(value, name)?.into())
    } else if let Ok(members) = value.cast::<PyDict>() {
        let member = |(key, item)| Ok((text(&key, name)?.into_owned(), from_object(&item, name, depth - 1)?));
        members.iter().map(member).collect()
    } else if is_list(value) {
        value.try_iter()?.map(|item| from_object(&item?, name, depth - 1)).collect()
    } else {
        number(value).ok_or_else(|| wrong_type(value, name, "what JSON can say")).map(Value::Number)
    }
}

fn number(value: &Bound<'_, PyAny>) -> Option<Number> {
    if value.is_instance_of::<PyInt>() {
        let signed = value.extract::<i64>().ok().map(Number::from);
        return signed.or_else(|| value.extract::<u64>().ok().map(Number::from));
    }
    value.cast::<PyFloat>().ok().and_then(|float| Number::from_f64(float.value()))
}

/// A copy that shares nothing that can be changed.
pub(crate) fn deep_copy<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if let Ok(members) = value.cast_exact::<PyDict>() {
        return copy_dict(members).map(Bound::into_any);
    }
    match value.cast_exact::<PyList>() {
        Ok(items) => {
            let copies: Vec<_> = items.iter().map(|item| deep_copy(&item)).collect::<PyResult<_>>()?;
            PyList::new(value.py(), copies).map(Bound::into_any)
        }
        Err(_) => Ok(value.clone()),
    }
}

/// A dict of its own, down to the last list.
pub(crate) fn copy_dict<'py>(members: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyDict>> {
    let copy = members.copy()?;
    for (name, value) in members.iter() {
        if value.is_exact_instance_of::<PyDict>() || value.is_exact_instance_of::<PyList>() {
            copy.set_item(name, deep_copy(&value)?)?;
        }
    }
    Ok(copy)
}
