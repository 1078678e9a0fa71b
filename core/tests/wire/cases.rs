//! The files of `conformance/wire`; what their members mean stands in its README.

use std::collections::BTreeMap;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// The cases, and what comes before each of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wire {
    #[serde(rename = "about")]
    _about: String,
    pub headers: Vec<String>,
    pub steps: Vec<Step>,
    pub cases: Vec<Case>,
}

/// A request of the preparation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub send: String,
    #[serde(default)]
    pub body: Value,
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
}

/// One call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub id: String,
    #[serde(default)]
    pub config: Map<String, Value>,
    #[serde(default)]
    pub before: Vec<Step>,
    pub call: String,
    pub with: Map<String, Value>,
    #[serde(default)]
    pub keys: bool,
}

impl Wire {
    pub fn read() -> Self {
        read("cases.json")
    }
}

/// What the official clients send, by case.
pub fn references() -> [(&'static str, Value); 2] {
    [("python", read("descope-python.json")), ("node", read("descope-node.json"))]
}

/// The requests of a case, unless the client has no such operation, method or option.
pub fn offered<'a>(reference: &'a Value, case: &str) -> Option<&'a Value> {
    reference.get(case).filter(|recorded| recorded.is_array())
}

/// Absent is another thing than null.
pub fn present<'de, D: Deserializer<'de>>(json: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(json).map(Some)
}

pub fn read<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../conformance/wire").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
