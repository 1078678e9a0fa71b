//! The contract in `conformance/`, held against this crate: every vector, the surface, and the files themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, unreachable_pub)]

#[path = "conformance/arguments.rs"]
mod arguments;
#[path = "conformance/coverage.rs"]
mod coverage;
#[path = "conformance/errors.rs"]
mod errors;
#[path = "conformance/exports.rs"]
mod exports;
#[path = "conformance/files.rs"]
mod files;
#[path = "conformance/matching.rs"]
mod matching;
#[path = "conformance/operations.rs"]
mod operations;
#[path = "conformance/options.rs"]
mod options;
#[path = "conformance/records.rs"]
mod records;
#[path = "conformance/run.rs"]
mod run;
#[path = "conformance/sent.rs"]
mod sent;
#[path = "support/service.rs"]
mod service;
#[path = "conformance/stage.rs"]
mod stage;
#[path = "conformance/surface.rs"]
mod surface;
#[path = "conformance/values.rs"]
mod values;
#[path = "conformance/vector.rs"]
mod vector;
