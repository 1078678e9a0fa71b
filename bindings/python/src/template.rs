//! The dict of a token that is checked again and again: made once, copied every time.

use std::sync::OnceLock;

use doorcode::Token;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::json::deep_copy;

/// Kept with a token from its first check on and filled at its second, as most tokens of a client without a cache are
/// checked only once.
#[derive(Default)]
struct Slot(OnceLock<Template>);

/// A dict that nobody else holds, and those of its values that can be changed.
struct Template {
    original: Py<PyDict>,
    inner: Vec<(Py<PyAny>, Inner)>,
}

enum Inner {
    Dict(Template),
    List(Py<PyList>),
}

/// Fills `dict` with what `make` gives for this token, made anew or copied from before. It shares nothing with other dicts
/// that can be changed.
pub(crate) fn fill<'py>(
    dict: &Bound<'py, PyDict>,
    token: &Token,
    make: impl FnOnce() -> PyResult<Bound<'py, PyDict>>,
) -> PyResult<()> {
    let mut is_first = false;
    let slot = token.kept(|| {
        is_first = true;
        Slot::default()
    });
    let Some(Slot(filled)) = slot.filter(|_| !is_first) else { return dict.update(make()?.as_mapping()) };
    if let Some(template) = filled.get() {
        return template.copy_into(dict);
    }
    let template = Template::of(&make()?);
    template.copy_into(dict)?;
    // Set, not made inside: whoever waited there for another thread might hold what that one needs to go on.
    drop(filled.set(template));
    Ok(())
}

impl Template {
    fn of(original: &Bound<'_, PyDict>) -> Self {
        let inner = original.iter().filter_map(|(name, value)| Some((name.unbind(), Inner::of(&value)?)));
        Self { inner: inner.collect(), original: original.clone().unbind() }
    }

    fn copy_into(&self, dict: &Bound<'_, PyDict>) -> PyResult<()> {
        dict.update(self.original.bind(dict.py()).as_mapping())?;
        self.inner.iter().try_for_each(|(name, inner)| dict.set_item(name, inner.copy(dict.py())?))
    }
}

impl Inner {
    fn of(value: &Bound<'_, PyAny>) -> Option<Self> {
        if let Ok(dict) = value.cast_exact::<PyDict>() {
            return Some(Self::Dict(Template::of(dict)));
        }
        value.cast_exact::<PyList>().ok().map(|list| Self::List(list.clone().unbind()))
    }

    fn copy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Self::Dict(template) => {
                let dict = PyDict::new(py);
                template.copy_into(&dict)?;
                Ok(dict.into_any())
            }
            Self::List(list) => deep_copy(list.bind(py)),
        }
    }
}
