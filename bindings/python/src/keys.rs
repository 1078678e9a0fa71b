//! The keys that tokens are checked with.

use pyo3::prelude::*;

use crate::argument::text;
use crate::error::OrRaise;

/// The keys of a client.
#[pyclass(frozen, module = "doorcode._core")]
pub(crate) struct Keys(pub(crate) doorcode::keys::Keys);

#[pymethods]
impl Keys {
    /// The keys that are known now, as a JWKS in JSON.
    fn export(&self) -> PyResult<String> {
        self.0.export().or_raise()
    }

    /// Takes keys that were exported before.
    fn import_keys(&self, keys: &Bound<'_, PyAny>) -> PyResult<()> {
        self.0.import(&text(keys, "keys")?).or_raise()
    }

    /// Whether a token can be checked now without the network.
    fn is_loaded(&self) -> bool {
        self.0.is_loaded()
    }
}
