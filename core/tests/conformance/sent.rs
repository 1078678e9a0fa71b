//! What the service saw, compared with what a vector says was sent.

use serde_json::{Map, Value, json};

use super::matching;
use super::values::Captured;
use super::vector::Sent;

/// Key fetches happen when a client finds it needs them, so they count only where a vector names one.
const KEYS: &str = "/v2/keys/";

/// Every difference, one line each.
pub fn differences(expected: &[Sent], seen: &Value, captured: &Captured) -> Result<Vec<String>, String> {
    let names_keys = expected.iter().any(|sent| sent.to.contains(KEYS));
    let counts = |request: &&Value| names_keys || !text(request, "path").starts_with(KEYS);
    let seen: Vec<_> = seen.as_array().into_iter().flatten().filter(counts).collect();
    if expected.len() != seen.len() {
        let list: Vec<_> = seen.iter().map(|request| line(request)).collect();
        return Ok(vec![format!("sent should be {} requests, is {}: {list:?}", expected.len(), seen.len())]);
    }
    let mut lines = Vec::new();
    for (index, (sent, request)) in expected.iter().zip(seen).enumerate() {
        let wanted = wanted(sent, captured)?;
        let found = shown(request, &wanted);
        let difference = matching::differences(&wanted, &found);
        lines.extend(difference.iter().map(|line| format!("sent[{index}].{line}")));
        lines.extend(
            surplus(&wanted["body"], &found["body"], "body").map(|what| format!("sent[{index}].{what}")),
        );
    }
    Ok(lines)
}

/// The bearer is compared in any case: it carries what the call needs, and nothing else.
fn wanted(sent: &Sent, captured: &Captured) -> Result<Value, String> {
    let colon = if sent.bearer.is_empty() { "" } else { ":" };
    let bearer = json!(format!("Bearer ${{project}}{colon}{}", sent.bearer));
    let mut headers = Map::from_iter([("authorization".to_owned(), bearer)]);
    headers.extend(sent.headers.clone());
    captured.resolve(&json!({ "to": sent.to, "headers": headers, "body": sent.body }))
}

/// A request of the recorder in the form of a vector's; of its headers those that are asked for.
fn shown(request: &Value, wanted: &Value) -> Value {
    let names = wanted["headers"].as_object().into_iter().flatten().map(|(name, _)| name);
    let headers: Map<_, _> = names.map(|name| (name.clone(), request["headers"][name].clone())).collect();
    json!({ "to": line(request), "headers": headers, "body": request["body"] })
}

fn line(request: &Value) -> String {
    format!("{} {}", text(request, "method"), text(request, "path"))
}

fn text<'a>(request: &'a Value, name: &str) -> &'a str {
    request[name].as_str().unwrap_or_default()
}

/// Members that nobody expected: in a body, unlike elsewhere, there may be none.
fn surplus(wanted: &Value, found: &Value, path: &str) -> Box<dyn Iterator<Item = String>> {
    let (Some(wanted), Some(found)) = (wanted.as_object().cloned(), found.as_object().cloned()) else {
        return Box::new(std::iter::empty());
    };
    let path = path.to_owned();
    Box::new(found.into_iter().flat_map(move |(name, value)| match wanted.get(&name) {
        Some(known) => surplus(known, &value, &format!("{path}.{name}")),
        None => Box::new(std::iter::once(format!("{path} should have no {name}"))),
    }))
}
