//! The members of an option object, taken one by one. What is left at the end is refused by name.

use std::collections::BTreeMap;
use std::time::Duration;

use doorcode::Reason;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt};
use serde_json::{Map, Value};

use crate::argument::{self, refuse, wrong_type};
use crate::json;

/// The last second of the year 9999: longer than anybody waits, and short enough to be added to any time.
const LONGEST: f64 = 253_402_300_799.0;

/// The members of a dict with snake_case names, as the package makes it from dicts and option objects.
pub(crate) struct Fields<'py>(Bound<'py, PyDict>);

impl<'py> Fields<'py> {
    /// The members of `options`; of nothing when it is `None`.
    pub(crate) fn of(options: &Bound<'py, PyAny>, name: &str) -> PyResult<Self> {
        if options.is_none() {
            return Ok(Self(PyDict::new(options.py())));
        }
        let members =
            options.cast::<PyDict>().map_err(|_| wrong_type(options, name, "a dict or an option object"))?;
        members.copy().map(Self)
    }

    /// Refuses what was not taken.
    pub(crate) fn done(self) -> PyResult<()> {
        match self.0.keys().iter().next() {
            None => Ok(()),
            Some(name) => {
                let name = name.str()?.to_string_lossy().into_owned();
                Err(refuse(&name, Reason::Unknown, format!("there is no option {name:?}")))
            }
        }
    }

    /// What was not taken, as JSON.
    pub(crate) fn rest(self, name: &str) -> PyResult<Map<String, Value>> {
        json::object(self.0.as_any(), name)
    }

    /// The value under `name`; `None` counts as absent.
    pub(crate) fn take(&self, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(value) = self.0.get_item(name)? else { return Ok(None) };
        self.0.del_item(name)?;
        Ok(Some(value).filter(|value| !value.is_none()))
    }

    pub(crate) fn text(&self, name: &str) -> PyResult<Option<String>> {
        self.read(name, |value| Ok(argument::text(value, name)?.into_owned()))
    }

    pub(crate) fn texts(&self, name: &str) -> PyResult<Option<Vec<String>>> {
        self.read(name, |value| argument::texts(value, name))
    }

    pub(crate) fn flag(&self, name: &str) -> PyResult<Option<bool>> {
        self.read(name, |value| {
            value.cast::<PyBool>().map(|flag| flag.is_true()).map_err(|_| wrong_type(value, name, "a bool"))
        })
    }

    pub(crate) fn number(&self, name: &str) -> PyResult<Option<usize>> {
        self.read(name, |value| {
            let number = value.cast::<PyInt>().ok().filter(|_| !value.is_instance_of::<PyBool>());
            let number = number.and_then(|number| number.extract().ok());
            number.ok_or_else(|| wrong_type(value, name, "an int that is not negative"))
        })
    }

    /// Seconds.
    pub(crate) fn duration(&self, name: &str) -> PyResult<Option<Duration>> {
        self.read(name, |value| seconds(value, name))
    }

    pub(crate) fn durations(&self, name: &str) -> PyResult<Option<Vec<Duration>>> {
        self.read(name, |value| {
            let items = value.try_iter().map_err(|_| wrong_type(value, name, "a list of seconds"))?;
            items.map(|item| seconds(&item?, name)).collect()
        })
    }

    /// Seconds since the epoch.
    pub(crate) fn instant(&self, name: &str) -> PyResult<Option<Duration>> {
        self.read(name, |value| seconds(value, name))
    }

    /// HTTP statuses.
    pub(crate) fn statuses(&self, name: &str) -> PyResult<Option<Vec<u16>>> {
        self.read(name, |value| {
            value.extract().map_err(|_| wrong_type(value, name, "a list of HTTP statuses"))
        })
    }

    pub(crate) fn object(&self, name: &str) -> PyResult<Option<Map<String, Value>>> {
        self.read(name, |value| json::object(value, name))
    }

    pub(crate) fn headers(&self, name: &str) -> PyResult<Option<BTreeMap<String, String>>> {
        self.read(name, |value| Ok(argument::pairs(value, name)?.into_iter().collect()))
    }

    /// The option object under `name`; an empty one when it is absent.
    pub(crate) fn record(&self, name: &str) -> PyResult<Self> {
        Self::of(&self.take(name)?.unwrap_or_else(|| self.0.py().None().into_bound(self.0.py())), name)
    }

    fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<T>,
    ) -> PyResult<Option<T>> {
        self.take(name)?.map(|value| read(&value)).transpose()
    }
}

fn seconds(value: &Bound<'_, PyAny>, name: &str) -> PyResult<Duration> {
    let is_number = value.is_instance_of::<PyFloat>()
        || (value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>());
    if !is_number {
        return Err(wrong_type(value, name, "a number of seconds"));
    }
    match value.extract::<f64>() {
        Ok(seconds) if (0.0..=LONGEST).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err(refuse(name, Reason::Format, format!("{name} is not a length of time in seconds"))),
    }
}
