//! Option objects and dicts become the core's records. What is absent keeps the core's default.

use std::collections::BTreeMap;

use doorcode::{
    AccessKeyLoginOptions, CookieOptions, Error, LoginOptions, Reason, RequestOptions, RetryPolicy, SameSite,
    SignUpDetails, SignUpOptions, TenantQuery, TokenKind, UpdateOptions, VerifyOptions,
};
use pyo3::prelude::*;
use serde_json::{Map, Value};

use crate::argument::{self, refuse, wrong_type};
use crate::error::raise;
use crate::fields::Fields;

/// A record that can be read from the members of an object.
trait Record: Sized {
    fn read(fields: &Fields<'_>) -> PyResult<Self>;
}

fn record<T: Record>(options: &Bound<'_, PyAny>, name: &str) -> PyResult<T> {
    finished(Fields::of(options, name)?)
}

fn finished<T: Record>(fields: Fields<'_>) -> PyResult<T> {
    let record = T::read(&fields)?;
    fields.done().map(|()| record)
}

pub(crate) fn sign_up(options: &Bound<'_, PyAny>) -> PyResult<SignUpOptions> {
    record(options, "options")
}

pub(crate) fn login(options: &Bound<'_, PyAny>) -> PyResult<LoginOptions> {
    record(options, "options")
}

pub(crate) fn update(options: &Bound<'_, PyAny>) -> PyResult<UpdateOptions> {
    record(options, "options")
}

pub(crate) fn access_key(options: &Bound<'_, PyAny>) -> PyResult<AccessKeyLoginOptions> {
    record(options, "login_options")
}

pub(crate) fn request(options: &Bound<'_, PyAny>) -> PyResult<RequestOptions> {
    record(options, "options")
}

pub(crate) fn cookies(options: &Bound<'_, PyAny>) -> PyResult<CookieOptions> {
    record(options, "options")
}

/// Checking a token is the hot path: nothing is looked up where there is nothing to find.
pub(crate) fn verify(options: &Bound<'_, PyAny>) -> PyResult<VerifyOptions> {
    if options.is_none() { Ok(VerifyOptions::default()) } else { record(options, "options") }
}

pub(crate) fn verify_in(fields: Fields<'_>) -> PyResult<VerifyOptions> {
    finished(fields)
}

pub(crate) fn retry_in(fields: Fields<'_>) -> PyResult<RetryPolicy> {
    finished(fields)
}

pub(crate) fn cookies_in(fields: Fields<'_>) -> PyResult<CookieOptions> {
    finished(fields)
}

/// Who signs up. What is no known detail is sent as it is.
pub(crate) fn details(details: &Bound<'_, PyAny>) -> PyResult<Option<SignUpDetails>> {
    if details.is_none() {
        return Ok(None);
    }
    let fields = Fields::of(details, "details")?;
    let known = SignUpDetails {
        name: fields.text("name")?,
        email: fields.text("email")?,
        phone: fields.text("phone")?,
        given_name: fields.text("given_name")?,
        middle_name: fields.text("middle_name")?,
        family_name: fields.text("family_name")?,
        extra: fields.object("extra")?.unwrap_or_default(),
    };
    let extra = known.extra.into_iter().chain(fields.rest("details")?).collect();
    Ok(Some(SignUpDetails { extra, ..known }))
}

/// Which tenants: the current one, or those of some IDs.
pub(crate) fn tenants(current: &Bound<'_, PyAny>, ids: &Bound<'_, PyAny>) -> PyResult<TenantQuery> {
    let current = current.extract::<bool>().map_err(|_| wrong_type(current, "current", "a bool"))?;
    let ids = argument::text_list(ids, "ids")?;
    match (current, ids.is_empty()) {
        (true, true) => Ok(TenantQuery::Current),
        (false, _) => Ok(TenantQuery::Ids(ids)),
        (true, false) => {
            Err(refuse("ids", Reason::Conflict, "ask for the current tenant or for some by their IDs".into()))
        }
    }
}

fn map(object: Option<Map<String, Value>>) -> BTreeMap<String, Value> {
    object.unwrap_or_default().into_iter().collect()
}

impl Record for SignUpOptions {
    fn read(fields: &Fields<'_>) -> PyResult<Self> {
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
    fn read(fields: &Fields<'_>) -> PyResult<Self> {
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
    fn read(fields: &Fields<'_>) -> PyResult<Self> {
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
    fn read(fields: &Fields<'_>) -> PyResult<Self> {
        Ok(Self {
            custom_claims: fields.object("custom_claims")?.unwrap_or_default(),
            selected_tenant: fields.text("selected_tenant")?,
        })
    }
}

impl Record for VerifyOptions {
    fn read(fields: &Fields<'_>) -> PyResult<Self> {
        Ok(Self {
            audience: fields.texts("audience")?.unwrap_or_default(),
            leeway: fields.duration("leeway")?,
            issuer: fields.texts("issuer")?.unwrap_or_default(),
            kind: fields.text("kind")?.map(|kind| token_kind(&kind)).transpose()?,
        })
    }
}

fn token_kind(slug: &str) -> PyResult<TokenKind> {
    match slug {
        "session" => Ok(TokenKind::Session),
        "refresh" => Ok(TokenKind::Refresh),
        "any" => Ok(TokenKind::Any),
        _ => Err(one_of("kind", "session, refresh, any")),
    }
}

impl Record for RequestOptions {
    fn read(fields: &Fields<'_>) -> PyResult<Self> {
        Ok(Self {
            timeout: fields.duration("timeout")?,
            headers: fields.headers("headers")?.unwrap_or_default(),
            request_id: fields.text("request_id")?,
        })
    }
}

impl Record for RetryPolicy {
    fn read(fields: &Fields<'_>) -> PyResult<Self> {
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
    fn read(fields: &Fields<'_>) -> PyResult<Self> {
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

fn same_site(slug: &str) -> PyResult<SameSite> {
    match slug.to_ascii_lowercase().as_str() {
        "strict" => Ok(SameSite::Strict),
        "lax" => Ok(SameSite::Lax),
        "none" => Ok(SameSite::None),
        _ => Err(one_of("same_site", "strict, lax, none")),
    }
}

fn one_of(name: &'static str, known: &str) -> PyErr {
    raise(&Error::invalid_argument(name, Reason::Unknown, format!("{name} must be one of {known}")))
}
