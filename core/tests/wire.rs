//! What this crate sends, held against what the official clients send: case by case, any difference that does not
//! stand in `conformance/wire/differences.json` fails, and so does a row of that table which no longer happens.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::needless_pass_by_value,
    dead_code,
    unreachable_pub
)]

#[path = "conformance/arguments.rs"]
mod arguments;
#[path = "wire/cases.rs"]
mod cases;
#[path = "wire/compare.rs"]
mod compare;
#[path = "conformance/operations.rs"]
mod operations;
#[path = "conformance/options.rs"]
mod options;
#[path = "wire/recorder.rs"]
mod recorder;
#[path = "conformance/records.rs"]
mod records;
#[path = "support/service.rs"]
mod service;
#[path = "wire/table.rs"]
mod table;
#[path = "conformance/values.rs"]
mod values;

use cases::Wire;
use compare::Difference;
use recorder::Recorder;
use serde_json::Value;
use table::Table;

#[test]
fn only_the_differences_that_are_told_happen() {
    let (wire, references) = (Wire::read(), cases::references());
    let recorder = Recorder::open(&wire);
    let (mut sent, mut found) = (Vec::new(), Vec::new());
    for case in &wire.cases {
        let ours = recorder.record(case);
        for (peer, reference) in &references {
            let Some(theirs) = cases::offered(reference, &case.id) else { continue };
            found.extend(Difference::between(peer, &case.id, theirs, &ours));
            sent.extend((theirs != &Value::Array(vec![])).then_some((*peer, case.id.as_str())));
        }
    }
    let complaints = Table::read().complaints(&sent, &found);
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn every_case_has_a_reference() {
    let wire = Wire::read();
    for (peer, reference) in cases::references() {
        let recorded: Vec<_> = reference.as_object().unwrap().keys().collect();
        let mut wanted: Vec<_> = wire.cases.iter().map(|case| &case.id).collect();
        wanted.sort();
        assert_eq!(recorded, wanted, "{peer}");
    }
}

/// An operation that talks to the service, and is not compared, is a hole in the proof.
#[test]
fn every_operation_is_compared() {
    let (wire, surface): (_, Value) = (Wire::read(), cases::read("../surface.json"));
    let ids =
        surface["operations"].as_array().unwrap().iter().filter_map(|operation| operation["id"].as_str());
    let talks = |id: &&str| ["otp.", "session.", "user."].iter().any(|area| id.starts_with(area));
    let checks_only = |id: &&str| ["session.validate_local", "session.verify_jwt"].contains(id);
    let compared = |id: &&str| wire.cases.iter().any(|case| case.call == **id);
    let holes: Vec<_> = ids.filter(talks).filter(|id| !checks_only(id) && !compared(id)).collect();
    assert!(holes.is_empty(), "{holes:?}");
}
