//! What the service costs: time to start, time to a first login, memory, and logins per second.
//!
//! `cargo bench -p doorcode-server` prints one line of JSON per figure. The load runs over kept-alive
//! connections on the same machine, so its client takes its share of the processors.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

#[path = "../../bench/row.rs"]
mod row;
#[path = "../tests/service/mod.rs"]
mod service;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use service::{PROJECT, Service};

const STARTS: usize = 21;
const LOGINS: usize = 2_000;
const CONNECTIONS: usize = 8;
const CODE: &str = "012345";

fn main() {
    report("start to ready, median", "ms", millis(median(STARTS, start)), Target::Below(100.0));
    report("start to first login, median", "ms", millis(median(STARTS, first_login)), Target::None);
    let service = Service::start();
    service.get(&format!("/v2/keys/{PROJECT}"));
    report("memory when idle", "MB", memory(&service), Target::Below(30.0));
    load(&service, "", Target::AtLeast(400.0));
    report("memory after the load", "MB", memory(&service), Target::None);
    drop(service);
    let data = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("load-{}", std::process::id()));
    fs::create_dir_all(&data).unwrap();
    load(&kept_in(&data), ", with a data file", Target::None);
    fs::remove_dir_all(&data).unwrap();
}

fn kept_in(folder: &Path) -> Service {
    Service::with(&["--data".as_ref(), folder.join("doorcode.db").as_os_str()])
}

/// Logins, then refreshes of their sessions.
fn load(service: &Service, store: &str, target: Target) {
    service.get(&format!("/v2/keys/{PROJECT}"));
    (0..LOGINS).for_each(|number| fix_code(service, number));
    let (seconds, sessions) = timed(|| spread(service, log_in));
    report(&format!("logins{store}"), "1/s", LOGINS as f64 / seconds, target);
    let (seconds, _) = timed(|| spread(service, |connection, number| connection.refresh(&sessions[number])));
    report(&format!("refreshes{store}"), "1/s", LOGINS as f64 / seconds, Target::None);
}

/// A figure without a peer. The target, where there is one, is a limit from above or an aim from below.
fn report(name: &str, unit: &str, value: f64, target: Target) {
    let (target, met) = match target {
        Target::None => (None, None),
        Target::Below(limit) => (Some(limit), Some(value < limit)),
        Target::AtLeast(aim) => (Some(aim), Some(value >= aim)),
    };
    row::print(&json!({
        "name": format!("service: {name}"), "unit": unit, "ours": value, "peer": null, "peer_name": null,
        "ratio": null, "target": target, "met": met,
    }));
}

#[derive(Clone, Copy)]
enum Target {
    None,
    Below(f64),
    AtLeast(f64),
}

fn start() -> Duration {
    let begun = Instant::now();
    let service = Service::start();
    let took = begun.elapsed();
    assert!(service.line["url"].is_string());
    took
}

fn first_login() -> Duration {
    let begun = Instant::now();
    let answer = Service::start().log_in("ann@example.com");
    assert_eq!(answer.status, 200);
    begun.elapsed()
}

/// Decides on the code beforehand, so that the load is made of calls of the wire only.
fn fix_code(service: &Service, number: usize) {
    let code = json!({"loginId": login_id(number), "code": CODE});
    assert_eq!(service.put("/_doorcode/codes", &code).status, 200);
}

fn log_in(connection: &mut Connection, number: usize) -> String {
    let login_id = login_id(number);
    connection.call("/v1/auth/otp/signup-in/email", PROJECT, &json!({"loginId": login_id}));
    let body = json!({"loginId": login_id, "code": CODE});
    let answer = connection.call("/v1/auth/otp/verify/email", PROJECT, &body);
    answer["refreshJwt"].as_str().unwrap().to_owned()
}

fn login_id(number: usize) -> String {
    format!("user{number}@example.com")
}

/// The numbers below `LOGINS`, dealt out to connections of a thread each; the results in their order.
fn spread<T: Send>(service: &Service, work: impl Fn(&mut Connection, usize) -> T + Sync) -> Vec<T> {
    let share = LOGINS / CONNECTIONS;
    let run = |from: usize| {
        let mut connection = Connection(BufReader::new(service.connect()));
        (from..from + share).map(|number| work(&mut connection, number)).collect::<Vec<T>>()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..CONNECTIONS).map(|n| scope.spawn(move || run(n * share))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

/// A kept-alive connection.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn refresh(&mut self, token: &str) {
        let answer = self.call("/v1/auth/refresh", &format!("{PROJECT}:{token}"), &json!({}));
        assert!(answer["sessionJwt"].is_string());
    }

    fn call(&mut self, path: &str, bearer: &str, body: &Value) -> Value {
        let body = body.to_string();
        let head = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {bearer}\r\n");
        let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        self.0.get_mut().write_all(request.as_bytes()).unwrap();
        let mut body = vec![0; self.length()];
        self.0.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    /// Reads the head of an answer, which must be a 200; the length of its body.
    fn length(&mut self) -> usize {
        let lines = (&mut self.0).lines().map(|line| line.unwrap().to_lowercase());
        let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
        assert!(head[0].ends_with("200 ok"), "{head:?}");
        let length = head.iter().find_map(|line| line.strip_prefix("content-length: "));
        length.unwrap().parse().unwrap()
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let begun = Instant::now();
    let result = work();
    (begun.elapsed().as_secs_f64(), result)
}

fn median(runs: usize, work: impl Fn() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..runs).map(|_| work()).collect();
    times.sort_unstable();
    times[runs / 2]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The resident memory of the service, where the system tells it.
fn memory(service: &Service) -> f64 {
    let status = fs::read_to_string(format!("/proc/{}/status", service.child.id())).unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = kilobytes.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}
