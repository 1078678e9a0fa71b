//! Option objects, as JSON text, become the core's records. What is absent keeps the core's default.

use std::collections::BTreeMap;

use doorcode::{
    AccessKeyLoginOptions, CookieOptions, Error, LoginOptions, Reason, RequestOptions, Result, RetryPolicy,
    SameSite, SignUpDetails, SignUpOptions, TenantQuery, TokenKind, UpdateOptions, VerifyOptions,
};
use napi_derive::napi;
use serde_json::{Map, Value};

use crate::fields::Fields;

/// A JSON object, or nothing.
#[napi]
pub type Json = Option<String>;

/// A record that can be read from the members of an object.
pub(crate) trait Record: Sized {
    fn read(fields: &mut Fields) -> Result<Self>;

    /// The record under `name`, read to its end.
    fn within(fields: &mut Fields, name: &str) -> Result<Self> {
        finished(fields.record(name)?)
    }
}

/// The options of a call.
pub(crate) fn options<T: Record>(json: &Json) -> Result<T> {
    named(json, "options")
}

pub(crate) fn named<T: Record>(json: &Json, name: &str) -> Result<T> {
    finished(Fields::parse(json.as_deref(), name)?)
}

fn finished<T: Record>(mut fields: Fields) -> Result<T> {
    let record = T::read(&mut fields)?;
    fields.done().map(|()| record)
}

/// Checking a token is the hot path: nothing is looked up where there is nothing to find.
pub(crate) fn verify(json: &Json) -> Result<VerifyOptions> {
    if json.is_none() { Ok(VerifyOptions::default()) } else { options(json) }
}

/// Who signs up. What is no known detail is sent as it is.
pub(crate) fn details(json: &Json) -> Result<Option<SignUpDetails>> {
    let Some(json) = json.as_deref().filter(|json| *json != "null") else { return Ok(None) };
    let mut fields = Fields::parse(Some(json), "details")?;
    let known = SignUpDetails {
        name: fields.text("name")?,
        email: fields.text("email")?,
        phone: fields.text("phone")?,
        given_name: fields.text("given_name")?,
        middle_name: fields.text("middle_name")?,
        family_name: fields.text("family_name")?,
        extra: Map::new(),
    };
    Ok(Some(SignUpDetails { extra: fields.rest(), ..known }))
}

/// The current tenant, or those of the given IDs.
pub(crate) fn tenants(json: &Json) -> Result<TenantQuery> {
    let mut fields = Fields::parse(json.as_deref(), "query")?;
    let (current, ids) = (fields.flag("current")?.unwrap_or_default(), fields.list("ids")?);
    match (current, ids) {
        (true, None) => Ok(TenantQuery::Current),
        (false, ids) => Ok(TenantQuery::Ids(ids.unwrap_or_default())),
        (true, Some(_)) => {
            let detail = "ask for the current tenant or for some by their IDs";
            Err(Error::invalid_argument("ids", Reason::Conflict, detail))
        }
    }
}

fn map(object: Option<Map<String, Value>>) -> BTreeMap<String, Value> {
    object.unwrap_or_default().into_iter().collect()
}

impl Record for SignUpOptions {
    fn read(fields: &mut Fields) -> Result<Self> {
        Ok(Self {
            custom_claims: fields.object("custom_claims")?.unwrap_or_default(),
            template_options: map(fields.object("template_options")?),
            template_id: fields.text("template_id")?,
            tenant_id: fields.text("tenant_id")?,
            locale: fields.text("locale")?,
            revoke_other_sessions: fields.flag("revoke_other_sessions")?.unwrap_or_default(),
            provider_id: fields.text("provider_id")?,
        })
    }
}

impl Record for LoginOptions {
    fn read(fields: &mut Fields) -> Result<Self> {
        Ok(Self {
            revoke_other_sessions_types: fields.texts("revoke_other_sessions_types")?.unwrap_or_default(),
            stepup: fields.flag("stepup")?.unwrap_or_default(),
            mfa: fields.flag("mfa")?.unwrap_or_default(),
            sso_app_id: fields.text("sso_app_id")?,
            ..SignUpOptions::read(fields)?.into()
        })
    }
}

