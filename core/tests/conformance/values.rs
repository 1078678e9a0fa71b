//! Values of a vector that stand for others: references, and what JSON can't hold or nobody wants to read.

use serde_json::{Map, Value};

/// What references can name.
pub struct Captured {
    values: Map<String, Value>,
    /// The service's time, in seconds.
    pub now: i64,
}

impl Captured {
    pub fn new(values: &Map<String, Value>) -> Self {
        Self { values: values.clone(), now: 0 }
    }

    pub fn keep(&mut self, name: &str, value: Value) {
        self.values.insert(name.to_owned(), value);
    }

    /// `value` with every reference and special value in it replaced. The error names what can't be found.
    pub fn resolve(&self, value: &Value) -> Result<Value, String> {
        match value {
            Value::String(text) => self.fill(text),
            Value::Array(items) => items.iter().map(|item| self.resolve(item)).collect(),
            Value::Object(members) => match special(members) {
                Some((name, arguments)) => make(name, &self.resolve(arguments)?),
                None => Ok(Value::Object(self.resolve_members(members)?)),
            },
            plain => Ok(plain.clone()),
        }
    }

    pub fn resolve_members(&self, members: &Map<String, Value>) -> Result<Map<String, Value>, String> {
        members.iter().map(|(name, value)| Ok((self.text(name)?, self.resolve(value)?))).collect()
    }

    /// `text` with its references replaced by their texts.
    pub fn text(&self, text: &str) -> Result<String, String> {
        self.fill(text).map(|value| as_text(&value))
    }

    /// A text that is one reference takes its value, whatever the type.
    fn fill(&self, text: &str) -> Result<Value, String> {
        if let Some(path) = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'))
            && !path.contains("${")
        {
            return self.find(path);
        }
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, reference)) = rest.split_once("${") {
            let (path, after) = reference.split_once('}').ok_or_else(|| format!("no end: {text}"))?;
            filled = filled + before + &as_text(&self.find(path)?);
            rest = after;
        }
        Ok(Value::String(filled + rest))
    }

    fn find(&self, path: &str) -> Result<Value, String> {
        if let Some(shift) = path.strip_prefix("now") {
            let shift = if shift.is_empty() { Some(0) } else { shift.parse().ok() };
            return shift.map(|shift: i64| (self.now + shift).into()).ok_or_else(|| unresolved(path));
        }
        let mut steps = path.split('.');
        let first = steps.next().and_then(|name| self.values.get(name)).cloned();
        let found = steps.fold(first, |value, step| child(&value?, step));
        found.ok_or_else(|| unresolved(path))
    }
}

fn unresolved(path: &str) -> String {
    format!("unresolved reference ${{{path}}}")
}

/// A member, an item, or of a token one of the parts between the dots.
fn child(value: &Value, step: &str) -> Option<Value> {
    match (value, step.parse::<usize>()) {
        (Value::Object(members), _) => members.get(step).cloned(),
        (Value::Array(items), Ok(index)) => items.get(index).cloned(),
        (Value::String(token), Ok(index)) => token.split('.').nth(index).map(Into::into),
        _ => None,
    }
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An object with one member whose name begins with `$` and is one of these.
fn special(members: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, arguments) = members.iter().next().filter(|_| members.len() == 1)?;
    ["$repeat", "$join", "$flip", "$utf16"].contains(&name.as_str()).then_some((name, arguments))
}

fn make(name: &str, arguments: &Value) -> Result<Value, String> {
    let wrong = || format!("{name} does not take {arguments}");
    match (name, arguments.as_array().map(Vec::as_slice)) {
        ("$repeat", Some([Value::String(text), times])) => {
            times.as_u64().map(|times| text.repeat(times as usize).into()).ok_or_else(wrong)
        }
        ("$join", Some(parts)) => Ok(parts.iter().map(as_text).collect::<String>().into()),
        ("$flip", Some([Value::String(text), at])) => {
            at.as_i64().and_then(|at| flip(text, at)).map(Into::into).ok_or_else(wrong)
        }
        // A text that is no Unicode: this language has no such strings.
        _ => Err(wrong()),
    }
}

/// Another character at `at`, counted from the end when negative.
fn flip(text: &str, at: i64) -> Option<String> {
    let at = usize::try_from(if at < 0 { at + text.len() as i64 } else { at }).ok()?;
    let other = if text.get(at..=at)? == "A" { "B" } else { "A" };
    Some(format!("{}{other}{}", &text[..at], &text[at + 1..]))
}
