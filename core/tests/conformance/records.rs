//! Results as JSON, in the names of `surface.json`: snake_case members, instants and durations in seconds.

use std::time::{Duration, SystemTime};

use doorcode::cookies::CookieAttributes;
use doorcode::user::UserTenant;
use doorcode::{
    AuthResponse, Client, Error, HttpTrace, LoginEvent, MaskedAddress, RequestTokens, SessionOutcome, Tenant,
    Token, User,
};
use serde_json::{Map, Value, json};

/// A result that vectors can look at.
pub trait Record {
    fn json(&self) -> Value;
}

fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64()
}

fn instant(time: Option<SystemTime>) -> Option<f64> {
    time.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok()).map(seconds)
}

impl Record for () {
    fn json(&self) -> Value {
        Value::Null
    }
}

impl Record for bool {
    fn json(&self) -> Value {
        json!(self)
    }
}

impl Record for String {
    fn json(&self) -> Value {
        json!(self)
    }
}

impl<T: Record> Record for Option<T> {
    fn json(&self) -> Value {
        self.as_ref().map_or(Value::Null, Record::json)
    }
}

impl<T: Record> Record for Vec<T> {
    fn json(&self) -> Value {
        self.iter().map(Record::json).collect()
    }
}

impl Record for Client {
    fn json(&self) -> Value {
        json!({ "project_id": self.project_id(), "base_url": self.base_url() })
    }
}

impl Record for HttpTrace {
    fn json(&self) -> Value {
        let headers: Map<_, _> =
            self.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        json!({
            "status": self.status, "headers": headers, "request_id": self.request_id, "cf_ray": self.cf_ray,
            "attempts": self.attempts, "elapsed": seconds(self.elapsed), "body": self.body,
        })
    }
}

impl Record for MaskedAddress {
    fn json(&self) -> Value {
        json!({ "masked": self.masked, "method": self.method.as_str() })
    }
}

impl Record for Token {
    fn json(&self) -> Value {
        json!({
            "jwt": self.jwt(), "kind": self.kind(), "subject": self.subject(), "project_id": self.project_id(),
            "issuer": self.issuer(), "audience": self.audience(), "issued_at": instant(self.issued_at()),
            "expires_at": instant(self.expires_at()), "not_before": instant(self.not_before()),
            "refresh_expires_at": instant(self.refresh_expires_at()), "amr": self.amr(), "stepup": self.stepup(),
            "test_user": self.test_user(), "current_tenant": self.current_tenant(), "tenants": self.tenants(),
            "permissions": self.permissions(), "roles": self.roles(), "dpop_thumbprint": self.dpop_thumbprint(),
            "claims": self.claims(),
        })
    }
}

impl Record for CookieAttributes {
    fn json(&self) -> Value {
        json!({
            "domain": self.domain, "path": self.path, "max_age": self.max_age.map(seconds),
            "expires": instant(self.expires),
        })
    }
}

impl Record for AuthResponse {
    fn json(&self) -> Value {
        json!({
            "session": self.session.json(), "refresh": self.refresh.json(), "user": self.user.json(),
            "first_seen": self.first_seen, "cookie": self.cookie.json(), "idp": self.idp,
            "external_token": self.external_token, "next_refresh_seconds": self.next_refresh_seconds,
            "raw": self.raw,
        })
    }
}

impl Record for SessionOutcome {
    fn json(&self) -> Value {
        json!({
            "token": self.token.json(), "refreshed": self.refreshed, "auth": self.auth.json(),
            "cookies": self.cookies,
        })
    }
}

impl Record for RequestTokens {
    fn json(&self) -> Value {
        json!({ "session": self.session, "refresh": self.refresh })
    }
}

impl Record for User {
    fn json(&self) -> Value {
        let mut user = named(self, &self.extra);
        user["user_tenants"] = self.user_tenants.json();
        user
    }
}

impl Record for UserTenant {
    fn json(&self) -> Value {
        named(self, &self.extra)
    }
}

impl Record for Tenant {
    fn json(&self) -> Value {
        named(self, &self.extra)
    }
}

impl Record for LoginEvent {
    fn json(&self) -> Value {
        named(self, &self.extra)
    }
}

/// A record of the wire under the names of this crate; what it does not know stands in `extra`.
fn named(record: &impl serde::Serialize, extra: &Map<String, Value>) -> Value {
    let wire = serde_json::to_value(record).unwrap();
    let known = wire.as_object().unwrap().iter().filter(|(name, _)| !extra.contains_key(*name));
    let mut members: Map<_, _> = known.map(|(name, value)| (snake(name), value.clone())).collect();
    members.insert("extra".into(), extra.clone().into());
    members.into()
}

fn snake(name: &str) -> String {
    if name == "OAuth" || name.chars().all(char::is_uppercase) {
        return name.to_ascii_lowercase();
    }
    let letter = |c: char| if c.is_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.into() };
    name.chars().map(letter).collect()
}

/// An error, in the names of `errors.json`.
impl Record for Error {
    fn json(&self) -> Value {
        json!({
            "kind": self.kind().as_str(), "reason": self.reason().map(|reason| reason.as_str()),
            "argument": self.argument(), "phase": self.phase().map(|phase| phase.as_str()), "code": self.code(),
            "status": self.status(), "description": self.description(), "detail": self.detail(),
            "retry_after": self.retry_after().map(seconds), "trace_id": self.trace_id(), "body": self.body(),
            "retryable": self.is_retryable(),
        })
    }
}
