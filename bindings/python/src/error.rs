//! A core error becomes an exception. Its class is plain Python, so the package makes it.

use doorcode::{Error, ErrorKind, Reason};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

/// The exception for `error`; or whatever went wrong while making it.
pub(crate) fn raise(error: &Error) -> PyErr {
    Python::attach(|py| exception(py, error).map_or_else(|failure| failure, PyErr::from_value))
}

/// A core result at the border to Python.
pub(crate) trait OrRaise<T> {
    fn or_raise(self) -> PyResult<T>;
}

impl<T> OrRaise<T> for doorcode::Result<T> {
    fn or_raise(self) -> PyResult<T> {
        self.map_err(|error| raise(&error))
    }
}

/// The exception for an argument (`invalid_argument`) or setting (`config`) that the package itself refuses.
#[pyfunction]
pub(crate) fn refusal<'py>(
    py: Python<'py>,
    kind: &str,
    argument: String,
    reason: &str,
    detail: String,
) -> PyResult<Bound<'py, PyAny>> {
    let reason = Reason::ALL.iter().copied().find(|known| known.as_str() == reason).unwrap_or(Reason::Format);
    let error = match kind == ErrorKind::Config.as_str() {
        true => Error::config(argument, reason, detail),
        false => Error::invalid_argument(argument, reason, detail),
    };
    exception(py, &error)
}

fn exception<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    static FROM_CORE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    FROM_CORE.import(py, "doorcode.errors", "from_core")?.call1((facts(py, error)?,))
}

fn facts<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyDict>> {
    let facts = PyDict::new(py);
    facts.set_item(intern!(py, "kind"), error.kind().as_str())?;
    facts.set_item(intern!(py, "reason"), error.reason().map(Reason::as_str))?;
    facts.set_item(intern!(py, "argument"), error.argument())?;
    facts.set_item(intern!(py, "phase"), error.phase().map(|phase| phase.as_str()))?;
    facts.set_item(intern!(py, "code"), error.code())?;
    facts.set_item(intern!(py, "description"), error.description())?;
    facts.set_item(intern!(py, "detail"), error.detail())?;
    facts.set_item(intern!(py, "status"), error.status())?;
    facts.set_item(intern!(py, "retry_after"), error.retry_after().map(|wait| wait.as_secs()))?;
    facts.set_item(intern!(py, "trace_id"), error.trace_id())?;
    facts.set_item(intern!(py, "body"), error.body())?;
    facts.set_item(intern!(py, "is_retryable"), error.is_retryable())?;
    facts.set_item(intern!(py, "text"), error.to_string())?;
    Ok(facts)
}
