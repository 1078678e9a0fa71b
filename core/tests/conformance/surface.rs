//! `surface.json`: what can be called, and how each language spells it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::vector::{folder, read};

#[derive(Deserialize)]
pub struct Surface {
    pub reasons: BTreeMap<String, String>,
    pub operations: Vec<Operation>,
    pub records: Vec<Record>,
    pub enums: Vec<Value>,
}

#[derive(Deserialize)]
pub struct Operation {
    pub id: String,
    pub parameters: Vec<Parameter>,
    pub result: String,
    pub spelling: BTreeMap<String, Spelling>,
}

#[derive(Deserialize)]
pub struct Parameter {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub required: bool,
}

#[derive(Deserialize)]
pub struct Spelling {
    pub call: String,
    #[serde(default)]
    pub without: BTreeMap<String, String>,
    pub reason: Option<String>,
}

#[derive(Deserialize)]
pub struct Record {
    pub name: String,
    pub role: Role,
    pub fields: Vec<Parameter>,
    #[serde(default)]
    pub spelling: Map<String, Value>,
}

/// Whether callers state a record, get it, or both.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Option,
    Result,
    Both,
}

impl Surface {
    pub fn read() -> Self {
        read(&folder().join("surface.json"))
    }

    /// Whether a vector's call is one: the operation is known, its parameters too, and none that it needs is missing.
    pub fn check_call(&self, id: &str, with: &Map<String, Value>) -> Result<(), String> {
        let operation = self.operations.iter().find(|operation| operation.id == id);
        let operation = operation.ok_or_else(|| format!("no operation {id}"))?;
        let known: BTreeSet<_> = operation.parameters.iter().map(|parameter| &parameter.name).collect();
        if let Some(name) = with.keys().find(|name| !known.contains(name)) {
            return Err(format!("{id} has no parameter {name}"));
        }
        let missing = operation.parameters.iter().find(|one| one.required && !with.contains_key(&one.name));
        missing.map_or(Ok(()), |one| Err(format!("{id} needs {}", one.name)))
    }

    /// How a result differs from the record that the operation is to answer: it has its fields, all and no others.
    pub fn differences(&self, id: &str, result: &Value) -> Vec<String> {
        let operation = self.operations.iter().find(|operation| operation.id == id);
        operation.map(|operation| self.of_type(&operation.result, result)).unwrap_or_default()
    }

    fn of_type(&self, name: &str, value: &Value) -> Vec<String> {
        let name = name.trim_end_matches('?');
        match (self.record(name), self.record(name.trim_end_matches('s')), value) {
            (Some(record), _, Value::Object(members)) => self.of_record(record, members),
            (None, Some(_), Value::Array(items)) => {
                items.iter().flat_map(|item| self.of_type(name.trim_end_matches('s'), item)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn of_record(&self, record: &Record, members: &Map<String, Value>) -> Vec<String> {
        let names: BTreeSet<_> = record.fields.iter().map(|field| &field.name).collect();
        let found: BTreeSet<_> = members.keys().collect();
        let odd = names
            .symmetric_difference(&found)
            .map(|name| format!("{} and its result differ in {name}", record.name));
        let inside = record.fields.iter().flat_map(|field| self.of_type(&field.kind, &members[&field.name]));
        let odd: Vec<_> = odd.collect();
        if odd.is_empty() { inside.collect() } else { odd }
    }

    pub fn record(&self, name: &str) -> Option<&Record> {
        self.records.iter().find(|record| record.name == name)
    }
}

impl Operation {
    /// The spelling that follows from the id by rule, where there is one.
    pub fn by_rule(&self, language: &str) -> Option<String> {
        let (namespace, name) = self.id.split_once('.').expect("an id has a dot");
        let own =
            self.parameters.iter().any(|parameter| parameter.name == namespace && parameter.kind != "text");
        let receiver = match namespace {
            "otp" | "session" | "user" | "keys" if language == "rust" => format!("client.{namespace}()"),
            "otp" | "session" | "user" | "keys" => format!("client.{namespace}"),
            "client" if name != "create" => "client".to_owned(),
            own_record if own => format!("{{{own_record}}}"),
            _ => return None,
        };
        let is_snake = matches!(language, "rust" | "python");
        let name = if is_snake { name.to_owned() } else { camel(name) };
        let parameters = self.parameters.iter().map(|parameter| parameter.name.as_str());
        let arguments: Vec<_> = parameters
            .filter(|parameter| !own || *parameter != namespace)
            .map(|parameter| match language {
                "swift" => format!("{}: {{{parameter}}}", camel(parameter)),
                _ => format!("{{{parameter}}}"),
            })
            .collect();
        Some(format!("{receiver}.{name}({})", arguments.join(", ")))
    }
}

/// The parameters that a template has places for.
pub fn places(template: &str) -> Vec<&str> {
    let inside = template.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    inside.flat_map(|names| names.split(", ")).collect()
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_ascii_uppercase() + &word[1..])
}
