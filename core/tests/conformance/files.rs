//! The files of the contract: their form, and that they agree with each other.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::surface::{Surface, places};
use super::vector::{files, folder, read};

fn schema() -> jsonschema::Validator {
    jsonschema::draft202012::new(&read(&folder().join("schema.json"))).unwrap()
}

fn mistakes(schema: &jsonschema::Validator, file: &Value) -> Vec<String> {
    schema.iter_errors(file).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn all() -> Vec<std::path::PathBuf> {
    let beside = ["surface.json", "errors.json", "setups.json"].map(|name| folder().join(name));
    beside.into_iter().chain(files()).collect()
}

#[test]
fn every_file_has_its_form() {
    let schema = schema();
    let wrong = |path: &Path| {
        let mistakes = mistakes(&schema, &read(path));
        mistakes.into_iter().map(|mistake| format!("{} {mistake}", path.display())).collect::<Vec<_>>()
    };
    let found: Vec<_> = all().iter().flat_map(|path| wrong(path)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn misspelled_members_are_found() {
    let schema = schema();
    for path in all() {
        let mut file: Value = read(&path);
        file["vektors"] = json!([]);
        assert!(!mistakes(&schema, &file).is_empty(), "{}", path.display());
    }
    let vector = |extra: &str| {
        let mut vector =
            json!({ "id": "a.b", "title": "one", "when": { "call": "a.b" }, "then": { "value": 1 } });
        let (parent, name) = extra.rsplit_once('/').unwrap();
        vector.pointer_mut(parent).unwrap()[name] = json!(1);
        json!({ "$schema": "../schema.json", "about": "one", "vectors": [vector] })
    };
    for extra in ["/titel", "/when/wiht", "/then/sendt", "/then/error", "/given"] {
        assert!(!mistakes(&schema, &vector(extra)).is_empty(), "{extra}");
    }
    assert_eq!(mistakes(&schema, &vector("/then/value")), [""; 0]);
}

/// A reason stands exactly where a spelling departs from the rule of the README.
#[test]
fn spellings_follow_the_rule_or_say_why_not() {
    let surface = Surface::read();
    for operation in &surface.operations {
        for (language, spelling) in &operation.spelling {
            let follows = operation.by_rule(language).as_ref() == Some(&spelling.call);
            assert_eq!(follows, spelling.reason.is_none(), "{} {language}: {}", operation.id, spelling.call);
            let reason = spelling.reason.as_ref();
            assert!(
                reason.is_none_or(|reason| surface.reasons.contains_key(reason)),
                "{} {language}",
                operation.id
            );
        }
    }
}

#[test]
fn a_template_has_one_place_for_each_parameter() {
    for operation in Surface::read().operations {
        let names: BTreeSet<_> =
            operation.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        for (language, spelling) in &operation.spelling {
            let found = places(&spelling.call);
            let once: BTreeSet<_> = found.iter().copied().collect();
            assert_eq!((once.len(), &once), (found.len(), &names), "{} {language}", operation.id);
            for (absent, call) in &spelling.without {
                let left: BTreeSet<_> = names.iter().copied().filter(|name| name != absent).collect();
                assert_eq!(
                    places(call).into_iter().collect::<BTreeSet<_>>(),
                    left,
                    "{} {language}",
                    operation.id
                );
            }
        }
    }
}

#[test]
fn every_type_and_reason_is_there_and_used() {
    let surface = Surface::read();
    let plain = [
        "text",
        "texts",
        "flag",
        "number",
        "numbers",
        "duration",
        "durations",
        "instant",
        "object",
        "headers",
        "nothing",
    ];
    let enums = surface.enums.iter().filter_map(|one| one["name"].as_str());
    let records: BTreeSet<_> = surface.records.iter().map(|record| record.name.as_str()).collect();
    let known: BTreeSet<_> = plain.into_iter().chain(enums).chain(records.iter().copied()).collect();
    let fields = surface.records.iter().flat_map(|record| &record.fields);
    let parameters = surface.operations.iter().flat_map(|operation| &operation.parameters);
    let results = surface.operations.iter().map(|operation| operation.result.trim_end_matches('?'));
    let used: BTreeSet<_> = fields.chain(parameters).map(|one| one.kind.as_str()).chain(results).collect();
    let list_of = |name: &&&str| !name.ends_with('s') || !known.contains(name.trim_end_matches('s'));
    let unknown: Vec<_> = used.difference(&known).filter(list_of).collect();
    assert!(unknown.is_empty(), "no such types: {unknown:?}");
    let unused: Vec<_> =
        records.difference(&used).filter(|name| !used.contains(format!("{name}s").as_str())).collect();
    assert_eq!(unused, [&"RequestOptions"], "every call takes those; else a record is used by somebody");
    let of_calls = surface
        .operations
        .iter()
        .flat_map(|one| one.spelling.values())
        .filter_map(|one| one.reason.as_deref());
    let of_records =
        surface.records.iter().flat_map(|one| one.spelling.values()).filter_map(|one| one["reason"].as_str());
    let given: BTreeSet<_> = of_calls.chain(of_records).collect();
    assert_eq!(given, surface.reasons.keys().map(String::as_str).collect());
}
