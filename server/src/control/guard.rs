//! Keeps web pages out of the control plane: a page that any site shows must not read codes.
//!
//! A browser says where a request comes from (`Origin`), and a name that was pointed at this machine
//! afterwards (DNS rebinding) stands in `Host`. Programs of this machine send neither.

use std::net::IpAddr;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{HOST, ORIGIN};
use http::uri::Authority;

use crate::error::{Code, Failure};

/// Lets requests pass that only a program of this machine sends.
pub(super) async fn check(request: Request, next: Next) -> Response {
    if request.headers().contains_key(ORIGIN) {
        return refusal(
            "control request with an origin",
            "The control plane takes no requests from web pages",
        );
    }
    if !authority(&request).is_some_and(|authority| is_loopback(authority.host())) {
        return refusal(
            "control request with a foreign host",
            "The control plane answers to loopback hosts only",
        );
    }
    next.run(request).await
}

fn refusal(reason: &'static str, detail: &str) -> Response {
    Failure::new(Code::Forbidden, reason).with_detail(detail).into_response()
}

/// The host that the request names, once: HTTP/2 has it in the target, HTTP/1 in the header.
fn authority(request: &Request) -> Option<Authority> {
    let mut hosts = request.headers().get_all(HOST).iter();
    match (request.uri().authority(), hosts.next(), hosts.next()) {
        (Some(authority), None, None) => Some(authority.clone()),
        (None, Some(host), None) => host.to_str().ok()?.parse().ok(),
        (Some(authority), Some(host), None) => (host == authority.as_str()).then(|| authority.clone()),
        _ => None,
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    // RFC 6761 §6.3: every name below `localhost` means this machine.
    host == "localhost"
        || host.ends_with(".localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use axum::body::Body;

    use super::*;

    fn named(target: &str, hosts: &[&str]) -> Option<String> {
        let request = hosts.iter().fold(Request::get(target), |request, host| request.header(HOST, *host));
        authority(&request.body(Body::empty()).unwrap()).map(|authority| authority.host().to_owned())
    }

    #[test]
    fn loopback_hosts_in_every_spelling() {
        for host in
            ["localhost", "LOCALHOST", "localhost.", "app.localhost", "127.0.0.1", "127.8.8.8", "[::1]"]
        {
            assert!(is_loopback(host), "{host}");
        }
        let foreign =
            ["example.com", "localhost.example.com", "notlocalhost", "10.0.0.1", "0.0.0.0", "[::2]", "", "."];
        for host in foreign {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn one_host_must_be_named_and_only_one() {
        assert_eq!(named("/x", &["localhost:80"]).as_deref(), Some("localhost"));
        assert_eq!(named("http://127.0.0.1:80/x", &[]).as_deref(), Some("127.0.0.1"));
        assert_eq!(named("http://localhost:80/x", &["localhost:80"]).as_deref(), Some("localhost"));
        assert_eq!(named("http://localhost:80/x", &["example.com"]), None);
        assert_eq!(named("/x", &["localhost", "example.com"]), None);
        assert_eq!(named("/x", &[]), None);
        assert_eq!(named("/x", &["a b"]), None);
    }
}
