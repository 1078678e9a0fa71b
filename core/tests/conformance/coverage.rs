//! That the vectors leave nothing out: no operation, no option, no kind of error, no row of what must be refused.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::surface::{Role, Surface};
use super::vector::{self, Vector, folder, read};

#[test]
fn every_id_is_used_once() {
    let mut ids = BTreeSet::new();
    let vectors = vector::all();
    let twice: Vec<_> =
        vectors.iter().map(|vector| &vector.id).filter(|id| !ids.insert((*id).clone())).collect();
    assert!(twice.is_empty(), "used twice: {twice:?}");
}

#[test]
fn every_operation_is_called() {
    let called: BTreeSet<_> = vector::all().into_iter().map(|vector| vector.when.call).collect();
    let surface = Surface::read();
    let everywhere = surface.operations.iter().filter(|operation| operation.spelling.len() == 5);
    let never: Vec<_> =
        everywhere.map(|operation| &operation.id).filter(|id| !called.contains(*id)).collect();
    assert!(never.is_empty(), "no vector calls {never:?}");
}

/// Trusting a certificate needs a service that has one: those two are tested where there is such a service.
const NEED_TLS: [&str; 2] = ["Config.ca_pem", "Config.skip_verify"];

#[test]
fn every_option_is_set() {
    let (surface, mut set) = (Surface::read(), BTreeSet::new());
    for vector in vector::all() {
        note(&surface, "Config", &vector.given.config.clone().into(), &mut set);
        note(&surface, "RequestOptions", &vector.when.request.clone().into(), &mut set);
        let operation = surface.operations.iter().find(|operation| operation.id == vector.when.call).unwrap();
        for parameter in &operation.parameters {
            let given = vector.when.with.get(&parameter.name).unwrap_or(&Value::Null);
            note(&surface, &parameter.kind, given, &mut set);
        }
    }
    let options = surface.records.iter().filter(|record| record.role == Role::Option);
    let all = options
        .flat_map(|record| record.fields.iter().map(|field| format!("{}.{}", record.name, field.name)));
    let never: Vec<_> = all.filter(|option| !set.contains(option)).collect();
    assert_eq!(never, NEED_TLS, "no vector sets these");
}

fn note(surface: &Surface, kind: &str, value: &Value, set: &mut BTreeSet<String>) {
    let (Some(record), Some(members)) = (surface.record(kind), value.as_object()) else { return };
    for field in record.fields.iter().filter(|field| members.contains_key(&field.name)) {
        set.insert(format!("{kind}.{}", field.name));
        note(surface, &field.kind, &members[&field.name], set);
    }
}

/// A vector has no hand that could stop a call; DPoP and the names of other SDKs are not there to be called.
const NOT_IN_VECTORS: [&str; 3] = ["cancelled", "token_invalid dpop", "invalid_argument unsupported"];

#[test]
fn every_kind_of_error_is_met() {
    let table: Value = read(&folder().join("errors.json"));
    let mut met = BTreeSet::new();
    for error in vector::all().into_iter().filter_map(|vector| vector.then.error) {
        let kind = error["kind"].as_str().unwrap();
        met.insert(kind.to_owned());
        met.extend(error["reason"].as_str().map(|reason| format!("{kind} {reason}")));
    }
    let mut wanted = BTreeSet::new();
    for kind in table["kinds"].as_array().unwrap() {
        let slug = kind["slug"].as_str().unwrap();
        wanted.insert(slug.to_owned());
        // Which reasons a setting can have is a matter of each language's own checks.
        let reasons = kind["reasons"].as_object().filter(|_| slug != "config").into_iter().flatten();
        wanted.extend(reasons.map(|(reason, _)| format!("{slug} {reason}")));
    }
    let never: BTreeSet<_> = wanted.difference(&met).map(String::as_str).collect();
    assert_eq!(never, BTreeSet::from(NOT_IN_VECTORS), "no vector meets these");
}

/// What must be refused of tokens stands in nineteen rows, each with several ways to be wrong.
#[test]
fn every_row_about_tokens_has_its_cases() {
    let mut cases: BTreeMap<String, usize> = BTreeMap::new();
    let count = |vector: &Vector| vector.rows.clone();
    vector::all().iter().flat_map(count).for_each(|row| *cases.entry(row).or_default() += 1);
    for row in 1..=19 {
        let count = cases.get(&format!("security J{row}")).copied().unwrap_or_default();
        assert!(count >= 4, "J{row} has {count} vectors");
    }
}
