//! What a start sends: the names of the service's own schema, nothing that was not set (protocol §6.0).

use serde_json::{Map, Value};

use super::{DeliveryMethod, LoginOptions, SignUpDetails, SignUpOptions, UpdateOptions};
use crate::error::{Error, Reason, Result};
use crate::input;

/// A JSON object under construction that leaves out what is absent, false or empty.
#[derive(Default)]
struct Body(Map<String, Value>);

impl Body {
    fn login(login_id: &str) -> Result<Self> {
        let mut body = Self::default();
        body.0.insert("loginId".into(), input::login_id(login_id)?.into());
        Ok(body)
    }

    fn set(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        let value = value.into();
        let absent = match &value {
            Value::Null | Value::Bool(false) => true,
            Value::Object(members) => members.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => false,
        };
        if !absent {
            self.0.insert(name.into(), value);
        }
        self
    }

    /// The finished object, if it is not too large to be meant.
    fn finish(self) -> Result<Value> {
        let body = Value::Object(self.0);
        let size = body.to_string().len();
        if size > input::MAX_OPTIONS {
            let detail =
                format!("options and details have {size} bytes of JSON, the limit is {}", input::MAX_OPTIONS);
            return Err(Error::invalid_argument("options", Reason::TooLong, detail));
        }
        Ok(body)
    }
}

pub(super) fn sign_up(
    method: DeliveryMethod,
    login_id: &str,
    details: Option<&SignUpDetails>,
    options: &SignUpOptions,
) -> Result<Value> {
    let mut body = Body::login(login_id)?;
    if let Some((name, address)) = address(method, login_id, details)? {
        body.set(name, address);
    }
    if let Some(details) = details {
        // Even an empty object is sent: the caller gave it.
        body.0.insert("user".into(), serde_json::to_value(details).unwrap_or_default());
    }
    outside(&mut body, &options.provider_id, &options.template_id);
    body.set("loginOptions", inside(&options.clone().into()));
    body.finish()
}

/// The address of a sign-up: from the details, else the login ID where it has that form.
fn address(
    method: DeliveryMethod,
    login_id: &str,
    details: Option<&SignUpDetails>,
) -> Result<Option<(&'static str, String)>> {
    type Check = fn(&'static str, &str) -> Result<()>;
    let (name, given, check): (_, _, Check) = if method.is_phone() {
        ("phone", details.and_then(|details| details.phone.as_deref()), input::phone)
    } else {
        ("email", details.and_then(|details| details.email.as_deref()), input::email)
    };
    if let Some(given) = given {
        check(name, given)?;
        return Ok(Some((name, given.to_owned())));
    }
    Ok(check(name, login_id).is_ok().then(|| (name, login_id.to_owned())))
}

pub(super) fn login(login_id: &str, options: &LoginOptions) -> Result<Value> {
    let mut body = Body::login(login_id)?;
    outside(&mut body, &options.provider_id, &options.template_id);
    body.set("loginOptions", inside(options));
    body.finish()
}

/// The options that stand beside the login ID.
fn outside(body: &mut Body, provider_id: &Option<String>, template_id: &Option<String>) {
    body.set("providerId", provider_id.clone()).set("templateId", template_id.clone());
}

/// The options that stand in `loginOptions`.
fn inside(options: &LoginOptions) -> Value {
    let mut inside = Body::default();
    inside
        .set("stepup", options.stepup)
        .set("mfa", options.mfa)
        .set("customClaims", options.custom_claims.clone())
        .set("templateOptions", object(&options.template_options))
        .set("tenantId", options.tenant_id.clone())
        .set("locale", options.locale.clone())
        .set("revokeOtherSessions", options.revoke_other_sessions)
        .set("revokeOtherSessionsTypes", options.revoke_other_sessions_types.clone())
        .set("ssoAppId", options.sso_app_id.clone());
    Value::Object(inside.0)
}

pub(super) fn update(login_id: &str, name: &str, address: &str, options: &UpdateOptions) -> Result<Value> {
    let mut body = Body::login(login_id)?;
    body.set(name, address)
        .set("addToLoginIDs", options.add_to_login_ids)
        .set("onMergeUseExisting", options.on_merge_use_existing)
        .set("templateOptions", object(&options.template_options))
        .set("locale", options.locale.clone())
        .set("mfa", options.mfa);
    outside(&mut body, &options.provider_id, &options.template_id);
    body.finish()
}

fn object(members: &std::collections::BTreeMap<String, Value>) -> Value {
    members.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_that_was_not_set_is_sent() {
        let body = login("ann", &LoginOptions::default()).unwrap();
        assert_eq!(body, json!({ "loginId": "ann" }));
        let body = update("ann", "email", "a@b.co", &UpdateOptions::default()).unwrap();
        assert_eq!(body, json!({ "loginId": "ann", "email": "a@b.co" }));
    }

    #[test]
    fn the_address_comes_from_the_details_or_from_a_login_id_of_its_form() {
        let details = SignUpDetails { email: Some("x@y.co".into()), ..Default::default() };
        let options = SignUpOptions::default();
        for (method, login_id, details, expected) in [
            (DeliveryMethod::Email, "a@b.co", None, json!({ "loginId": "a@b.co", "email": "a@b.co" })),
            (
                DeliveryMethod::Email,
                "ann",
                Some(&details),
                json!({ "loginId": "ann", "email": "x@y.co", "user": { "email": "x@y.co" } }),
            ),
            (
                DeliveryMethod::Voice,
                "+15555550100",
                None,
                json!({ "loginId": "+15555550100", "phone": "+15555550100" }),
            ),
            (DeliveryMethod::Sms, "ann", None, json!({ "loginId": "ann" })),
        ] {
            assert_eq!(sign_up(method, login_id, details, &options).unwrap(), expected);
        }
    }

    #[test]
    fn options_beyond_the_limit_are_refused() {
        let custom_claims = Map::from_iter([("x".to_owned(), "y".repeat(70_000).into())]);
        let error = login("ann", &LoginOptions { custom_claims, ..Default::default() }).unwrap_err();
        assert_eq!((error.argument(), error.reason()), (Some("options"), Some(Reason::TooLong)));
    }
}
