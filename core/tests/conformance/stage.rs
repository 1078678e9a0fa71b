//! Where one vector plays: an empty project, a day of its own, a client, and what its steps captured.

use std::time::{Duration, SystemTime};

use doorcode::{Client, Config, MovableClock};
use serde_json::{Map, Value, json};

use super::arguments::Arguments;
use super::errors::Table;
use super::matching::differences;
use super::operations::{Caller, Driver, Outcome};
use super::options::Record as _;
use super::records::Record as _;
use super::sent;
use super::service::Service;
use super::surface::Surface;
use super::values::Captured;
use super::vector::{Given, Setups, Step, Then, Vector};

/// Every vector has a day of its own, and one hour more: after 24 hours keys are no longer used, so no vector
/// depends on the keys that one before it left behind. Time only goes forward.
const DAY: i64 = 25 * 3600;

/// What all vectors of a run share.
pub struct Theatre {
    service: Service,
    surface: Surface,
    errors: Table,
    setups: Setups,
    /// The settings of a fresh service, to go back to.
    settings: Value,
}

impl Theatre {
    pub fn open() -> Self {
        let service = Service::start();
        let settings = service.control("GET", "/settings", &Value::Null);
        let now = service.control("GET", "/clock", &Value::Null)["now"].as_f64().unwrap();
        // Whole seconds: those of tokens are.
        service.control("POST", "/clock", &json!({ "now": now.trunc(), "freeze": true }));
        Self {
            service,
            surface: Surface::read(),
            errors: Table::read(),
            setups: super::vector::setups(),
            settings,
        }
    }

    /// Plays one vector. The error says everything that is not as it should be.
    pub fn play(&self, vector: &Vector, driver: Driver) -> Result<(), String> {
        self.service.control("POST", "/reset", &Value::Null);
        self.service.control("PATCH", "/settings", &self.settings);
        let mut stage = Stage::set(self, &vector.given, driver);
        stage.prepare(&vector.given.steps)?;
        stage.check(vector)
    }
}

struct Stage<'a> {
    theatre: &'a Theatre,
    driver: Driver,
    clock: MovableClock,
    captured: Captured,
    config: &'a Map<String, Value>,
    /// Made when it is first called, so that its settings can refer to what steps captured before.
    caller: Option<Caller>,
}

impl<'a> Stage<'a> {
    fn set(theatre: &'a Theatre, given: &'a Given, driver: Driver) -> Self {
        let (clock, mut captured) = (MovableClock::default(), Captured::new(&theatre.setups.values));
        follow(&theatre.service, &clock, &mut captured, &json!({ "advance": DAY }));
        captured.keep("project", json!(theatre.service.project));
        captured.keep("host", json!(theatre.service.host()));
        Self { theatre, driver, clock, captured, config: &given.config, caller: None }
    }

    fn prepare(&mut self, steps: &[Step]) -> Result<(), String> {
        steps.iter().try_for_each(|step| self.step(step).map_err(|why| format!("given: {why}")))
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        if let Some(name) = &step.setup {
            let theatre = self.theatre;
            return self.prepare(theatre.setups.setups.get(name).ok_or_else(|| format!("no setup {name}"))?);
        }
        let with = self.captured.resolve_members(&step.with)?;
        let answer = match (&step.control, &step.manage, &step.call) {
            (Some(request), ..) => self.control(request, &with.into()),
            (_, Some(request), _) => {
                let (method, path) = split(request)?;
                self.theatre.service.manage(method, path, &body(with))
            }
            (.., Some(id)) => self.called(id, with, step.fails.as_deref())?,
            _ => return Err("a step that does nothing".into()),
        };
        if let Some(name) = &step.name {
            self.captured.keep(name, answer);
            self.caller.iter_mut().for_each(|caller| caller.keep(name));
        }
        Ok(())
    }

    fn control(&mut self, request: &str, with: &Value) -> Value {
        match request {
            "POST /clock" => follow(&self.theatre.service, &self.clock, &mut self.captured, with),
            request => {
                let (method, path) = request.split_once(' ').unwrap_or_default();
                self.theatre.service.control(method, path, with)
            }
        }
    }

