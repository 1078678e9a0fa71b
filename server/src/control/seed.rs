//! `/seed`: a project filled in one call, all of it or nothing. Users and access keys are written as in the
//! calls of management, with a few members more.

use axum::Json;
use serde_json::{Map, Value, json};

use super::{Input, Selected};
use crate::engine::{AccessKey, NewAccessKey, NewTenant, NewUser, Role, Seed};
use crate::error::Failure;
use crate::routes::{Fields, access_key_json, new_access_key, new_tenant, profile, user_json};

/// Answers with the users and the access keys, these with their secrets.
pub(super) async fn fill(
    Selected(project): Selected,
    Input(body): Input<Map<String, Value>>,
) -> Result<Json<Value>, Failure> {
    let body = Fields::new(body);
    let (seed, settings) = (seed(&body)?, body.object(&["settings"])?);
    // Checked before anything is written; changed when everything is.
    project.settings().patched(&settings).map_err(Failure::invalid)?;
    let seeded = project.engine.seed(seed).await?;
    project.engine.change_settings(&settings).await?;
    let key = |(key, secret): &(AccessKey, String)| json!({"cleartext": secret, "key": access_key_json(key)});
    Ok(Json(json!({
        "users": seeded.users.iter().map(user_json).collect::<Vec<_>>(),
        "accessKeys": seeded.access_keys.iter().map(key).collect::<Vec<_>>(),
    })))
}

fn seed(body: &Fields) -> Result<Seed, Failure> {
    Ok(Seed {
        tenants: list(body, "tenants", tenant)?,
        roles: list(body, "roles", role)?,
        users: list(body, "users", user)?,
        access_keys: list(body, "accessKeys", access_key)?,
    })
}

fn list<T>(body: &Fields, name: &str, read: fn(&Fields) -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
    body.maybe_list(&[name])?.unwrap_or_default().iter().map(read).collect()
}

/// The name may be left out here; a test seldom cares.
fn tenant(body: &Fields) -> Result<NewTenant, Failure> {
    match (body.has(&["name"]), body.text(&["id"])?) {
        (false, Some(id)) => {
            let custom_attributes = body.object(&["customAttributes"])?;
            Ok(NewTenant { name: id.clone(), id: Some(id), custom_attributes })
        }
        _ => new_tenant(body),
    }
}

fn role(body: &Fields) -> Result<Role, Failure> {
    Ok(Role {
        name: body.required(&["name"])?,
        permissions: body.texts(&["permissions"])?,
        tenant_id: body.text(&["tenantId"])?,
    })
}

fn user(body: &Fields) -> Result<NewUser, Failure> {
    Ok(NewUser {
        id: body.text(&["userId"])?,
        login_id: body.login_id()?,
        profile: profile(body)?,
        registered: body.maybe_flag(&["registered"])?,
    })
}

fn access_key(body: &Fields) -> Result<(NewAccessKey, Option<String>), Failure> {
    Ok((new_access_key(body)?, body.text(&["cleartext"])?))
}
