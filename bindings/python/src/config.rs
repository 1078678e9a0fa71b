//! The settings of a client.

use std::sync::Arc;

use doorcode::Config;
use pyo3::prelude::*;

use crate::argument::wrong_type;
use crate::clock::Clock;
use crate::fields::Fields;
use crate::flow::Outside;
use crate::logger::PythonLogger;
use crate::options;

/// Settings from a dict with the names of the core's own; what is absent keeps its default.
pub(crate) fn read(settings: &Bound<'_, PyAny>) -> PyResult<Config> {
    let fields = Fields::of(settings, "config")?;
    let default = Config::new(fields.text("project_id")?.unwrap_or_default());
    let config = Config {
        base_url: fields.text("base_url")?,
        public_key: fields.text("public_key")?,
        auth_management_key: fields.text("auth_management_key")?,
        management_key: fields.text("management_key")?,
        timeout: fields.duration("timeout")?.unwrap_or(default.timeout),
        leeway: fields.duration("leeway")?.unwrap_or(default.leeway),
        check_times: fields.flag("check_times")?.unwrap_or(default.check_times),
        fetch_keys_for_replies: fields
            .flag("fetch_keys_for_replies")?
            .unwrap_or(default.fetch_keys_for_replies),
        verify: options::verify_in(fields.record("verify")?)?,
        max_token_bytes: fields.number("max_token_bytes")?.unwrap_or(default.max_token_bytes),
        token_cache: fields.number("token_cache")?.unwrap_or(default.token_cache),
        retry: options::retry_in(fields.record("retry")?)?,
        cookies: options::cookies_in(fields.record("cookies")?)?,
        headers: fields.headers("headers")?.unwrap_or_default(),
        ca_pem: fields.text("ca_pem")?,
        skip_verify: fields.flag("skip_verify")?.unwrap_or(default.skip_verify),
        capture_last_response: fields.flag("capture_last_response")?.unwrap_or(default.capture_last_response),
        language: ("python".into(), fields.text("python_version")?.unwrap_or_default()),
        ..default
    };
    let config = in_code(&fields, config)?;
    fields.done().map(|()| config)
}

/// The settings that are no data.
fn in_code(fields: &Fields<'_>, mut config: Config) -> PyResult<Config> {
    if let Some(clock) = fields.take("clock")? {
        let clock = clock.cast::<Clock>().map_err(|_| wrong_type(&clock, "clock", "a Clock"))?;
        config.clock = Arc::new(clock.get().0.clone());
    }
    if let Some(logger) = fields.take("logger")? {
        config.logger = Some(Arc::new(PythonLogger::new(logger)));
    }
    if fields.flag("driven_from_outside")? == Some(true) {
        config.transport = Some(Arc::new(Outside));
    }
    Ok(config)
}
