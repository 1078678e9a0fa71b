//! Records as the service sends them. What is missing or null is empty; what is unknown is kept in `extra`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// Reads null as the empty value.
pub(crate) fn nullable<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A record whose members may all be missing or null.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default, rename_all = "camelCase")]
        pub struct $name {
            $($(#[$attribute])* #[serde(deserialize_with = "nullable")] pub $field: $type,)+
            /// Members this version does not know, by their wire names.
            #[serde(flatten)]
            pub extra: Map<String, Value>,
        }
    };
}

record! {
    /// A user (protocol §5.7).
    pub struct User {
        /// The user's ID. It never changes.
        user_id: String,
        /// All login IDs.
        login_ids: Vec<String>,
        /// The whole name.
        name: String,
        /// The first name.
        given_name: String,
        /// The middle name.
        middle_name: String,
        /// The last name.
        family_name: String,
        /// The e-mail address.
        email: String,
        /// The phone number.
        phone: String,
        /// Whether a code sent to the e-mail address came back.
        verified_email: bool,
        /// Whether a code sent to the phone number came back.
        verified_phone: bool,
        /// Roles in the project.
        role_names: Vec<String>,
        /// Tenants, with the roles in each.
        user_tenants: Vec<UserTenant>,
        /// `invited`, `enabled`, `disabled`, `expired`, or what a later service says.
        status: String,
        /// The address of a picture.
        picture: String,
        /// Whether this is a test user.
        test: bool,
        /// What the project keeps of its users beyond this.
        custom_attributes: Map<String, Value>,
        /// When the user was made, in seconds since the epoch.
        created_time: i64,
        /// Whether the user has an authenticator app.
        #[serde(rename = "TOTP")] totp: bool,
        /// Whether the user signs in by SAML.
        #[serde(rename = "SAML")] saml: bool,
        /// Whether the user comes from SCIM.
        #[serde(rename = "SCIM")] scim: bool,
        /// OAuth providers the user signed in with.
        #[serde(rename = "OAuth")] oauth: BTreeMap<String, bool>,
        /// Whether the user has a passkey.
        webauthn: bool,
        /// Whether the user has a password.
        password: bool,
        /// SSO applications of the user.
        sso_app_ids: Vec<String>,
        /// Permissions in the project.
        permissions: Vec<String>,
    }
}

record! {
    /// A user's membership in a tenant (protocol §5.7).
    pub struct UserTenant {
        /// The tenant's ID.
        tenant_id: String,
        /// The tenant's name.
        tenant_name: String,
        /// Roles in this tenant.
        role_names: Vec<String>,
        /// Permissions in this tenant.
        permissions: Vec<String>,
    }
}

record! {
    /// A tenant (protocol §8.6).
    pub struct Tenant {
        /// The tenant's ID.
        id: String,
        /// The tenant's name.
        name: String,
        /// What the project keeps of its tenants beyond this.
        custom_attributes: Map<String, Value>,
    }
}

record! {
    /// One login of a user (protocol §8.7).
    pub struct LoginEvent {
        /// The user's ID.
        user_id: String,
        /// When, in seconds since the epoch.
        login_time: i64,
        /// Where from, as the service guessed it.
        city: String,
        /// Where from, as the service guessed it.
        country: String,
        /// The address it came from.
        ip: String,
        /// The tenant that was selected.
        selected_tenant: String,
    }
}
