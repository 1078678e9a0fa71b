//! What the core has to say, said to a function of the package.

use doorcode::config::{LogLevel, Logger};
use napi::Status;
use napi::bindgen_prelude::{FnArgs, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};

type Line = FnArgs<(String, String)>;

/// Weak: a log that nobody writes to must not keep a process alive.
type Listener = ThreadsafeFunction<Line, (), Line, Status, false, true>;

pub(crate) struct NodeLogger(Listener);

impl NodeLogger {
    pub(crate) fn new(log: &Function<'_, Line, ()>) -> napi::Result<Self> {
        log.build_threadsafe_function().weak::<true>().build().map(Self)
    }
}

impl Logger for NodeLogger {
    fn log(&self, level: LogLevel, text: &str) {
        let level = if level == LogLevel::Debug { "debug" } else { "warn" };
        let line = FnArgs::from((level.to_owned(), text.to_owned()));
        self.0.call(line, ThreadsafeFunctionCallMode::NonBlocking);
    }
}
