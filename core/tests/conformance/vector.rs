//! The form of vectors; what each member means stands in `conformance/README.md`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// One case.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub rows: Vec<String>,
    pub needs: Option<Needs>,
    #[serde(default)]
    pub given: Given,
    pub when: When,
    pub then: Then,
}

/// What not every language can do.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Needs {
    /// Write a call that does not type-check.
    Untyped,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Given {
    pub config: Map<String, Value>,
    pub steps: Vec<Step>,
}

/// One of `use`, `control`, `manage` and `call` says what is done; the schema sees to it that it is one.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    #[serde(rename = "use")]
    pub setup: Option<String>,
    pub control: Option<String>,
    pub manage: Option<String>,
    pub call: Option<String>,
    #[serde(default)]
    pub with: Map<String, Value>,
    #[serde(rename = "as")]
    pub name: Option<String>,
    pub fails: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    pub call: String,
    #[serde(default)]
    pub with: Map<String, Value>,
    #[serde(default)]
    pub request: Map<String, Value>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Then {
    /// Absent is another thing than null.
    #[serde(default, deserialize_with = "present")]
    pub value: Option<Value>,
    pub error: Option<Value>,
    pub sent: Option<Vec<Sent>>,
}

/// One request, as the service is to have seen it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    pub to: String,
    #[serde(default)]
    pub bearer: String,
    #[serde(default)]
    pub headers: BTreeMap<String, Value>,
    #[serde(default)]
    pub body: Value,
}

fn present<'de, D: serde::Deserializer<'de>>(json: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(json).map(Some)
}

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

/// What vectors share: values that references name, and steps that several begin with.
#[derive(Deserialize)]
pub struct Setups {
    pub values: Map<String, Value>,
    pub setups: BTreeMap<String, Vec<Step>>,
}

/// The contract: the folder beside the packages.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance")
}

/// The files of vectors, by name.
pub fn files() -> Vec<PathBuf> {
    let inside = std::fs::read_dir(folder().join("vectors")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = inside.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    files
}

pub fn read<T: DeserializeOwned>(path: &Path) -> T {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All vectors.
pub fn all() -> Vec<Vector> {
    files().iter().flat_map(|path| read::<File>(path).vectors).collect()
}

pub fn setups() -> Setups {
    read(&folder().join("setups.json"))
}
