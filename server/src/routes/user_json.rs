//! Users as every client can read them (protocol §5.7): nothing is ever left out, arrays and objects are there
//! even when they are empty.

use serde_json::{Value, json};

use crate::engine::{Account, Grant, Tenant};

/// The user of a reply.
pub(crate) fn user(account: &Account) -> Value {
    let (user, details) = (&account.user, &account.user.details);
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    json!({
        "userId": user.id,
        "loginIds": user.login_ids,
        "name": text(&details.name),
        "givenName": text(&details.given_name),
        "middleName": text(&details.middle_name),
        "familyName": text(&details.family_name),
        "email": text(&details.email),
        "phone": text(&details.phone),
        "verifiedEmail": user.verified_email,
        "verifiedPhone": user.verified_phone,
        "roleNames": user.role_names,
        "permissions": account.authorization.grant.permissions,
        "userTenants": account.authorization.tenants.iter().map(membership).collect::<Vec<_>>(),
        "status": user.status.as_str(),
        "picture": text(&user.picture),
        "test": user.test,
        "customAttributes": user.custom_attributes,
        "createdTime": user.created_at.div_euclid(1000),
        "ssoAppIds": user.sso_app_ids,
        "OAuth": {},
        "TOTP": false,
        "SAML": false,
        "SCIM": false,
        "OIDC": false,
        "webauthn": false,
        "password": false,
        "push": false,
        "editable": true,
        "externalIds": [],
    })
}

fn membership((tenant, grant): &(Tenant, Grant)) -> Value {
    json!({
        "tenantId": tenant.id,
        "tenantName": tenant.name,
        "roleNames": grant.roles,
        "permissions": grant.permissions,
    })
}
