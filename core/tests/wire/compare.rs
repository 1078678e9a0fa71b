//! The differences between two lists of requests, each at the place where they part.

use std::fmt;

use serde_json::Value;

/// One place where an official client and this crate differ. What is not sent at all is None.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub peer: String,
    pub case: String,
    pub field: String,
    pub theirs: Option<Value>,
    pub ours: Option<Value>,
}

impl Difference {
    /// All of them, for one case.
    pub fn between(peer: &str, case: &str, theirs: &Value, ours: &Value) -> Vec<Self> {
        let mut found = Vec::new();
        compare("", Some(theirs), Some(ours), &mut |field, theirs, ours| {
            let (peer, case, field) =
                (peer.to_owned(), case.to_owned(), field.trim_start_matches('.').to_owned());
            found.push(Self { peer, case, field, theirs: theirs.cloned(), ours: ours.cloned() });
        });
        found
    }
}

type Found<'a> = dyn FnMut(&str, Option<&Value>, Option<&Value>) + 'a;

fn compare(path: &str, theirs: Option<&Value>, ours: Option<&Value>, found: &mut Found<'_>) {
    match (theirs, ours) {
        (Some(Value::Object(left)), Some(Value::Object(right))) => {
            let more = right.keys().filter(|name| !left.contains_key(*name));
            for name in left.keys().chain(more) {
                compare(&format!("{path}.{name}"), left.get(name), right.get(name), found);
            }
        }
        (Some(Value::Array(left)), Some(Value::Array(right))) => {
            for index in 0..left.len().max(right.len()) {
                // Nearly every call is one request: only the others are numbered.
                let path = if index == 0 { path.to_owned() } else { format!("{path}[{index}]") };
                compare(&path, left.get(index), right.get(index), found);
            }
        }
        (theirs, ours) if theirs == ours => {}
        (theirs, ours) => found(path, theirs, ours),
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            |side: &Option<Value>| side.as_ref().map_or_else(|| "nothing".to_owned(), Value::to_string);
        let Self { peer, case, field, theirs, ours } = self;
        write!(f, "{case} / {field}: {peer} sends {}, we send {}", shown(theirs), shown(ours))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(theirs: Value, ours: Value) -> Vec<String> {
        Difference::between("node", "one", &theirs, &ours).into_iter().map(|one| one.field).collect()
    }

    #[test]
    fn a_difference_is_named_where_it_begins() {
        assert_eq!(fields(json!([{"body": {"a": 1, "b": {}}}]), json!([{"body": {"a": 1}}])), ["body.b"]);
        assert_eq!(
            fields(json!([{"body": {"b": {"c": 1}}}]), json!([{"body": {"b": {"c": 2}}}])),
            ["body.b.c"]
        );
        assert_eq!(fields(json!([{"body": {}}]), json!([{"body": {"x": null}}])), ["body.x"]);
        assert_eq!(fields(json!([{"to": "a"}]), json!([{"to": "a"}, {"to": "b"}])), ["[1]"]);
        assert_eq!(fields(json!([]), json!([{"to": "b"}])), [""]);
        assert_eq!(fields(json!([{"to": "a"}]), json!([{"to": "a"}])), [""; 0]);
    }

    #[test]
    fn null_is_not_the_same_as_nothing() {
        let found = Difference::between("node", "one", &json!([{"a": null}]), &json!([{}]));
        assert_eq!((&found[0].theirs, &found[0].ours), (&Some(Value::Null), &None));
        assert_eq!(found[0].to_string(), "one / a: node sends null, we send nothing");
    }
}
