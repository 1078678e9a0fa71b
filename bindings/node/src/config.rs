//! The settings of a client.

use std::sync::Arc;

use doorcode::{Config, CookieOptions, Result, RetryPolicy, VerifyOptions};

use crate::fields::Fields;
use crate::flow::Outside;
use crate::options::{Json, Record};

/// Settings with the names of the core's own; what is absent keeps its default.
pub(crate) fn read(settings: &Json) -> Result<Config> {
    let mut fields = Fields::parse(settings.as_deref(), "config")?;
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
        verify: VerifyOptions::within(&mut fields, "verify")?,
        max_token_bytes: fields.number("max_token_bytes")?.unwrap_or(default.max_token_bytes),
        token_cache: fields.number("token_cache")?.unwrap_or(default.token_cache),
        retry: RetryPolicy::within(&mut fields, "retry")?,
        cookies: CookieOptions::within(&mut fields, "cookies")?,
        headers: fields.headers("headers")?.unwrap_or_default(),
        ca_pem: fields.text("ca_pem")?,
        skip_verify: fields.flag("skip_verify")?.unwrap_or(default.skip_verify),
        // Every result shows its reply.
        capture_last_response: true,
        language: ("node".into(), fields.text("node_version")?.unwrap_or_default()),
        ..default
    };
    let config = match fields.flag("driven_from_outside")? {
        Some(true) => Config { transport: Some(Arc::new(Outside)), ..config },
        _ => config,
    };
    fields.done().map(|()| config)
}
