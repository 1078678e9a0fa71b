//! A call for a transport of the caller's own: says what to send or how long to wait, until it is done.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use doorcode::flow::Step;
use doorcode::transport::{self, Response, Sending, Transport};
use doorcode::{Error, Phase};
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::OrRaise;
use crate::task::{Outcome, trace_dict};

/// A call to the service that does no I/O of its own.
#[pyclass(frozen, module = "doorcode._core")]
pub(crate) struct Flow(Mutex<State>);

enum State {
    Running(doorcode::flow::Flow<Outcome>),
    Done(Outcome),
    Over(Option<Arc<doorcode::HttpTrace>>),
}

impl Flow {
    pub(crate) fn new(flow: doorcode::flow::Flow<Outcome>) -> Self {
        Self(Mutex::new(State::Running(flow)))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request to send, a number of seconds to wait, or `None` when it is done.
    fn step(&self, py: Python<'_>, answer: Option<doorcode::Result<Response>>) -> PyResult<Py<PyAny>> {
        let mut state = self.state();
        let State::Running(flow) = &mut *state else {
            return Err(PyRuntimeError::new_err("the flow is over"));
        };
        match flow.next(answer) {
            Step::Send(request) => Request(request).into_py_any(py),
            Step::Wait(wait) => wait.at_most().as_secs_f64().into_py_any(py),
            Step::Done(outcome) => {
                *state = State::Done(outcome.or_raise()?);
                Ok(py.None())
            }
        }
    }
}

#[pymethods]
impl Flow {
    /// Goes on, at the start or after a wait.
    fn next(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.step(py, None)
    }

    /// Goes on with the response to the request.
    fn answer(
        &self,
        py: Python<'_>,
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> PyResult<Py<PyAny>> {
        self.step(py, Some(Ok(Response { status, headers, body })))
    }

    /// Goes on without a response: `phase` is where it failed, none where it took too long.
    fn fail(&self, py: Python<'_>, phase: Option<&str>, detail: String) -> PyResult<Py<PyAny>> {
        let known = |slug: &str| Phase::ALL.iter().copied().find(|known| known.as_str() == slug);
        let error = match phase {
            Some(slug) => Error::network(known(slug).unwrap_or(Phase::Read), detail),
            None => Error::timeout(detail),
        };
        self.step(py, Some(Err(error)))
    }

    /// What came of it.
    fn result(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let state = std::mem::replace(&mut *self.state(), State::Over(None));
        let State::Done(outcome) = state else { return Err(PyRuntimeError::new_err("the flow is not done")) };
        let (result, trace) = outcome.into_parts();
        *self.state() = State::Over(trace);
        Ok(result.or_raise()?.object(py)?.unbind())
    }

    /// The last reply, if the client keeps replies.
    #[pyo3(signature = () -> "dict[str, Any] | None")]
    fn trace<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        match &*self.state() {
            State::Over(Some(trace)) => trace_dict(py, trace).map(Some),
            _ => Ok(None),
        }
    }
}

/// One HTTP request, complete.
#[pyclass(frozen, module = "doorcode._core")]
pub(crate) struct Request(transport::Request);

#[pymethods]
impl Request {
    /// `GET` or `POST`. Redirects may be followed on GET only.
    #[getter]
    fn method(&self) -> &'static str {
        self.0.method.as_str()
    }

    /// The absolute URL.
    #[getter]
    fn url(&self) -> &str {
        &self.0.url
    }

    /// Names in lower case, and values. They hold a credential: keep them out of logs.
    #[getter]
    fn headers(&self) -> Vec<(String, String)> {
        self.0.headers.clone()
    }

    /// The JSON body. It may hold a code: keep it out of logs.
    #[getter]
    fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// How long this exchange may take, in seconds.
    #[getter]
    fn timeout(&self) -> f64 {
        self.0.timeout.as_secs_f64()
    }

    fn __repr__(&self) -> String {
        format!("<Request {} {}>", self.method(), self.0.url)
    }
}

/// Stands in the core for a transport that lives in Python. It gives the client an identity of its own, so that keys
/// which came by that transport are not shared with other clients; the package drives the flows.
pub(crate) struct Outside;

impl Transport for Outside {
    fn send(&self, _request: transport::Request) -> Sending {
        Box::pin(async { Err(Error::network(Phase::Connect, "this client's calls are driven from outside")) })
    }
}
