//! Named arguments, taken one by one. What is asked for must be there in its type; what is left over at the end
//! was asked for by nobody, so the vector has a mistake in it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Map, Value};

/// An object on its way into a call.
pub struct Arguments {
    of: String,
    members: Map<String, Value>,
    /// Every name that was asked for, whether it was there or not.
    pub asked: BTreeSet<String>,
}

type Read<T> = Result<T, String>;

impl Arguments {
    pub fn new(of: &str, members: Map<String, Value>) -> Self {
        Self { of: of.to_owned(), members, asked: BTreeSet::new() }
    }

    /// Nothing may be left.
    pub fn done(self) -> Read<()> {
        match self.members.keys().next() {
            None => Ok(()),
            Some(name) => Err(format!("{} has no {name}", self.of)),
        }
    }

    /// The value, unless it is null, which is as good as absent.
    pub fn value(&mut self, name: &str) -> Option<Value> {
        self.asked.insert(name.to_owned());
        self.members.remove(name).filter(|value| !value.is_null())
    }

    fn typed<T>(&mut self, name: &str, read: impl FnOnce(&Value) -> Option<T>) -> Read<Option<T>> {
        let value = self.value(name);
        let wrong = |value: &Value| format!("{}: {name} has the wrong type: {value}", self.of);
        value.map(|value| read(&value).ok_or_else(|| wrong(&value))).transpose()
    }

    pub fn text(&mut self, name: &str) -> Read<Option<String>> {
        self.typed(name, |value| value.as_str().map(str::to_owned))
    }

    pub fn required(&mut self, name: &str) -> Read<String> {
        let missing = format!("{} needs {name}", self.of);
        self.text(name)?.ok_or(missing)
    }

    pub fn flag(&mut self, name: &str, default: bool) -> Read<bool> {
        Ok(self.typed(name, Value::as_bool)?.unwrap_or(default))
    }

    pub fn number(&mut self, name: &str) -> Read<Option<u64>> {
        self.typed(name, Value::as_u64)
    }

    /// Seconds, with their fraction.
    pub fn duration(&mut self, name: &str) -> Read<Option<Duration>> {
        self.typed(name, |value| value.as_f64().map(Duration::from_secs_f64))
    }

    pub fn texts(&mut self, name: &str) -> Read<Option<Vec<String>>> {
        self.list(name, |item| item.as_str().map(str::to_owned))
    }

    pub fn list<T>(&mut self, name: &str, item: impl Fn(&Value) -> Option<T>) -> Read<Option<Vec<T>>> {
        self.typed(name, |value| value.as_array()?.iter().map(item).collect())
    }

    pub fn object(&mut self, name: &str) -> Read<Map<String, Value>> {
        Ok(self.typed(name, |value| value.as_object().cloned())?.unwrap_or_default())
    }

    /// The record under `name`; an empty one when it is absent, so that defaults stand in one place.
    pub fn record(&mut self, name: &str) -> Read<Self> {
        Ok(Self::new(&format!("{}.{name}", self.of), self.object(name)?))
    }

    pub fn headers(&mut self, name: &str) -> Read<BTreeMap<String, String>> {
        let read = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
        Ok(self.typed(name, |value| value.as_object()?.iter().map(read).collect())?.unwrap_or_default())
    }

    /// Headers of a request, where a name may come twice.
    pub fn pairs(&mut self, name: &str) -> Read<Vec<(String, String)>> {
        let text = |value: Option<&Value>| value?.as_str().map(str::to_owned);
        let pair = |item: &Value| Some((text(item.get(0))?, text(item.get(1))?));
        Ok(self.list(name, pair)?.unwrap_or_default())
    }
}
