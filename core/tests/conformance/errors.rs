//! Every error that a vector meets is held against its row in `errors.json`, whether the vector asks or not.

use serde_json::{Value, json};

use super::vector::{folder, read};

pub struct Table(Value);

impl Table {
    pub fn read() -> Self {
        Self(read(&folder().join("errors.json")))
    }

    /// How `error` differs from what its kind and reason allow.
    pub fn differences(&self, error: &Value) -> Vec<String> {
        let kinds = self.0["kinds"].as_array().into_iter().flatten();
        let Some(kind) = kinds.clone().find(|kind| kind["slug"] == error["kind"]) else {
            return vec![format!("errors.json has no kind {}", error["kind"])];
        };
        let reason = error["reason"].as_str().unwrap_or_default();
        let row = &kind["reasons"][reason];
        if row.is_null() != reason.is_empty() {
            return vec![format!("errors.json has no reason {:?} for {}", reason, kind["slug"])];
        }
        let cell = |name: &str| if row[name].is_null() { &kind[name] } else { &row[name] };
        super::matching::differences(&expected(error, cell), error)
    }
}

/// What the service said goes before what the table says.
fn expected<'a>(error: &Value, cell: impl Fn(&str) -> &'a Value) -> Value {
    let answered = !error["body"].is_null();
    let coded = error["code"].as_str().is_some_and(|code| code.starts_with('E'));
    let mut expected = json!({ "retryable": cell("retryable") });
    if !answered {
        expected["status"] = cell("status").clone();
        expected["description"] = cell("description").clone();
    }
    if !coded {
        expected["code"] = cell("code").clone();
    }
    expected
}
