//! What the core has to say, said to a `logging.Logger`.

use doorcode::config::{LogLevel, Logger};
use pyo3::prelude::*;

pub(crate) struct PythonLogger(Py<PyAny>);

impl PythonLogger {
    pub(crate) fn new(logger: Bound<'_, PyAny>) -> Self {
        Self(logger.unbind())
    }
}

impl Logger for PythonLogger {
    fn log(&self, level: LogLevel, text: &str) {
        let method = if level == LogLevel::Debug { "debug" } else { "warning" };
        Python::try_attach(|py| {
            // "%s" keeps a percent sign in the text from being taken for a place to fill in.
            if let Err(error) = self.0.bind(py).call_method1(method, ("%s", text)) {
                error.write_unraisable(py, Some(self.0.bind(py)));
            }
        });
    }
}
