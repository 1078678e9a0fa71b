//! Bytes that are no requests, or far too many of them.

use std::net::TcpStream;

use super::{last_words, push, serves};
use crate::chance::{Chance, seed};
use crate::service::{PROJECT, Service};

#[test]
fn heads_without_end_are_refused() {
    let service = Service::start();
    for round in 0..50 {
        let mut stream = TcpStream::connect(service.authority()).unwrap();
        push(&mut stream, b"GET / HTTP/1.1\r\nHost: localhost\r\n");
        let line = match round % 3 {
            0 => format!("X-Long: {}", "x".repeat(16_384)),
            1 => format!("X-Many-{round}: x\r\n").repeat(1_000),
            _ => "x".repeat(16_384),
        };
        let taken = (0..4_096).take_while(|_| push(&mut stream, line.as_bytes())).count();
        assert!(taken < 4_096, "64 MiB of a head were taken");
        let words = last_words(stream);
        assert!(words.is_empty() || words.starts_with("HTTP/1.1 4"), "{words}");
    }
    serves(&service, "heads@example.com");
}

#[test]
fn random_bytes() {
    let seed = seed();
    let mut chance = Chance::new(seed);
    let service = Service::start();
    for _ in 0..500 {
        let mut stream = TcpStream::connect(service.authority()).unwrap();
        let bytes: Vec<u8> = (0..chance.below(4_096)).map(|_| chance.below(256) as u8).collect();
        let start =
            ["", "GET / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "POST "][chance.below(4) as usize];
        push(&mut stream, start.as_bytes());
        push(&mut stream, &bytes);
    }
    serves(&service, &format!("random{seed}@example.com"));
}

/// Somebody asks and asks, and reads none of the answers.
#[test]
fn pipelines_that_nobody_reads() {
    let service = Service::start();
    let ask = |path: String| {
        let mut stream = TcpStream::connect(service.authority()).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        push(&mut stream, request.repeat(20_000).as_bytes());
        stream
    };
    let mut open: Vec<TcpStream> = (0..20).map(|_| ask(format!("/v2/keys/{PROJECT}"))).collect();
    open.extend((0..3).map(|_| ask("/_doorcode/requests".to_owned())));
    serves(&service, "unread@example.com");
}

/// Good requests, then rubbish in the same breath: the good ones are answered.
#[test]
fn rubbish_after_requests() {
    let service = Service::start();
    let mut stream = TcpStream::connect(service.authority()).unwrap();
    let request = b"GET /_doorcode/clock HTTP/1.1\r\nHost: localhost\r\n\r\n";
    push(&mut stream, &[request.repeat(3), b"\0\xff rubbish\r\n\r\n".to_vec()].concat());
    let words = last_words(stream);
    assert_eq!(words.matches("HTTP/1.1 200").count(), 3, "{words}");
    assert!(words.contains("HTTP/1.1 400"), "{words}");
    serves(&service, "rubbish@example.com");
}
