//! One call: blocking with an eye on signals, polled by the caller's event loop, or driven from outside.
//!
//! The event loop polls a call itself and is woken when the call can go on. So nothing of Python runs on our threads
//! but that wake-up, a closed loop can be passed over in silence, and a call that needs no network needs no hop.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use doorcode::HttpTrace;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::error::OrRaise;
use crate::flow::Flow;

/// What a call hands back, on its way to Python.
pub(crate) trait Answer: Send + 'static {
    /// The Python form. The package gives it its class.
    fn object<'py>(self: Box<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
}

impl Answer for () {
    fn object<'py>(self: Box<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(py.None().into_bound(py))
    }
}

impl<T: Answer> Answer for Option<T> {
    fn object<'py>(self: Box<Self>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match *self {
            Some(answer) => Box::new(answer).object(py),
            None => Ok(py.None().into_bound(py)),
        }
    }
}

/// The outcome of a call, and the last reply if replies are kept: also of a call that failed.
pub(crate) struct Outcome {
    result: doorcode::Result<Box<dyn Answer>>,
    trace: Option<Arc<HttpTrace>>,
}

impl Outcome {
    pub(crate) fn into_parts(self) -> (doorcode::Result<Box<dyn Answer>>, Option<Arc<HttpTrace>>) {
        (self.result, self.trace)
    }

    fn of<T: Answer>(result: doorcode::Result<T>, trace: Option<Arc<HttpTrace>>) -> doorcode::Result<Self> {
        Ok(Self { result: result.map(|answer| Box::new(answer) as _), trace })
    }
}

/// One call to the service, not yet running.
#[pyclass(frozen, module = "doorcode._core")]
pub(crate) struct Call(Mutex<State>);

enum State {
    Pending(doorcode::Call<Outcome>),
    Done(doorcode::Result<Outcome>),
    /// Taken or cancelled; what is left is the last reply.
    Over(Option<Arc<HttpTrace>>),
}

impl Call {
    pub(crate) fn new<T: Answer>(call: doorcode::Call<T>) -> Self {
        Self(Mutex::new(State::Pending(call.then(Outcome::of))))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> PyResult<doorcode::Call<Outcome>> {
        match std::mem::replace(&mut *self.state(), State::Over(None)) {
            State::Pending(call) => Ok(call),
            _ => Err(over()),
        }
    }

    fn finish(&self, py: Python<'_>, outcome: doorcode::Result<Outcome>) -> PyResult<Py<PyAny>> {
        let outcome = outcome.or_raise()?;
        *self.state() = State::Over(outcome.trace);
        Ok(outcome.result.or_raise()?.object(py)?.unbind())
    }
}

#[pymethods]
impl Call {
    /// Whether the outcome is known without waiting.
    fn is_decided(&self) -> bool {
        match &*self.state() {
            State::Pending(call) => call.is_decided(),
            _ => true,
        }
    }

    /// Blocks until it is done. Other threads run meanwhile, and signals interrupt it.
    fn wait(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let call = self.take()?;
        let outcome = if call.is_decided() { call.wait() } else { py.detach(|| interruptible(call))? };
        self.finish(py, outcome)
    }

    /// Goes on as far as it gets; true when it is done. Else `wake` is called, from any thread, when it can go on.
    fn poll(&self, wake: Py<PyAny>) -> PyResult<bool> {
        let mut state = self.state();
        let State::Pending(call) = &mut *state else { return Err(over()) };
        let waker = Waker::from(Arc::new(Nudge(Mutex::new(Some(wake)))));
        match Pin::new(call).poll(&mut Context::from_waker(&waker)) {
            Poll::Pending => Ok(false),
            Poll::Ready(outcome) => {
                *state = State::Done(outcome);
                Ok(true)
            }
        }
    }

    /// What came of it, after `poll` returned true or where it is decided.
    fn result(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let state = std::mem::replace(&mut *self.state(), State::Over(None));
        match state {
            State::Done(outcome) => self.finish(py, outcome),
            State::Pending(call) => self.finish(py, call.wait()),
            State::Over(_) => Err(over()),
        }
    }

    /// Drops the work. A refresh that was already sent runs to its end.
    fn cancel(&self) {
        *self.state() = State::Over(None);
    }

    /// The same call, for a transport of the caller's own.
    fn flow(&self) -> PyResult<Flow> {
        self.take()?.into_flow().or_raise().map(Flow::new)
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

fn over() -> PyErr {
    PyRuntimeError::new_err("the call is over")
}

/// Waits for `call`, detached from the interpreter, and looks for signals meanwhile.
pub(crate) fn interruptible<T: Send + 'static>(call: doorcode::Call<T>) -> PyResult<doorcode::Result<T>> {
    let mut interrupt = None;
    let outcome = call.wait_while(|| {
        interrupt = Python::attach(|py| py.check_signals()).err();
        interrupt.is_none()
    });
    interrupt.map_or(Ok(outcome), Err)
}

pub(crate) fn trace_dict<'py>(py: Python<'py>, trace: &HttpTrace) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("status", trace.status)?;
    dict.set_item("headers", &trace.headers)?;
    dict.set_item("request_id", trace.request_id.as_deref())?;
    dict.set_item("cf_ray", trace.cf_ray.as_deref())?;
    dict.set_item("attempts", trace.attempts)?;
    dict.set_item("elapsed", trace.elapsed.as_secs_f64())?;
    dict.set_item("body", &trace.body)?;
    Ok(dict)
}

/// Calls back into Python once. Used and dropped with the interpreter attached, or not at all when it is gone.
struct Nudge(Mutex<Option<Py<PyAny>>>);

impl Nudge {
    fn take(&self) -> Option<Py<PyAny>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Wake for Nudge {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let Some(wake) = self.take() else { return };
        let kept = std::mem::ManuallyDrop::new(wake);
        Python::try_attach(|py| {
            let wake = std::mem::ManuallyDrop::into_inner(kept).into_bound(py);
            // A loop that was closed meanwhile refuses; then nobody waits any more.
            drop(wake.call0());
        });
    }
}

impl Drop for Nudge {
    fn drop(&mut self) {
        let Some(wake) = self.take() else { return };
        let kept = std::mem::ManuallyDrop::new(wake);
        Python::try_attach(|py| drop(std::mem::ManuallyDrop::into_inner(kept).into_bound(py)));
    }
}
