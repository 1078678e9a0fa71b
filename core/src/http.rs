//! One exchange with the service: headers, bearer, deadline, retry, and what a failed reply means.

mod line;
mod redact;
mod refusal;
mod retry;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::client::Client;
use crate::config::{NetSettings, RequestOptions, Settings};
use crate::error::{Error, Result};
use crate::transport::{Method, Request};

pub(crate) use line::Line;
pub(crate) use retry::Repeat;

/// The value of a further header that has at least so many bytes may be a key; what is shorter is a word.
const MIN_HEADER_SECRET: usize = 12;

/// What is to be said to the service.
pub(crate) struct Exchange {
    method: Method,
    path: String,
    token: Option<Zeroizing<String>>,
    body: Option<String>,
    repeat: Repeat,
    /// Values of the body that must not come back in an error's text.
    secrets: Vec<Zeroizing<String>>,
}

impl Exchange {
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::Get, path, None, Repeat::Always)
    }

    pub(crate) fn post(path: impl Into<String>, body: &Value, repeat: Repeat) -> Self {
        Self::new(Method::Post, path, Some(body.to_string()), repeat)
    }

    fn new(method: Method, path: impl Into<String>, body: Option<String>, repeat: Repeat) -> Self {
        Self { method, path: path.into(), token: None, body, repeat, secrets: Vec::new() }
    }

    /// Sent again as `repeat` says.
    pub(crate) fn repeated(self, repeat: Repeat) -> Self {
        Self { repeat, ..self }
    }

    /// On behalf of the bearer of `token`.
    pub(crate) fn with_token(mut self, token: &str) -> Self {
        self.token = Some(Zeroizing::new(token.to_owned()));
        self
    }

    /// With a value in its body that nobody may read in an error.
    pub(crate) fn with_secret(mut self, secret: &str) -> Self {
        self.secrets.push(Zeroizing::new(secret.to_owned()));
        self
    }

    /// All values of this exchange that must not be shown.
    fn secrets<'a>(&'a self, settings: &'a Settings) -> impl Iterator<Item = &'a str> + Clone {
        let own = self.secrets.iter().chain(self.token.iter()).map(|secret| secret.as_str());
        let headers = settings.config.headers.values().map(String::as_str);
        own.chain(settings.auth_management_key.iter().map(|key| key.as_str()))
            .chain(headers.filter(|value| value.len() >= MIN_HEADER_SECRET))
    }

    fn request(&self, client: &Client, timeout: std::time::Duration) -> Request {
        let settings = client.settings();
        Request {
            method: self.method,
            url: url(&settings.net, &self.path),
            headers: self.headers(settings, client.options()),
            body: self.body.clone(),
            timeout,
        }
    }

    /// Protocol §6.0. What the user set wins, but for the bearer.
    fn headers(&self, settings: &Settings, options: &RequestOptions) -> Vec<(String, String)> {
        let config = &settings.config;
        let (language, version) = &config.language;
        let mut headers = vec![
            ("authorization", self.bearer(settings)),
            ("accept", "application/json".into()),
            ("user-agent", format!("doorcode/{} {language}/{version}", env!("CARGO_PKG_VERSION"))),
            ("x-descope-project-id", config.project_id.clone()),
            ("x-descope-sdk-name", "doorcode".into()),
            ("x-descope-sdk-version", env!("CARGO_PKG_VERSION").into()),
        ];
        if self.body.is_some() {
            headers.push(("content-type", "application/json".into()));
        }
        if config.cookies.refresh_name != crate::cookies::REFRESH_COOKIE {
            headers.push(("x-descope-refresh-cookie-name", config.cookies.refresh_name.clone()));
        }
        if let Some(id) = &options.request_id {
            headers.push(("x-external-rid", id.clone()));
        }
        let mut headers: Vec<_> = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        for (name, value) in config.headers.iter().chain(&options.headers) {
            set(&mut headers, name, value);
        }
        headers
    }

    /// `Bearer <project>[:<token>][:<auth management key>]` (protocol §2).
    fn bearer(&self, settings: &Settings) -> String {
        let mut bearer = format!("Bearer {}", settings.config.project_id);
        let parts = self.token.iter().chain(settings.auth_management_key.iter());
        for part in parts.filter(|part| !part.is_empty()) {
            bearer.push(':');
            bearer.push_str(part);
        }
        bearer
    }
}

fn set(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    let name = name.to_ascii_lowercase();
    if name == "authorization" {
        return;
    }
    headers.retain(|(known, _)| *known != name);
    headers.push((name, value.to_owned()));
}

fn url(net: &NetSettings, path: &str) -> String {
    format!("{}{path}", net.base_url)
}

/// The whole call has taken too long.
fn too_late(client: &Client) -> Error {
    Error::timeout(format!("the call took more than {} ms", client.timeout().as_millis()))
}

/// A record in JSON. Plain deserializing would take a list of its members for one, too.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = Map::deserialize(deserializer)?;
        T::deserialize(Value::Object(members)).map(Self).map_err(serde::de::Error::custom)
    }
}

/// The object that `body` is. A list would be read into a struct too, item by item, if one let it.
pub(crate) fn parse_object<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    let members: serde_json::Map<String, Value> = parse(body)?;
    serde_json::from_value(members.into()).map_err(|_| WRONG_FORM.to_owned())
}

const WRONG_FORM: &str = "a member is missing or has the wrong type";

/// `text` as JSON of the expected form. Failures never quote the text: it may hold tokens.
pub(crate) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| {
        let what = match error.classify() {
            serde_json::error::Category::Data => WRONG_FORM,
            _ => "it is not JSON",
        };
        format!("{what} (line {}, column {})", error.line(), error.column())
    })
}
