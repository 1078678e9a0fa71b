//! The real service under test: the binary, started once on a free port, and its control plane.
//!
//! `#[path = "support/service.rs"] mod service;` makes it part of a test. The binary is the one `DOORCODE_SERVICE`
//! names; without it, it is built once and taken from the target folder this test was built into.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

/// A running service. It ends with the value, or with this process at the latest.
pub struct Service {
    pub url: String,
    pub project: String,
    pub management_key: String,
    child: Child,
    /// Kept open: a service that can't write to its parent would be told so.
    _stdout: BufReader<ChildStdout>,
}

impl Service {
    /// Starts a service and waits until it is ready.
    pub fn start() -> Self {
        let mut child = Command::new(binary())
            .args(["dev", "--port", "0", "--exit-with-parent", "--console", "never", "--log", "off"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the service starts");
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).expect("the service says in one JSON line where it is");
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        Self {
            url: text("url"),
            project: text("projectId"),
            management_key: text("managementKey"),
            child,
            _stdout: stdout,
        }
    }

    /// Host and port.
    pub fn host(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// One call of the control plane: `control("POST", "/clock", …)`. A refusal is a mistake of the test.
    pub fn control(&self, method: &str, path: &str, body: &Value) -> Value {
        self.expect(method, &format!("/_doorcode{path}"), None, body)
    }

    /// One call with the management key: `manage("POST", "/v1/mgmt/user/create", …)`.
    pub fn manage(&self, method: &str, path: &str, body: &Value) -> Value {
        self.expect(method, path, Some(&format!("Bearer {}:{}", self.project, self.management_key)), body)
    }

    /// The code of the newest message to somebody.
    pub fn code(&self, to: &str) -> String {
        let messages = self.control("GET", &format!("/messages?to={}", to.replace('+', "%2B")), &Value::Null);
        let newest = messages["messages"].as_array().unwrap().last();
        newest.unwrap_or_else(|| panic!("no message to {to}"))["code"].as_str().unwrap().to_owned()
    }

    fn expect(&self, method: &str, path: &str, bearer: Option<&str>, body: &Value) -> Value {
        let (status, answer) = self.exchange(method, path, bearer, body);
        assert!((200..300).contains(&status), "{method} {path} {body}: {status} {answer}");
        answer
    }

    /// HTTP in its shortest form, so that no client of anybody's is part of the test.
    fn exchange(&self, method: &str, path: &str, bearer: Option<&str>, body: &Value) -> (u16, Value) {
        let authority = self.host();
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let bearer = bearer.map(|bearer| format!("Authorization: {bearer}\r\n")).unwrap_or_default();
        let length = body.len();
        let mut stream = TcpStream::connect(authority).unwrap();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n");
        write!(stream, "{head}{bearer}Content-Length: {length}\r\n\r\n{body}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_else(|_| body.into()))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asked for once: even when there is nothing to build, cargo takes its time to say so.
fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| std::env::var_os("DOORCODE_SERVICE").map_or_else(built, PathBuf::from))
}

/// Cargo builds the binaries of a test's own package only, so this one is asked for.
fn built() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).expect("a test stands in target/<profile>/deps");
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", "doorcode-server", "--bin", "doorcode"]);
    cargo.arg("--target-dir").arg(folder.parent().unwrap()).current_dir(workspace);
    if folder.ends_with("release") {
        cargo.arg("--release");
    }
    assert!(cargo.status().unwrap().success(), "the service does not build");
    folder.join(format!("doorcode{}", std::env::consts::EXE_SUFFIX))
}
