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
    pub fields: Vec<Parameter>,
    #[serde(default)]
    pub spelling: Map<String, Value>,
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