impl Record for UpdateOptions {
    fn read(fields: &mut Fields) -> Result<Self> {
        Ok(Self {
            add_to_login_ids: fields.flag("add_to_login_ids")?.unwrap_or_default(),
            on_merge_use_existing: fields.flag("on_merge_use_existing")?.unwrap_or_default(),
            template_options: map(fields.object("template_options")?),
            template_id: fields.text("template_id")?,
            provider_id: fields.text("provider_id")?,
            locale: fields.text("locale")?,
            mfa: fields.flag("mfa")?.unwrap_or_default(),
        })
    }
}

impl Record for AccessKeyLoginOptions {
    fn read(fields: &mut Fields) -> Result<Self> {
        Ok(Self {
            custom_claims: fields.object("custom_claims")?.unwrap_or_default(),
            selected_tenant: fields.text("selected_tenant")?,
        })
    }
}

impl Record for VerifyOptions {
    fn read(fields: &mut Fields) -> Result<Self> {
        Ok(Self {
            audience: fields.texts("audience")?.unwrap_or_default(),
            leeway: fields.duration("leeway")?,
            issuer: fields.texts("issuer")?.unwrap_or_default(),
            kind: fields.text("kind")?.map(|kind| token_kind(&kind)).transpose()?,
        })
    }
}

fn token_kind(slug: &str) -> Result<TokenKind> {
    match slug {
        "session" => Ok(TokenKind::Session),
        "refresh" => Ok(TokenKind::Refresh),
        "any" => Ok(TokenKind::Any),
        _ => Err(one_of("kind", "session, refresh, any")),
    }
}

impl Record for RequestOptions {
    fn read(fields: &mut Fields) -> Result<Self> {
        Ok(Self {
            timeout: fields.duration("timeout")?,
            headers: fields.headers("headers")?.unwrap_or_default(),
            request_id: fields.text("request_id")?,
        })
    }
}

impl Record for RetryPolicy {
    fn read(fields: &mut Fields) -> Result<Self> {
        let default = Self::default();
        Ok(Self {
            statuses: fields.statuses("statuses")?.unwrap_or(default.statuses),
            delays: fields.durations("delays")?.unwrap_or(default.delays),
            honour_retry_after: fields.flag("honour_retry_after")?.unwrap_or(default.honour_retry_after),
            max_retry_after: fields.duration("max_retry_after")?.unwrap_or(default.max_retry_after),
            max_total: fields.duration("max_total")?.unwrap_or(default.max_total),
        })
    }
}

impl Record for CookieOptions {
    fn read(fields: &mut Fields) -> Result<Self> {
        let default = Self::default();
        let same_site = fields.text("same_site")?.map(|slug| same_site(&slug)).transpose()?;
        Ok(Self {
            session_name: fields.text("session_name")?.unwrap_or(default.session_name),
            refresh_name: fields.text("refresh_name")?.unwrap_or(default.refresh_name),
            session_fallbacks: fields.texts("session_fallbacks")?.unwrap_or_default(),
            refresh_fallbacks: fields.texts("refresh_fallbacks")?.unwrap_or_default(),
            domain: fields.text("domain")?,
            path: fields.text("path")?,
            same_site: same_site.unwrap_or(default.same_site),
            secure: fields.flag("secure")?.unwrap_or(default.secure),
            http_only: fields.flag("http_only")?.unwrap_or(default.http_only),
            include_session: fields.flag("include_session")?.unwrap_or(default.include_session),
            partitioned: fields.flag("partitioned")?.unwrap_or(default.partitioned),
            host_prefix: fields.flag("host_prefix")?.unwrap_or(default.host_prefix),
        })
    }
}

fn same_site(slug: &str) -> Result<SameSite> {
    match slug.to_ascii_lowercase().as_str() {
        "strict" => Ok(SameSite::Strict),
        "lax" => Ok(SameSite::Lax),
        "none" => Ok(SameSite::None),
        _ => Err(one_of("same_site", "strict, lax, none")),
    }
}

fn one_of(name: &'static str, known: &str) -> Error {
    Error::invalid_argument(name, Reason::Unknown, format!("{name} must be one of {known}"))
}
