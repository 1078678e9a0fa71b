//! The surface and this crate, compared both ways: the records field by field, the operations name by name.

use std::collections::BTreeSet;
use std::path::Path;

use doorcode::cookies::CookieAttributes;
use doorcode::{
    AccessKeyLoginOptions, Config, CookieOptions, LoginOptions, RequestOptions, RetryPolicy, SignUpDetails,
    SignUpOptions, UpdateOptions, VerifyOptions,
};
use serde_json::Map;

use super::arguments::Arguments;
use super::options::Record;
use super::surface::{Role, Surface};

/// The fields that a record of this crate reads. Its reader builds it field by field, so none is forgotten.
fn fields<T: Record>() -> BTreeSet<String> {
    let mut nothing = Arguments::new("", Map::new());
    T::read(&mut nothing).unwrap();
    nothing.asked
}

#[test]
fn option_records_have_the_fields_of_the_surface() {
    let surface = Surface::read();
    let own = [
        ("SignUpDetails", fields::<SignUpDetails>()),
        ("SignUpOptions", fields::<SignUpOptions>()),
        ("LoginOptions", fields::<LoginOptions>()),
        ("UpdateOptions", fields::<UpdateOptions>()),
        ("AccessKeyLoginOptions", fields::<AccessKeyLoginOptions>()),
        ("VerifyOptions", fields::<VerifyOptions>()),
        ("RequestOptions", fields::<RequestOptions>()),
        ("CookieOptions", fields::<CookieOptions>()),
        ("RetryPolicy", fields::<RetryPolicy>()),
        ("Config", fields::<Config>()),
        ("CookieAttributes", fields::<CookieAttributes>()),
    ];
    let stated = surface.records.iter().filter(|record| record.role != Role::Result);
    let stated: Vec<_> = stated
        .map(|record| (record.name.as_str(), record.fields.iter().map(|field| field.name.clone()).collect()))
        .collect();
    assert_eq!(own.to_vec(), stated);
}

/// The public methods in a file of this crate that take `&self`.
fn methods(file: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
    let source = std::fs::read_to_string(path).unwrap();
    let declared = source.split("pub fn ").skip(1);
    let name = |rest: &str| {
        let (name, arguments) = rest.split_once('(')?;
        let name = name.split('<').next()?.to_owned();
        arguments.trim_start().starts_with("&self").then_some(name)
    };
    declared.filter_map(name).collect()
}

#[test]
fn namespaces_have_the_operations_of_the_surface() {
    let surface = Surface::read();
    for namespace in ["otp", "session", "user", "keys"] {
        let start = format!("client.{namespace}().");
        let calls = surface.operations.iter().filter_map(|operation| operation.spelling.get("rust"));
        let calls = calls.flat_map(|spelling| spelling.without.values().chain([&spelling.call]));
        let names = calls.filter_map(|call| call.strip_prefix(&start)?.split('(').next()).map(str::to_owned);
        assert_eq!(methods(&format!("{namespace}.rs")), names.collect(), "{namespace}");
    }
}
