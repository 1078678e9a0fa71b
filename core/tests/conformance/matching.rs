//! Whether a value is as expected, and in words where it is not.
//!
//! Objects are compared in the members that are expected, lists item by item, numbers by value.

use serde_json::{Map, Value};

/// Every difference, one line each.
pub fn differences(expected: &Value, found: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    compare("", expected, found, &mut lines);
    lines
}

fn compare(path: &str, expected: &Value, found: &Value, lines: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(matcher), _) if is_matcher(matcher) => {
            let failed = matcher.iter().filter(|(name, wanted)| !fits(name, wanted, found));
            lines.extend(failed.map(|(name, wanted)| line(path, &format!("{name} {wanted}"), found)));
        }
        (Value::Object(expected), Value::Object(found)) => {
            for (name, wanted) in expected {
                let path = format!("{path}.{name}");
                match found.get(name) {
                    Some(value) => compare(&path, wanted, value, lines),
                    // Even where null is expected: else a misspelled member would always hold.
                    None => lines
                        .push(format!("{} should be {wanted}, and there is no such member", trimmed(&path))),
                }
            }
        }
        (Value::Array(expected), Value::Array(items)) if expected.len() == items.len() => {
            for (index, (wanted, item)) in expected.iter().zip(items).enumerate() {
                compare(&format!("{path}[{index}]"), wanted, item, lines);
            }
        }
        (expected, found) if same(expected, found) => {}
        (expected, found) => lines.push(line(path, &expected.to_string(), found)),
    }
}

fn line(path: &str, expected: &str, found: &Value) -> String {
    format!("{} should be {}, is {}", trimmed(path), short(expected), short(&found.to_string()))
}

fn trimmed(path: &str) -> &str {
    if path.is_empty() { "it" } else { path.strip_prefix('.').unwrap_or(path) }
}

/// A token is longer than anybody wants to read in a diff.
fn short(text: &str) -> String {
    const LONGEST: usize = 300;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}… ({} bytes)", &text[..end], text.len()),
        None => text.to_owned(),
    }
}

fn is_matcher(members: &Map<String, Value>) -> bool {
    !members.is_empty() && members.keys().all(|name| name.starts_with('$'))
}

fn fits(matcher: &str, wanted: &Value, found: &Value) -> bool {
    let text = found.as_str();
    let all = |holds: &dyn Fn(&str) -> bool| {
        wanted.as_array().into_iter().flatten().filter_map(Value::as_str).all(holds)
    };
    match (matcher, wanted.as_str()) {
        ("$is", Some("text")) => text.is_some_and(|text| !text.is_empty()),
        ("$is", Some("jwt")) => {
            text.is_some_and(|text| text.split('.').filter(|part| !part.is_empty()).count() == 3)
        }
        ("$is", Some("number")) => found.is_number(),
        ("$not", _) => !same(wanted, found),
        ("$contains", None) => text.is_some_and(|text| all(&|part| text.contains(part))),
        ("$lacks", None) => text.is_some_and(|text| all(&|part| !text.contains(part))),
        _ => panic!("no such matcher: {matcher} {wanted}"),
    }
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}
