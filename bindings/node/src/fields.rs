//! The members of an option object, taken one by one. What is left at the end is refused by name.

use std::collections::BTreeMap;
use std::time::Duration;

use doorcode::{Error, Reason, Result};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The last second of the year 9999: longer than anybody waits, and short enough to be added to any time.
const LONGEST: f64 = 253_402_300_799.0;

/// The members of a JSON object. They are found by their snake_case names, whatever style they were written in.
pub(crate) struct Fields(BTreeMap<String, Member>);

struct Member {
    /// The name as it was written.
    name: String,
    value: Value,
}

impl Fields {
    /// The members of the object in `json`; of nothing when there is none.
    pub(crate) fn parse(json: Option<&str>, name: &str) -> Result<Self> {
        let Some(json) = json else { return Ok(Self(BTreeMap::new())) };
        let value = serde_json::from_str(json).map_err(|_| {
            // What JavaScript writes is JSON, but for texts that are no Unicode and nesting without end.
            refuse(
                name,
                Reason::Format,
                format!("{name} is nested too deep, or has half a surrogate pair in it"),
            )
        })?;
        Self::of(value, name)
    }

    fn of(value: Value, name: &str) -> Result<Self> {
        match value {
            Value::Null => Ok(Self(BTreeMap::new())),
            Value::Object(members) => Self::named(members),
            _ => Err(wrong_type(name, "an object")),
        }
    }

    fn named(members: Map<String, Value>) -> Result<Self> {
        let mut fields = BTreeMap::new();
        for (name, value) in members {
            if let Some(other) = fields.insert(snake(&name), Member { name: name.clone(), value }) {
                let detail = format!("{name} was given as {} too", other.name);
                return Err(refuse(&name, Reason::Conflict, detail));
            }
        }
        Ok(Self(fields))
    }

    /// Refuses what was not taken.
    pub(crate) fn done(self) -> Result<()> {
        match self.0.into_values().next() {
            None => Ok(()),
            Some(Member { name, .. }) => {
                Err(refuse(&name, Reason::Unknown, format!("there is no option {name:?}")))
            }
        }
    }

    /// What was not taken, under the names it was given.
    pub(crate) fn rest(self) -> Map<String, Value> {
        self.0.into_values().map(|member| (member.name, member.value)).collect()
    }

    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>> {
        self.typed(name, "a string")
    }

    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>> {
        self.typed(name, "a boolean")
    }

    pub(crate) fn number(&mut self, name: &str) -> Result<Option<usize>> {
        self.typed(name, "a whole number that is not negative")
    }

    /// HTTP statuses.
    pub(crate) fn statuses(&mut self, name: &str) -> Result<Option<Vec<u16>>> {
        self.typed(name, "a list of HTTP statuses")
    }

    pub(crate) fn object(&mut self, name: &str) -> Result<Option<Map<String, Value>>> {
        self.typed(name, "an object")
    }

    pub(crate) fn headers(&mut self, name: &str) -> Result<Option<BTreeMap<String, String>>> {
        self.typed(name, "an object with strings")
    }

    /// One text, or several.
    pub(crate) fn texts(&mut self, name: &str) -> Result<Option<Vec<String>>> {
        match self.0.get(name).map(|member| &member.value) {
            Some(Value::String(_)) => Ok(self.text(name)?.map(|one| vec![one])),
            _ => self.typed(name, "a string or a list of strings"),
        }
    }

    /// Texts that only come as a list.
    pub(crate) fn list(&mut self, name: &str) -> Result<Option<Vec<String>>> {
        self.typed(name, "a list of strings")
    }

    /// Milliseconds.
    pub(crate) fn duration(&mut self, name: &str) -> Result<Option<Duration>> {
        self.typed(name, "a number of milliseconds")?.map(|millis| length(millis, 1e3, name)).transpose()
    }

    /// Milliseconds.
    pub(crate) fn durations(&mut self, name: &str) -> Result<Option<Vec<Duration>>> {
        let list: Option<Vec<f64>> = self.typed(name, "a list of milliseconds")?;
        list.map(|list| list.into_iter().map(|millis| length(millis, 1e3, name)).collect()).transpose()
    }

    /// Seconds since the epoch.
    pub(crate) fn instant(&mut self, name: &str) -> Result<Option<Duration>> {
        self.typed(name, "a number of seconds")?.map(|seconds| length(seconds, 1.0, name)).transpose()
    }

    /// The option object under `name`; an empty one when it is absent.
    pub(crate) fn record(&mut self, name: &str) -> Result<Self> {
        Self::of(self.0.remove(name).map_or(Value::Null, |member| member.value), name)
    }

    /// The value under `name`; null counts as absent.
    fn typed<T: DeserializeOwned>(&mut self, name: &str, expected: &str) -> Result<Option<T>> {
        let Some(member) = self.0.remove(name).filter(|member| !member.value.is_null()) else {
            return Ok(None);
        };
        serde_json::from_value(member.value).map(Some).map_err(|_| wrong_type(&member.name, expected))
    }
}

fn length(number: f64, per_second: f64, name: &str) -> Result<Duration> {
    let seconds = number / per_second;
    if !(0.0..=LONGEST).contains(&seconds) {
        return Err(refuse(name, Reason::Format, format!("{name} is not a length of time")));
    }
    Ok(Duration::from_secs_f64(seconds))
}

fn wrong_type(name: &str, expected: &str) -> Error {
    refuse(name, Reason::Type, format!("{name} must be {expected}"))
}

fn refuse(name: &str, reason: Reason, detail: String) -> Error {
    Error::invalid_argument(name.to_owned(), reason, detail)
}

/// `addToLoginIDs` as `add_to_login_ids`; a snake_case name stays what it is.
fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut after_capital = true;
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !after_capital {
            out.push('_');
        }
        after_capital = letter.is_ascii_uppercase();
        out.push(letter.to_ascii_lowercase());
    }
    out
}
