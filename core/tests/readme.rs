//! The README's example is the one that is built, and it does what it says.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/scene.rs"]
mod scene;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use scene::{ANN, Scene};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// The code of the first block in Rust.
fn block(readme: &str) -> &str {
    let (_, rest) = readme.split_once("```rust\n").expect("a block in Rust");
    rest.split_once("```").expect("an end of the block").0
}

/// The example, built by the same cargo into the same folder as this test.
fn example() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).expect("a test stands in target/<profile>/deps");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", "doorcode", "--example", "quickstart"]).current_dir(root());
    cargo.arg("--target-dir").arg(profile.parent().unwrap());
    if profile.ends_with("release") {
        cargo.arg("--release");
    }
    assert!(cargo.status().unwrap().success(), "the example does not build");
    profile.join("examples").join(format!("quickstart{}", std::env::consts::EXE_SUFFIX))
}

#[test]
fn the_readme_shows_the_example_as_it_is_built() {
    let example = read("core/examples/quickstart.rs");
    let code = &example[example.find("use doorcode").unwrap()..];
    assert_eq!(block(&read("README.md")), code);
}

#[test]
fn the_example_logs_in_with_the_code_that_was_sent() {
    let scene = Scene::start();
    let mut child = Command::new(example())
        .env("DESCOPE_BASE_URI", &scene.service.url)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut question = String::new();
    output.read_line(&mut question).unwrap();
    assert_eq!(question, "A code went to a***@example.com. Which one?\n");

    writeln!(child.stdin.take().unwrap(), "{}", scene.service.code(ANN)).unwrap();
    let mut welcome = String::new();
    output.read_to_string(&mut welcome).unwrap();
    assert!(child.wait().unwrap().success());
    let subject = welcome.strip_prefix("Welcome, ").and_then(|rest| rest.strip_suffix(".\n"));
    assert!(subject.is_some_and(|subject| subject.starts_with("U2")), "{welcome}");
}
