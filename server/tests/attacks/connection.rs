//! A kept-alive connection: the full size of an attack comes from sending, not from connecting.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::service::{PATIENCE, PROJECT, Service};

pub(crate) struct Connection(BufReader<TcpStream>);

/// An answer that came back whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) json: Value,
}

impl Connection {
    pub(crate) fn open(service: &Service) -> Self {
        Self::to(service.authority()).unwrap()
    }

    pub(crate) fn to(authority: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(authority)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self(BufReader::new(stream)))
    }

    /// A call of the wire with the default project's bearer.
    pub(crate) fn call(&mut self, path: &str, body: &Value) -> Reply {
        self.try_call(PROJECT, path, body).unwrap()
    }

    /// A call for whoever holds `token`.
    pub(crate) fn call_as(&mut self, token: &str, path: &str, body: &Value) -> Reply {
        self.try_call(&format!("{PROJECT}:{token}"), path, body).unwrap()
    }

    pub(crate) fn try_call(&mut self, bearer: &str, path: &str, body: &Value) -> io::Result<Reply> {
        self.send("POST", path, bearer, &body.to_string())?;
        self.receive()
    }

    pub(crate) fn start(&mut self, login_id: &str) -> Reply {
        self.call("/v1/auth/otp/signup-in/email", &json!({"loginId": login_id}))
    }

    pub(crate) fn verify(&mut self, login_id: &str, code: &str) -> Reply {
        self.call("/v1/auth/otp/verify/email", &json!({"loginId": login_id, "code": code}))
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, bearer: &str, body: &str) -> io::Result<()> {
        let head =
            format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {bearer}\r\n");
        let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
        self.0.get_mut().write_all(request.as_bytes())
    }

    pub(crate) fn receive(&mut self) -> io::Result<Reply> {
        let broken = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let head = self.head()?;
        let status = head.first().and_then(|line| line.split(' ').nth(1)?.parse().ok()).ok_or_else(broken)?;
        let length = head.iter().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.ok_or_else(broken)?];
        self.0.read_exact(&mut body)?;
        Ok(Reply { status, json: serde_json::from_slice(&body).unwrap_or_default() })
    }

    fn head(&mut self) -> io::Result<Vec<String>> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            match line.trim_end() {
                "" => return Ok(lines),
                line => lines.push(line.to_lowercase()),
            }
        }
    }
}

impl Reply {
    /// The code of a refusal, nothing for a success.
    pub(crate) fn code(&self) -> &str {
        self.json["errorCode"].as_str().unwrap_or_default()
    }

    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{:?}", self.json);
        self.json
    }

    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code()), (status, code), "{:?}", self.json);
    }
}
