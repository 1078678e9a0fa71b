//! More connections than anybody needs.

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use super::{push, serves};
use crate::connection::Connection;
use crate::memory::resident;
use crate::service::Service;

/// A service that may open so many files and sockets.
fn limited(files: u32) -> Service {
    let mut shell = Command::new("sh");
    let script = format!(r#"ulimit -n {files} && exec "$0" dev --port 0"#);
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_doorcode")]);
    let mut child = shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    Service { child, stdout, line: serde_json::from_str(&line).unwrap() }
}

/// Opens connections and leaves them open, as far as this process may; where it may not, the older ones go.
fn open(service: &Service, left: &mut Vec<TcpStream>, count: usize) {
    for _ in 0..count {
        match TcpStream::connect(service.authority()) {
            Ok(stream) => left.push(stream),
            Err(_) => drop(left.drain(..left.len() / 2)),
        }
    }
}

#[test]
fn ten_thousand_connections_opened_and_left() {
    let service = Service::start();
    serves(&service, "before@example.com");
    let mut left = Vec::new();
    for thousand in 0..10 {
        open(&service, &mut left, 1_000);
        serves(&service, &format!("idle{thousand}@example.com"));
    }
}

/// Requests that never get past their head, each as alive as its next byte.
#[test]
fn heads_that_are_never_finished() {
    let service = Service::start();
    let mut slow = Vec::new();
    for round in 0..5 {
        open(&service, &mut slow, 600);
        for stream in &mut slow {
            push(stream, b"POST /v1/auth/refresh HTTP/1.1\r\nHost: localhost\r\nX-Slow: a");
        }
        slow.retain_mut(|stream| push(stream, b"b"));
        serves(&service, &format!("slow{round}@example.com"));
    }
}

/// Where no descriptors are left the service makes room, and whoever uses its connection keeps it.
#[test]
fn more_connections_than_descriptors() {
    let service = limited(100);
    let mut regular = Connection::open(&service);
    regular.start("regular@example.com").ok();
    let mut left = Vec::new();
    for round in 0..5 {
        open(&service, &mut left, 100);
        serves(&service, &format!("scarce{round}@example.com"));
        regular.start("regular@example.com").ok();
    }
}

/// Many clients connect anew for every request. What is recorded of one must not keep its connection's buffers.
#[test]
fn a_connection_for_every_request() {
    let service = Service::start();
    Connection::open(&service).start("ann@example.com").ok();
    let before = resident(&service);
    for _ in 0..3_000 {
        Connection::open(&service).start("ann@example.com").ok();
    }
    let grown = resident(&service) - before;
    assert!(grown < 24, "{grown} MiB");
}
