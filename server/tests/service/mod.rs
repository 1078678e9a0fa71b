//! The real binary under test, and the smallest client that shows what is on the wire.

#![allow(dead_code, reason = "every test file is a program of its own and uses some of this")]

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// The project of a service that was given none.
pub(crate) const PROJECT: &str = "P2doorcodeLocalDevelopment00";

/// No wait in a test is longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A running service. It ends with the test.
pub(crate) struct Service {
    pub(crate) child: Child,
    pub(crate) stdout: BufReader<ChildStdout>,
    pub(crate) line: Value,
}

/// One answer, taken apart.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) text: String,
    pub(crate) json: Value,
}

/// The command with `dev --port 0` and further arguments, both outputs caught.
pub(crate) fn dev(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doorcode"));
    command.args(["dev", "--port", "0"]).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Service {
    /// A service with no more than the usual arguments.
    pub(crate) fn start() -> Self {
        Self::with(&[] as &[&str])
    }

    pub(crate) fn with(arguments: &[impl AsRef<OsStr>]) -> Self {
        let mut child = dev(arguments).stderr(Stdio::null()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        Self { child, stdout, line: serde_json::from_str(&line).unwrap() }
    }

    /// Sends a request with these headers; the answer must be a whole one.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let bytes = self.exchange(method, path, headers, body);
        Answer::parse(&bytes).unwrap_or_else(|| panic!("no answer to {method} {path}: {bytes:?}"))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "")
    }

    pub(crate) fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, &[], "")
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[], &body.to_string())
    }

    pub(crate) fn put(&self, path: &str, body: &Value) -> Answer {
        self.send("PUT", path, &[], &body.to_string())
    }

    /// A call of the wire with the default project's bearer.
    pub(crate) fn call(&self, path: &str, body: &Value) -> Answer {
        self.call_as(PROJECT, path, body)
    }

    pub(crate) fn call_as(&self, bearer: &str, path: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {bearer}");
        self.send("POST", path, &[("Authorization", &bearer)], &body.to_string())
    }

    /// The code of the newest message to somebody.
    pub(crate) fn code(&self, to: &str) -> String {
        let messages = self.get(&format!("/_doorcode/messages?to={to}&wait=5")).json;
        let newest = messages["messages"].as_array().unwrap().last().unwrap();
        newest["code"].as_str().unwrap().to_owned()
    }

    /// Signs somebody up or in; the answer of the verification.
    pub(crate) fn log_in(&self, login_id: &str) -> Answer {
        let start = self.call("/v1/auth/otp/signup-in/email", &json!({"loginId": login_id}));
        assert_eq!(start.status, 200, "{start:?}");
        let code = self.code(login_id);
        self.call("/v1/auth/otp/verify/email", &json!({"loginId": login_id, "code": code}))
    }

    pub(crate) fn authority(&self) -> &str {
        self.line["url"].as_str().unwrap().strip_prefix("http://").unwrap()
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.authority()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Everything the service sends before it closes the connection. A connection that breaks counts as closed.
    pub(crate) fn exchange(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
        let (authority, mut stream) = (self.authority(), self.connect());
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head += &format!("Host: {authority}\r\n");
        }
        head.extend(headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")));
        let _ = stream.write_all(format!("{head}\r\n{body}").as_bytes());
        let mut bytes = Vec::new();
        let mut chunk = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut chunk) {
            bytes.extend_from_slice(&chunk[..count]);
        }
        bytes
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let header =
            |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Some(Self {
            status,
            headers: lines.filter_map(header).collect(),
            text: body.to_owned(),
            json: serde_json::from_str(body).unwrap_or_default(),
        })
    }
}
