//! What a management call says about a user, in the spellings of all clients (protocol §9.1).

use crate::engine::{Membership, Profile, Status};
use crate::error::Failure;
use crate::routes::fields::Fields;

/// The profile in a body.
pub(crate) fn profile(body: &Fields) -> Result<Profile, Failure> {
    Ok(Profile {
        name: body.said(&["displayName", "name"])?,
        given_name: body.said(&["givenName"])?,
        middle_name: body.said(&["middleName"])?,
        family_name: body.said(&["familyName"])?,
        email: body.said(&["email"])?,
        phone: body.said(&["phone", "phoneNumber"])?,
        picture: body.said(&["picture"])?,
        verified_email: body.maybe_flag(&["verifiedEmail"])?,
        verified_phone: body.maybe_flag(&["verifiedPhone"])?,
        role_names: body.maybe_texts(&["roleNames"])?,
        tenants: memberships(body, "userTenants")?,
        sso_app_ids: body.maybe_texts(&["ssoAppIDs", "ssoAppIds"])?,
        custom_attributes: body.maybe_object(&["customAttributes"])?,
        additional_login_ids: body.texts(&["additionalLoginIds", "additionalIdentifiers"])?,
        status: body.text(&["status"])?.map(|word| status(&word)).transpose()?,
        test: body.flag(&["test"])?,
    })
}

/// Tenants with roles there.
pub(super) fn memberships(body: &Fields, name: &str) -> Result<Option<Vec<Membership>>, Failure> {
    let membership = |fields: Fields| {
        Ok(Membership {
            tenant_id: fields.required(&["tenantId"])?,
            role_names: fields.texts(&["roleNames"])?,
        })
    };
    body.maybe_list(&[name])?.map(|list| list.into_iter().map(membership).collect()).transpose()
}

/// A status by its spelling.
pub(super) fn status(word: &str) -> Result<Status, Failure> {
    Status::parse(word)
        .ok_or_else(|| Failure::invalid("The status field must be enabled, disabled or invited"))
}
