//! `doorcode dev` as a process: how it starts, refuses to start, and ends.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod service;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;

use serde_json::json;
use service::{PATIENCE, PROJECT, Service, dev};

/// A folder of its own for one test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a command says that must not run on.
fn failed(command: &mut Command) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    assert!(stdout.is_empty(), "{}", String::from_utf8_lossy(&stdout));
    (status.code(), String::from_utf8(stderr).unwrap())
}

fn signal(service: &Service, name: &str) {
    let pid = service.child.id().to_string();
    assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
}

/// The result of `work`, or a failure of the test when it takes too long.
fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, result) = mpsc::channel();
    thread::spawn(move || done.send(work()));
    result.recv_timeout(PATIENCE).expect("in time")
}

#[test]
fn one_line_says_where_the_service_is() {
    let mut service = Service::start();
    let line = service.line.clone();
    assert_eq!(line["projectId"], PROJECT);
    assert_eq!(line["pid"], service.child.id());
    assert_eq!(line["version"], env!("CARGO_PKG_VERSION"));
    assert!(line["managementKey"].as_str().unwrap().len() > 20);
    assert_eq!(line["inboxUrl"], format!("{}/_doorcode/inbox", line["url"].as_str().unwrap()));
    assert_eq!(line.get("projects"), None);
    assert_eq!(service.get("/v2/keys/P2doorcodeLocalDevelopment00").status, 200);

    signal(&service, "TERM");
    let mut rest = String::new();
    service.stdout.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "the line is all there is on stdout");
}

#[test]
fn several_projects_have_keys_of_their_own() {
    let service = Service::with(&["--project", "__ProjectID__", "--project", "P2another"]);
    let projects = service.line["projects"].as_array().unwrap();
    assert_eq!(service.line["projectId"], "__ProjectID__");
    assert_eq!((&projects[0]["id"], &projects[1]["id"]), (&json!("__ProjectID__"), &json!("P2another")));
    assert_ne!(projects[0]["managementKey"], projects[1]["managementKey"]);
    let keys = |project: &str| service.get(&format!("/v2/keys/{project}")).json["keys"][0]["kid"].clone();
    assert!(keys("P2another").is_string());
    assert_ne!(keys("__ProjectID__"), keys("P2another"));
}

