//! Bodies that are too large, or that never end.

use std::net::TcpStream;

use serde_json::json;

use super::{head, last_words, push, serves};
use crate::connection::Connection;
use crate::crowd::crowd;
use crate::service::{PROJECT, Service};

const MEBIBYTE: usize = 1024 * 1024;

/// All but the last byte of the largest body there may be, many times.
#[test]
fn large_bodies_that_are_never_finished() {
    let service = Service::start();
    let body = vec![b' '; MEBIBYTE - 1];
    let begun = |_| {
        let mut stream = TcpStream::connect(service.authority()).unwrap();
        push(&mut stream, head(&format!("Content-Length: {MEBIBYTE}")).as_bytes());
        push(&mut stream, &body);
        stream
    };
    let open: Vec<TcpStream> = (0..400).map(begun).collect();
    serves(&service, "unfinished@example.com");
    drop(open);
}

#[test]
fn a_body_without_end_is_refused() {
    let service = Service::start();
    let mut stream = TcpStream::connect(service.authority()).unwrap();
    push(&mut stream, head("Transfer-Encoding: chunked").as_bytes());
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x10000], b"\r\n"].concat();
    let taken = (0..1_024).take_while(|_| push(&mut stream, &chunk)).count();
    assert!(taken < 256, "{taken} chunks were taken");
    assert!(last_words(stream).starts_with("HTTP/1.1 413"));
    serves(&service, "endless@example.com");
}

/// How many the list at a control path has.
fn listed(service: &Service, name: &str) -> usize {
    service.get(&format!("/_doorcode/{name}")).json[name].as_array().unwrap().len()
}

/// What arrived is recorded, and what was sent is kept, as far as there is room for it.
#[test]
fn large_requests_and_messages_do_not_pile_up() {
    let service = Service::start();
    let template = json!({"templates": {"wide": "{{code}} {{filler}}"}}).to_string();
    assert_eq!(service.send("PATCH", "/_doorcode/settings", &[], &template).status, 200);
    let options = json!({"templateId": "wide", "templateOptions": {"filler": "x".repeat(MEBIBYTE - 500)}});
    let body = json!({"loginId": "ann@example.com", "loginOptions": options});
    let mut connection = Connection::open(&service);
    for _ in 0..50 {
        connection.call("/v1/auth/otp/signup/email", &body).ok();
    }
    let (requests, messages) = (listed(&service, "requests"), listed(&service, "messages"));
    assert!((10..40).contains(&requests) && (10..20).contains(&messages), "{requests} {messages}");
    serves(&service, "recorded@example.com");
}

/// A body of half a million numbers takes many times its size once it is read. Where there is no room for all of
/// them, some are sent away.
#[test]
fn bodies_that_swell() {
    let service = Service::start();
    let numbers = vec!["1"; MEBIBYTE / 2 - 200].join(",");
    let body = format!(r#"{{"loginId": "ann@example.com", "numbers": [{numbers}]}}"#);
    let answered = crowd(&service, 64, |_, _, gate| {
        gate.wait();
        let ask = |_: &usize| {
            let mut connection = Connection::open(&service);
            let sent = connection.send("POST", "/v1/auth/otp/signup/email", PROJECT, &body);
            let reply = sent.and_then(|()| connection.receive());
            // Somebody who is sent away in the middle of a body may not come to read the answer.
            reply.is_ok_and(|reply| reply.status == 200)
        };
        (0..2).filter(ask).count()
    });
    assert!(answered.iter().sum::<usize>() > 0);
    serves(&service, "swollen@example.com");
}
