//! One call: decided at once, run on the core's runtime behind a promise, or driven by the package.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use doorcode::flow::Canceller;
use doorcode::{Error, HttpTrace, Reason, Result};
use napi::Env;
use napi::bindgen_prelude::{Either, Object};
use napi_derive::napi;
use serde_json::json;

use crate::error::Failure;
use crate::flow::Flow;

/// What came of a call: a value, or a failure; and the last reply.
#[napi(object)]
#[derive(Default)]
pub struct Outcome {
    /// The answer, as JSON.
    pub value: Option<String>,
    /// Why there is none.
    pub failure: Option<Failure>,
    /// The last reply, as JSON.
    pub trace: Option<String>,
}

impl Outcome {
    pub(crate) fn of(result: Result<String>, trace: Option<&HttpTrace>) -> Self {
        let trace = trace.map(trace_json);
        match result {
            Ok(value) => Self { value: Some(value), trace, failure: None },
            Err(error) => Self { failure: Some((&error).into()), trace, value: None },
        }
    }
}

/// A call that has to be run, or what is known without.
#[napi]
pub type Started = Either<Call, Outcome>;

/// Makes a call and says what becomes of its answer. An argument that can't be used ends it before it begins.
pub(crate) fn start<T: Send + 'static>(
    call: Result<doorcode::Call<T>>,
    convert: impl FnOnce(T) -> Result<String> + Send + 'static,
) -> Started {
    let told = |result: Result<T>, trace: Option<Arc<HttpTrace>>| {
        Ok(Outcome::of(result.and_then(convert), trace.as_deref()))
    };
    match call.map(|call| call.then(told)) {
        Ok(call) if !call.is_decided() => Either::A(Call::new(call)),
        Ok(call) => Either::B(call.wait().unwrap_or_else(|error| Outcome::of(Err(error), None))),
        Err(error) => Either::B(Outcome::of(Err(error), None)),
    }
}

/// One call to the service, not yet running.
#[napi]
pub struct Call(Mutex<State>);

enum State {
    Pending(Box<doorcode::Call<Outcome>>),
    Running(Canceller),
    Taken,
}

#[napi]
impl Call {
    fn new(call: doorcode::Call<Outcome>) -> Self {
        Self(Mutex::new(State::Pending(Box::new(call))))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> napi::Result<doorcode::Call<Outcome>> {
        match std::mem::replace(&mut *self.state(), State::Taken) {
            State::Pending(call) => Ok(*call),
            _ => Err(napi::Error::from_reason("the call was started before")),
        }
    }

    /// Runs it. The promise is fulfilled in any case: with a failure where there is one.
    #[napi(ts_return_type = "Promise<Outcome>")]
    pub fn run<'env>(&self, env: &'env Env) -> napi::Result<Object<'env>> {
        let call = self.take()?;
        let (deferred, promise) = env.create_deferred()?;
        let canceller = call.start(move |outcome| {
            let outcome = outcome.unwrap_or_else(|error| Outcome::of(Err(error), None));
            deferred.resolve(move |_| Ok(outcome));
        });
        *self.state() = State::Running(canceller);
        Ok(promise)
    }

    /// Drops the work. A refresh that was already sent runs to its end.
    #[napi]
    pub fn cancel(&self) {
        if let State::Running(canceller) = &*self.state() {
            canceller.cancel();
        }
    }

    /// The same call, for a transport of the caller's own.
    #[napi]
    pub fn flow(&self) -> napi::Result<Flow> {
        self.take()?.into_flow().map(Flow::new).map_err(|error| napi::Error::from_reason(error.to_string()))
    }
}

/// JSON in the words of the package.
pub(crate) fn to_json(value: &impl serde::Serialize) -> Result<String> {
    // Everything that goes this way has texts for names and finite numbers, so this can't fail.
    serde_json::to_string(value)
        .map_err(|error| Error::invalid_argument("value", Reason::Format, error.to_string()))
}

fn trace_json(trace: &HttpTrace) -> String {
    let trace = json!({
        "status": trace.status, "headers": trace.headers, "requestId": trace.request_id, "cfRay": trace.cf_ray,
        "attempts": trace.attempts, "elapsed": trace.elapsed.as_secs_f64() * 1e3, "body": trace.body,
    });
    trace.to_string()
}
