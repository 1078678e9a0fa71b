//! The service speaks HTTP/2 to whoever begins with it, so the attacks on that are its own.

use std::net::TcpStream;

use super::{push, serves};
use crate::service::Service;

const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const CONTINUATION: u8 = 9;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// `POST http /v1`, from the static table where it has them (RFC 7541 appendix A).
const POST: &[u8] = &[0x83, 0x86, 0x04, 0x03, b'/', b'v', b'1', 0x41, 0x01, b'x'];

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() as u32).to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// A connection that has said what every HTTP/2 connection begins with.
fn begun(service: &Service) -> TcpStream {
    let mut stream = TcpStream::connect(service.authority()).unwrap();
    push(&mut stream, &[b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), frame(SETTINGS, 0, 0, b"")].concat());
    stream
}

/// Streams of odd numbers, as clients open them.
fn streams(count: u32) -> impl Iterator<Item = u32> {
    (0..count).map(|number| 2 * number + 1)
}

/// CVE-2023-44487: streams opened and taken back at once.
#[test]
fn rapid_reset() {
    let service = Service::start();
    for _ in 0..20 {
        let mut stream = begun(&service);
        let reset =
            |id| [frame(HEADERS, END_HEADERS | END_STREAM, id, POST), frame(RESET, 0, id, &[0, 0, 0, 8])];
        let frames: Vec<u8> = streams(10_000).flat_map(reset).flatten().collect();
        push(&mut stream, &frames);
    }
    serves(&service, "reset@example.com");
}

/// CVE-2024-27316 and its like: headers that go on and on.
#[test]
fn continuations_without_end() {
    let service = Service::start();
    for _ in 0..20 {
        let mut stream = begun(&service);
        push(&mut stream, &frame(HEADERS, 0, 1, POST));
        let field = [&[0x00, 0x01, b'x', 0x7f, 0x81, 0x1f][..], &[b'y'; 4_000]].concat();
        let more = frame(CONTINUATION, 0, 1, &field);
        let taken = (0..10_000).take_while(|_| push(&mut stream, &more)).count();
        assert!(taken < 10_000, "40 MB of headers were taken");
    }
    serves(&service, "continued@example.com");
}

/// Many streams on many connections, each with a body that never comes to its end; and pings and settings, which
/// all want an answer that nobody reads.
#[test]
fn streams_that_are_never_finished() {
    let service = Service::start();
    let data = frame(0, 0, 1, &[b' '; 16_384]);
    let open: Vec<TcpStream> = (0..60)
        .map(|_| {
            let mut stream = begun(&service);
            for id in streams(200) {
                push(&mut stream, &frame(HEADERS, END_HEADERS, id, POST));
                let data = [&data[..5], &id.to_be_bytes(), &data[9..]].concat();
                if !push(&mut stream, &data) {
                    break;
                }
            }
            let answered = [frame(PING, 0, 0, &[0; 8]), frame(SETTINGS, 0, 0, b"")].concat();
            push(&mut stream, &answered.repeat(5_000));
            stream
        })
        .collect();
    serves(&service, "streams@example.com");
    drop(open);
}