#[test]
fn a_signal_ends_it_cleanly_even_with_a_caller_waiting() {
    for name in ["TERM", "INT"] {
        let mut service = Service::start();
        let mut waiting = service.connect();
        waiting.write_all(b"GET /_doorcode/messages?wait=60 HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        // Connections are accepted in their order: once this is answered, the other has been as well.
        service.get("/_doorcode/health");
        signal(&service, name);
        assert!(service.child.wait().unwrap().success(), "{name}");
    }
}

#[test]
fn it_ends_with_its_parent() {
    let mut shell = Command::new("sh");
    shell.args(["-c", r#""$0" dev --port 0 --exit-with-parent & read _"#, env!("CARGO_BIN_EXE_doorcode")]);
    let mut shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut stdout = BufReader::new(shell.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert!(line.contains("managementKey"), "{line}");

    shell.kill().unwrap();
    shell.wait().unwrap();
    // The service has the other end of this pipe as long as it lives.
    let rest = in_time(move || stdout.read_line(&mut String::new()).unwrap());
    assert_eq!(rest, 0);
}

#[test]
fn a_taken_port_is_one_clear_line() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let mut command = Command::new(env!("CARGO_BIN_EXE_doorcode"));
    let (code, said) = failed(command.args(["dev", "--port", &port]));
    assert_eq!(code, Some(1));
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains(&format!("port {port} on 127.0.0.1 is taken")), "{said}");
}

#[test]
fn bad_flags_are_named() {
    for (arguments, word) in [
        (&["--port", "70000"][..], "70000"),
        (&["--project", "a:b"], "a:b"),
        (&["--console", "sometimes"], "sometimes"),
        (&["--colour"], "--colour"),
        (&["further"], "further"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_doorcode"));
        let (code, said) = failed(command.arg("dev").args(arguments));
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn other_machines_are_let_in_only_by_name() {
    for host in ["0.0.0.0", "::"] {
        let (code, said) = failed(&mut dev(["--host", host]));
        assert_eq!(code, Some(1));
        assert!(said.lines().count() == 1 && said.contains("--allow-remote"), "{said}");
    }
    let service = Service::with(&["--host", "0.0.0.0", "--allow-remote"]);
    assert!(service.line["url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!(service.get("/_doorcode/messages").status, 200);
    assert_eq!(Service::with(&["--host", "localhost"]).get("/_doorcode/messages").status, 200);
}

#[test]
fn with_a_data_file_everything_that_was_answered_survives_a_kill() {
    let folder = Folder::new("survives");
    let data = folder.file("doorcode.db");
    let mut service = Service::with(&["--data", &data]);
    let login = service.log_in("ann@example.com");
    assert_eq!(login.status, 200, "{login:?}");
    let (line, user) = (service.line.clone(), login.json["user"]["userId"].clone());
    let bearer = format!("{PROJECT}:{}", login.json["refreshJwt"].as_str().unwrap());
    service.child.kill().unwrap();
    service.child.wait().unwrap();

    let again = Service::with(&["--data", &data]);
    assert_eq!(again.line["managementKey"], line["managementKey"]);
    let refreshed = again.call_as(&bearer, "/v1/auth/refresh", &json!({}));
    assert_eq!(refreshed.status, 200, "the key and the session are the same: {refreshed:?}");
    assert_eq!(again.log_in("ann@example.com").json["user"]["userId"], user);
}

#[test]
fn rotated_keys_survive_a_kill() {
    let folder = Folder::new("rotated");
    let data = folder.file("doorcode.db");
    let mut service = Service::with(&["--data", &data]);
    let before = service.log_in("ann@example.com").json["refreshJwt"].as_str().unwrap().to_owned();
    service.post("/_doorcode/keys/rotate", &json!({}));
    let after = service.log_in("bob@example.com").json["refreshJwt"].as_str().unwrap().to_owned();
    service.child.kill().unwrap();
    service.child.wait().unwrap();

    let again = Service::with(&["--data", &data]);
    for token in [before, after] {
        let refreshed = again.call_as(&format!("{PROJECT}:{token}"), "/v1/auth/refresh", &json!({}));
        assert_eq!(refreshed.status, 200, "{refreshed:?}");
    }
}

#[test]
fn a_data_file_that_cannot_be_opened_is_one_clear_line() {
    let folder = Folder::new("unusable");
    let text = folder.file("text.db");
    std::fs::write(&text, "this is no database ".repeat(1000)).unwrap();
    for data in [folder.file("missing/doorcode.db"), text] {
        let (code, said) = failed(&mut dev(["--data", &data]));
        assert_eq!(code, Some(1));
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.starts_with("doorcode: "), "{said}");
    }
}

#[test]
fn codes_are_on_the_console_only_when_they_are_to_be() {
    for (when, shown) in [("always", true), ("never", false), ("auto", false)] {
        let mut child = dev(["--log", "debug", "--console", when]).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let stderr = child.stderr.take().unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let service = Service { child, stdout, line: serde_json::from_str(&line).unwrap() };
        service.call("/v1/auth/otp/signup/email", &json!({"loginId": "ann@example.com"}));
        let code = service.code("ann@example.com");
        drop(service);
        let said = std::io::read_to_string(stderr).unwrap();
        assert_eq!(said.contains(&code), shown, "{when}: {said}");
        assert_eq!(said.contains("ann@example.com"), shown, "{when}: {said}");
    }
}

#[test]
fn help_and_version_are_there_for_strangers() {
    let said = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_doorcode")).args(arguments).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(said(&["--help"]).contains("Examples:"));
    let help = said(&["dev", "--help"]);
    for flag in
        ["--port", "--host", "--project", "--data", "--console", "--exit-with-parent", "/_doorcode/messages"]
    {
        assert!(help.contains(flag), "{flag}");
    }
    assert_eq!(said(&["--version"]).trim(), concat!("doorcode ", env!("CARGO_PKG_VERSION")));
}

/// The address stands in the history only if the accept loop hands it on.
#[test]
fn a_login_is_remembered_with_the_address_it_came_from() {
    let service = Service::start();
    let refresh = service.log_in("ann@example.com").json["refreshJwt"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {PROJECT}:{refresh}");
    let history = service.send("GET", "/v1/auth/me/history", &[("authorization", &bearer)], "");
    assert_eq!(history.json[0]["ip"], "127.0.0.1");
}
