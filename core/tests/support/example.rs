// What the examples of the documentation stand on: a service of their own, and somebody to log in. They include this
// text in hidden lines, so it begins with items, not with inner comments or attributes.

/// Runs one example.
#[allow(dead_code)]
pub(super) fn example<W>(tell: impl FnOnce(doorcode::Client, std::rc::Rc<ExampleService>) -> W)
where
    W: Future<Output = doorcode::Result<()>>,
{
    let service = std::rc::Rc::new(ExampleService::start());
    let client = doorcode::Client::builder(service.text("projectId")).base_url(service.text("url")).build().unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(tell(client, service.clone())).unwrap();
}

pub(super) struct ExampleService {
    process: std::process::Child,
    line: serde_json::Value,
}

#[allow(dead_code)]
impl ExampleService {
    fn start() -> Self {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| format!("{root}/target"));
        let binary = std::env::var("DOORCODE_SERVICE").unwrap_or_else(|_| format!("{target}/debug/doorcode"));
        let mut process = std::process::Command::new(binary)
            .args(["dev", "--port", "0", "--exit-with-parent", "--console", "never", "--log", "off"])
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("build the service first: cargo build -p doorcode-server");
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(process.stdout.take().unwrap()), &mut line).unwrap();
        Self { process, line: serde_json::from_str(&line).unwrap() }
    }

    pub(super) fn text(&self, name: &str) -> &str {
        self.line[name].as_str().unwrap()
    }

    /// One call of the control plane.
    pub(super) fn control(&self, call: &str, body: serde_json::Value) -> serde_json::Value {
        use std::io::{Read, Write};
        let (method, path) = call.split_once(' ').unwrap();
        let (authority, body) = (self.text("url").strip_prefix("http://").unwrap(), body.to_string());
        let mut stream = std::net::TcpStream::connect(authority).unwrap();
        let head = format!("{method} /_doorcode{path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n");
        write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 2"), "{call}: {answer}");
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// From now on this is the code of everybody the example names.
    pub(super) fn fix_code(&self, login_id: &str, code: &str) {
        self.control("PUT /codes", serde_json::json!({ "loginId": login_id, "code": code }));
    }

    /// Ann, logged in.
    pub(super) async fn ann(&self, client: &doorcode::Client) -> doorcode::Result<doorcode::AuthResponse> {
        let (ann, code) = ("ann@example.com", "246802");
        self.fix_code(ann, code);
        client.otp().sign_up_or_in(None, ann, &Default::default()).await?;
        client.otp().verify(None, ann, code, &Default::default()).await
    }
}

impl Drop for ExampleService {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