    /// A call whose outcome is not what the vector is about, but must be as it says all the same.
    fn called(&mut self, id: &str, with: Map<String, Value>, fails: Option<&str>) -> Result<Value, String> {
        let outcome = self.call(id, with, Map::new())?;
        match (outcome, fails) {
            (Ok(value), None) => Ok(value),
            (Err(error), Some(kind)) if error.kind().as_str() == kind => Ok(error.json()),
            (Err(error), _) => Err(format!("{id}: {error}")),
            (Ok(_), Some(kind)) => Err(format!("{id} should fail: {kind}")),
        }
    }

    fn call(
        &mut self,
        id: &str,
        with: Map<String, Value>,
        request: Map<String, Value>,
    ) -> Result<Outcome, String> {
        self.theatre.surface.check_call(id, &with)?;
        self.caller()?.call(id, with, request)
    }

    fn caller(&mut self) -> Result<&mut Caller, String> {
        if self.caller.is_none() {
            let config = self.captured.resolve_members(self.config)?;
            let client = client(self.theatre, &self.clock, config)?;
            self.caller = Some(Caller::new(client, self.driver));
        }
        self.caller.as_mut().ok_or_else(|| "no client".into())
    }

    fn check(&mut self, vector: &Vector) -> Result<(), String> {
        let with = self.captured.resolve_members(&vector.when.with)?;
        let request = self.captured.resolve_members(&vector.when.request)?;
        self.theatre.service.control("DELETE", "/requests", &Value::Null);
        let outcome = self.call(&vector.when.call, with, request)?;
        let mut lines = self.outcome(&vector.when.call, &vector.then, &outcome)?;
        if let Some(expected) = &vector.then.sent {
            let seen = self.theatre.service.control("GET", "/requests", &Value::Null);
            lines.extend(sent::differences(expected, &seen["requests"], &self.captured)?);
        }
        if lines.is_empty() { Ok(()) } else { Err(lines.join("\n")) }
    }

    fn outcome(&self, id: &str, then: &Then, outcome: &Outcome) -> Result<Vec<String>, String> {
        match (outcome, &then.value, &then.error) {
            (Ok(value), Some(expected), None) => {
                let mut lines = differences(&self.captured.resolve(expected)?, value);
                lines.extend(self.theatre.surface.differences(id, value));
                Ok(lines)
            }
            (Err(error), None, Some(expected)) => {
                let error = error.json();
                let mut lines = differences(&self.captured.resolve(expected)?, &error);
                lines.extend(self.theatre.errors.differences(&error));
                Ok(lines)
            }
            (Ok(value), None, Some(_)) => Ok(vec![format!("it should fail, and answers {value}")]),
            (Err(error), Some(_), None) => Ok(vec![format!("it fails: {error:?}")]),
            _ => Err("a vector expects a value or an error".into()),
        }
    }
}

fn client(theatre: &Theatre, clock: &MovableClock, config: Map<String, Value>) -> Result<Client, String> {
    let mut config = Arguments::new("config", config);
    let settings = Config::read(&mut config)?;
    config.done()?;
    let settings = Config {
        project_id: theatre.service.project.clone(),
        base_url: Some(settings.base_url.unwrap_or_else(|| theatre.service.url.clone())),
        clock: std::sync::Arc::new(clock.clone()),
        ..settings
    };
    Client::from_config(settings).map_err(|error| format!("config: {error}"))
}

/// Moves the service's clock, and the client's with it. Both stand still, so that a slow machine changes nothing.
fn follow(service: &Service, clock: &MovableClock, captured: &mut Captured, change: &Value) -> Value {
    let state = service.control("POST", "/clock", change);
    let now = state["now"].as_f64().unwrap();
    clock.freeze(true);
    clock.set(SystemTime::UNIX_EPOCH + Duration::from_secs_f64(now));
    captured.now = now as i64;
    state
}

fn split(request: &str) -> Result<(&str, &str), String> {
    request.split_once(' ').ok_or_else(|| format!("no method and path: {request}"))
}

/// A call without arguments has no body.
fn body(with: Map<String, Value>) -> Value {
    if with.is_empty() { Value::Null } else { with.into() }
}
