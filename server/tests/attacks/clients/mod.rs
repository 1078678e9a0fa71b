//! Clients that mean no good, or that are merely lost: whatever they do, the service goes on answering others,
//! in bounded memory.

mod bodies;
mod flood;
mod http2;
mod noise;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::connection::Connection;
use crate::memory::resident;
use crate::service::{PATIENCE, Service};

/// Memory that the service may take while it is attacked, in MiB. It takes far less in most attacks; unbounded
/// growth would go far beyond.
const LARGEST: u64 = 256;

/// A request's head up to its body of so many bytes.
fn head(length: &str) -> String {
    format!("POST /v1/auth/otp/signup/email HTTP/1.1\r\nHost: localhost\r\n{length}\r\n\r\n")
}

/// Sends as much of `bytes` as the service takes.
fn push(stream: &mut TcpStream, bytes: &[u8]) -> bool {
    stream.set_write_timeout(Some(Duration::from_millis(200))).unwrap();
    stream.write_all(bytes).is_ok()
}

/// What the service answers before it closes the connection or says no more.
fn last_words(mut stream: TcpStream) -> String {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut words = Vec::new();
    let mut chunk = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut chunk) {
        words.extend_from_slice(&chunk[..count]);
        if words.len() > 1024 {
            break;
        }
    }
    String::from_utf8_lossy(&words).into_owned()
}

/// Somebody who has nothing to do with the attack logs in, on a connection of its own. The limit is generous:
/// the machine may be busy with more than this.
#[track_caller]
fn serves(service: &Service, login_id: &str) {
    let begun = Instant::now();
    let mut connection = Connection::open(service);
    connection.start(login_id).ok();
    connection.verify(login_id, &service.code(login_id)).ok();
    let took = begun.elapsed();
    assert!(took < PATIENCE / 2, "{took:?}");
    let memory = resident(service);
    assert!(memory < LARGEST, "{memory} MiB");
    if std::env::var_os("ATTACK_NUMBERS").is_some() {
        let _ = writeln!(std::io::stderr(), "{login_id}: login in {took:?}, {memory} MiB");
    }
}
