//! What the service says when it is ready: one line of JSON for programs, a few for people.

use std::io::{self, IsTerminal as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use doorcode_server::state::AppState;
use serde_json::{Value, json};

/// Where the service is and whom it serves.
pub(crate) struct Banner {
    url: String,
    inbox: String,
    remote: bool,
    /// ID and management key of each project.
    projects: Vec<(String, String)>,
}

impl Banner {
    pub(crate) fn new(address: SocketAddr, state: &AppState) -> Self {
        let url = url(address);
        let projects =
            state.projects.iter().map(|project| (project.id.clone(), project.management_key.clone()));
        Self {
            inbox: format!("{url}/_doorcode/inbox"),
            url,
            remote: !address.ip().is_loopback(),
            projects: projects.collect(),
        }
    }

    /// The line goes to stdout, which a program may have closed; the words to people only.
    pub(crate) fn show(&self) {
        let mut out = io::stdout().lock();
        let _ = writeln!(out, "{}", self.line()).and_then(|()| out.flush());
        if io::stderr().is_terminal() {
            let _ = io::stderr().write_all(self.words().as_bytes());
        }
        if self.remote {
            tracing::warn!("other machines can reach this service, and whoever does can log in as anybody");
        }
    }

    fn line(&self) -> Value {
        let (id, key) = &self.projects[0];
        let mut line = json!({
            "url": self.url,
            "projectId": id,
            "managementKey": key,
            "inboxUrl": self.inbox,
            "pid": std::process::id(),
            "version": env!("CARGO_PKG_VERSION"),
        });
        if self.projects.len() > 1 {
            let pair = |(id, key): &(String, String)| json!({"id": id, "managementKey": key});
            line["projects"] = self.projects.iter().map(pair).collect();
        }
        line
    }

    fn words(&self) -> String {
        let Self { url, inbox, projects, .. } = self;
        let ids: Vec<&str> = projects.iter().map(|(id, _)| id.as_str()).collect();
        let (id, ids) = (ids[0], ids.join(", "));
        format!(
            "
  Doorcode is ready.

  URL      {url}
  inbox    {inbox}
  project  {ids}

  Python   DESCOPE_BASE_URI={url} DESCOPE_PROJECT_ID={id}
  Node     DescopeClient({{ projectId: '{id}', baseUrl: '{url}' }})
  curl     curl {url}/v1/auth/otp/signup-in/email \\
             -H 'Authorization: Bearer {id}' -d '{{\"loginId\":\"ann@example.com\"}}'

  Ctrl-C ends it.

"
        )
    }
}

/// A URL that works on this machine: an address that means every interface can be listened on, not called.
fn url(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        address.set_ip(match address.ip() {
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    format!("http://{address}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn banner(projects: &[&str]) -> Banner {
        let projects = projects.iter().map(|id| ((*id).to_owned(), format!("K{id}"))).collect();
        Banner { url: "http://127.0.0.1:1".into(), inbox: "http://inbox".into(), remote: false, projects }
    }

    #[test]
    fn every_address_has_a_url_that_works_here() {
        for (address, expected) in [
            ("127.0.0.1:80", "http://127.0.0.1:80"),
            ("[::1]:4680", "http://[::1]:4680"),
            ("0.0.0.0:1", "http://127.0.0.1:1"),
            ("[::]:1", "http://[::1]:1"),
        ] {
            assert_eq!(url(address.parse().unwrap()), expected);
        }
    }

    #[test]
    fn several_projects_are_all_in_the_line() {
        assert_eq!(banner(&["P1"]).line().get("projects"), None);
        let line = banner(&["P1", "P2"]).line();
        assert_eq!(line["projectId"], "P1");
        assert_eq!(line["projects"][1], json!({"id": "P2", "managementKey": "KP2"}));
    }

    #[test]
    fn people_are_shown_no_key() {
        let words = banner(&["P1", "P2"]).words();
        assert!(words.contains("P1, P2") && !words.contains("KP1"), "{words}");
    }
}
