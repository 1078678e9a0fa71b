//! Option records out of vectors. The names are those of `surface.json`, which are those of the fields.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use doorcode::cookies::CookieAttributes;
use doorcode::{
    AccessKeyLoginOptions, Config, CookieOptions, LoginOptions, RequestOptions, RetryPolicy, SameSite,
    SignUpDetails, SignUpOptions, TokenKind, UpdateOptions, VerifyOptions,
};
use serde_json::{Map, Value};

use super::arguments::Arguments;

type Read<T> = Result<T, String>;

/// A record that a vector can state.
pub trait Record: Sized {
    fn read(from: &mut Arguments) -> Read<Self>;

    /// The record under `name`, read to its end.
    fn of(arguments: &mut Arguments, name: &str) -> Read<Self> {
        let mut members = arguments.record(name)?;
        let record = Self::read(&mut members)?;
        members.done().map(|()| record)
    }
}

fn map(object: Map<String, Value>) -> BTreeMap<String, Value> {
    object.into_iter().collect()
}

impl Record for SignUpDetails {
    fn read(from: &mut Arguments) -> Read<Self> {
        Ok(Self {
            name: from.text("name")?,
            email: from.text("email")?,
            phone: from.text("phone")?,
            given_name: from.text("given_name")?,
            middle_name: from.text("middle_name")?,
            family_name: from.text("family_name")?,
            extra: from.object("extra")?,
        })
    }
}

impl Record for SignUpOptions {
    fn read(from: &mut Arguments) -> Read<Self> {
        Ok(Self {
            custom_claims: from.object("custom_claims")?,
            template_options: map(from.object("template_options")?),
            template_id: from.text("template_id")?,
            tenant_id: from.text("tenant_id")?,
            locale: from.text("locale")?,
            revoke_other_sessions: from.flag("revoke_other_sessions", false)?,
            provider_id: from.text("provider_id")?,
        })
    }
}

impl Record for LoginOptions {
    fn read(from: &mut Arguments) -> Read<Self> {
        Ok(Self {
            revoke_other_sessions_types: from.texts("revoke_other_sessions_types")?.unwrap_or_default(),
            stepup: from.flag("stepup", false)?,
            mfa: from.flag("mfa", false)?,
            sso_app_id: from.text("sso_app_id")?,
            ..SignUpOptions::read(from)?.into()
        })
    }
}

impl Record for UpdateOptions {
    fn read(from: &mut Arguments) -> Read<Self> {
        Ok(Self {
            add_to_login_ids: from.flag("add_to_login_ids", false)?,
            on_merge_use_existing: from.flag("on_merge_use_existing", false)?,
            template_options: map(from.object("template_options")?),
            template_id: from.text("template_id")?,
            provider_id: from.text("provider_id")?,
            locale: from.text("locale")?,
            mfa: from.flag("mfa", false)?,
        })
    }
}

impl Record for AccessKeyLoginOptions {
    fn read(from: &mut Arguments) -> Read<Self> {
        Ok(Self {
            custom_claims: from.object("custom_claims")?,
            selected_tenant: from.text("selected_tenant")?,
        })
    }
}

impl Record for VerifyOptions {
    fn read(from: &mut Arguments) -> Read<Self> {
        let kind = from.text("kind")?.map(|kind| match kind.as_str() {
            "session" => Ok(TokenKind::Session),
            "refresh" => Ok(TokenKind::Refresh),
            "any" => Ok(TokenKind::Any),
            other => Err(format!("no such kind of token: {other}")),
        });
        Ok(Self {
            audience: from.texts("audience")?.unwrap_or_default(),
            leeway: from.duration("leeway")?,
            issuer: from.texts("issuer")?.unwrap_or_default(),
            kind: kind.transpose()?,
        })
    }
}

impl Record for RequestOptions {
    fn read(from: &mut Arguments) -> Read<Self> {
        Ok(Self {
            timeout: from.duration("timeout")?,
            headers: from.headers("headers")?,
            request_id: from.text("request_id")?,
        })
    }
}

impl Record for CookieOptions {
    fn read(from: &mut Arguments) -> Read<Self> {
        let default = Self::default();
        let same_site = match from.text("same_site")?.as_deref() {
            None => default.same_site,
            Some("strict") => SameSite::Strict,
            Some("lax") => SameSite::Lax,
            Some("none") => SameSite::None,
            Some(other) => return Err(format!("no such same_site: {other}")),
        };
        Ok(Self {
            session_name: from.text("session_name")?.unwrap_or(default.session_name),
            refresh_name: from.text("refresh_name")?.unwrap_or(default.refresh_name),
            session_fallbacks: from.texts("session_fallbacks")?.unwrap_or_default(),
            refresh_fallbacks: from.texts("refresh_fallbacks")?.unwrap_or_default(),
            domain: from.text("domain")?,
            path: from.text("path")?,
            same_site,
            secure: from.flag("secure", default.secure)?,
            http_only: from.flag("http_only", default.http_only)?,
            include_session: from.flag("include_session", default.include_session)?,
            partitioned: from.flag("partitioned", default.partitioned)?,
            host_prefix: from.flag("host_prefix", default.host_prefix)?,
        })
    }
}

impl Record for CookieAttributes {
    fn read(from: &mut Arguments) -> Read<Self> {
        Ok(Self {
            domain: from.text("domain")?,
            path: from.text("path")?,
            max_age: from.duration("max_age")?,
            expires: from.duration("expires")?.map(|since| SystemTime::UNIX_EPOCH + since),
        })
    }
}

impl Record for RetryPolicy {
    fn read(from: &mut Arguments) -> Read<Self> {
        let default = Self::default();
        let status = |item: &Value| item.as_u64().and_then(|status| status.try_into().ok());
        let delay = |item: &Value| item.as_f64().map(Duration::from_secs_f64);
        Ok(Self {
            statuses: from.list("statuses", status)?.unwrap_or(default.statuses),
            delays: from.list("delays", delay)?.unwrap_or(default.delays),
            honour_retry_after: from.flag("honour_retry_after", default.honour_retry_after)?,
            max_retry_after: from.duration("max_retry_after")?.unwrap_or(default.max_retry_after),
            max_total: from.duration("max_total")?.unwrap_or(default.max_total),
        })
    }
}

impl Record for Config {
    fn read(from: &mut Arguments) -> Read<Self> {
        let default = Self::new(from.text("project_id")?.unwrap_or_default());
        Ok(Self {
            base_url: from.text("base_url")?,
            public_key: from.text("public_key")?,
            auth_management_key: from.text("auth_management_key")?,
            management_key: from.text("management_key")?,
            timeout: from.duration("timeout")?.unwrap_or(default.timeout),
            leeway: from.duration("leeway")?.unwrap_or(default.leeway),
            check_times: from.flag("check_times", default.check_times)?,
            fetch_keys_for_replies: from.flag("fetch_keys_for_replies", default.fetch_keys_for_replies)?,
            verify: VerifyOptions::of(from, "verify")?,
            max_token_bytes: from
                .number("max_token_bytes")?
                .map_or(default.max_token_bytes, |it| it as usize),
            token_cache: from.number("token_cache")?.map_or(default.token_cache, |it| it as usize),
            retry: RetryPolicy::of(from, "retry")?,
            cookies: CookieOptions::of(from, "cookies")?,
            headers: from.headers("headers")?,
            ca_pem: from.text("ca_pem")?,
            skip_verify: from.flag("skip_verify", default.skip_verify)?,
            capture_last_response: from.flag("capture_last_response", default.capture_last_response)?,
            ..default
        })
    }
}
