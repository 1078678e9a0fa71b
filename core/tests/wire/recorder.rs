//! What this crate sends in each case, in the form that is compared.

use doorcode::{Client, Config};
use serde_json::{Map, Value, json};

use super::arguments::Arguments;
use super::cases::{Case, Step, Wire};
use super::operations::{Caller, Driver};
use super::options::Record as _;
use super::service::Service;
use super::values::Captured;

pub struct Recorder<'a> {
    wire: &'a Wire,
    service: Service,
}

impl<'a> Recorder<'a> {
    pub fn open(wire: &'a Wire) -> Self {
        Self { wire, service: Service::start() }
    }

    /// The requests of a case.
    pub fn record(&self, case: &Case) -> Value {
        if case.keys {
            // Keys are fetched once per service and process, so only a service nobody has asked yet sees it.
            sent(&Service::start(), self.wire, case)
        } else {
            sent(&self.service, self.wire, case)
        }
    }
}

fn sent(service: &Service, wire: &Wire, case: &Case) -> Value {
    let mut values = Map::from_iter([("project".to_owned(), json!(service.project))]);
    for step in wire.steps.iter().chain(&case.before) {
        values.extend(played(service, step));
    }
    let with = Captured::new(&values).resolve_members(&case.with).unwrap();
    let mut caller = Caller::new(client(service, case), Driver::Awaited);
    service.control("DELETE", "/requests", &Value::Null);
    // What the service thinks of it stands in the record as the status.
    let _outcome =
        caller.call(&case.call, with, Map::new()).unwrap_or_else(|why| panic!("{}: {why}", case.id));
    let answer = service.control("GET", "/requests", &Value::Null);
    let requests = answer["requests"].as_array().unwrap().iter();
    requests.filter(|request| counts(request, case)).map(|request| shown(request, wire, &values)).collect()
}

/// Does as the step says; the values to keep.
fn played(service: &Service, step: &Step) -> Map<String, Value> {
    let (method, path) = step.send.split_once(' ').unwrap();
    let answer = service.manage(method, path, &step.body);
    step.keep.iter().map(|(name, member)| (name.clone(), answer[member].clone())).collect()
}

fn client(service: &Service, case: &Case) -> Client {
    let mut config = Arguments::new("config", case.config.clone());
    let settings = Config::read(&mut config).unwrap();
    config.done().unwrap();
    let (project_id, base_url) = (service.project.clone(), Some(service.url.clone()));
    Client::from_config(Config { project_id, base_url, ..settings }).unwrap()
}

/// Fetches of keys are left out, unless they are what a case is about: each client has its own time for them.
fn counts(request: &Value, case: &Case) -> bool {
    case.keys || !request["path"].as_str().unwrap().starts_with("/v2/keys/")
}

/// A recorded request without what is different each time: tokens by their names, the headers that matter.
fn shown(request: &Value, wire: &Wire, values: &Map<String, Value>) -> Value {
    let text = |name: &str| request[name].as_str().unwrap_or_default();
    let headers = request["headers"].as_object().unwrap();
    let bearer = headers.get("authorization").and_then(Value::as_str).unwrap_or_default();
    let kept = wire.headers.iter().filter_map(|name| Some((name.clone(), headers.get(name)?.clone())));
    let shown = json!({
        "to": format!("{} {}", text("method"), text("path")),
        "query": request["query"],
        "bearer": bearer.strip_prefix("Bearer ").unwrap_or(bearer),
        "headers": kept.collect::<Map<_, _>>(),
        "body": request["body"],
        "status": request["status"],
    });
    let named = values.iter().fold(shown.to_string(), |text, (name, value)| {
        text.replace(value.as_str().unwrap(), &format!("${{{name}}}"))
    });
    serde_json::from_str(&named).unwrap()
}
