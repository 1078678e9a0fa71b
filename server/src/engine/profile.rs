//! What a management call says about a user.

use serde_json::{Map, Value};

use super::{Membership, Status, User, canonical};

/// What a management call says about a user. Nothing is said about a member that is `None`; an empty text
/// clears one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// The name to show.
    pub name: Option<String>,
    /// First name.
    pub given_name: Option<String>,
    /// Middle name.
    pub middle_name: Option<String>,
    /// Last name.
    pub family_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// A picture's URL.
    pub picture: Option<String>,
    /// Whether the e-mail address is proven.
    pub verified_email: Option<bool>,
    /// Whether the phone number is proven.
    pub verified_phone: Option<bool>,
    /// Roles in the project.
    pub role_names: Option<Vec<String>>,
    /// Tenants, with the roles there.
    pub tenants: Option<Vec<Membership>>,
    /// SSO applications.
    pub sso_app_ids: Option<Vec<String>>,
    /// Anything the project keeps about the user.
    pub custom_attributes: Option<Map<String, Value>>,
    /// Login IDs beside those the user has.
    pub additional_login_ids: Vec<String>,
    /// Whether the user may log in.
    pub status: Option<Status>,
    /// Whether codes can be generated for the user. Only said when a user is made.
    pub test: bool,
}

/// What becomes of the members that a call says nothing about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// They stay.
    Patch,
    /// They are cleared.
    Replace,
}

impl Profile {
    /// Writes what is said into `user`.
    pub(super) fn apply(mut self, user: &mut User, change: Change) {
        if change == Change::Replace {
            clear(user);
            self.email.get_or_insert_default();
            self.phone.get_or_insert_default();
        }
        let details = &mut user.details;
        set(&mut details.name, self.name);
        set(&mut details.given_name, self.given_name);
        set(&mut details.middle_name, self.middle_name);
        set(&mut details.family_name, self.family_name);
        set(&mut user.picture, self.picture);
        move_address(&mut details.email, &mut user.verified_email, self.email, self.verified_email);
        move_address(&mut details.phone, &mut user.verified_phone, self.phone, self.verified_phone);
        replace(&mut user.role_names, self.role_names);
        replace(&mut user.tenants, self.tenants);
        replace(&mut user.sso_app_ids, self.sso_app_ids);
        replace(&mut user.status, self.status);
        user.custom_attributes.extend(self.custom_attributes.unwrap_or_default());
        for login_id in &self.additional_login_ids {
            user.add_login_id(login_id);
        }
    }
}

/// All but the addresses: those keep their proof as long as they stay the same, so they are compared first.
fn clear(user: &mut User) {
    user.details.name = None;
    user.details.given_name = None;
    user.details.middle_name = None;
    user.details.family_name = None;
    user.picture = None;
    user.role_names.clear();
    user.tenants.clear();
    user.sso_app_ids.clear();
    user.custom_attributes.clear();
}

fn set(own: &mut Option<String>, said: Option<String>) {
    if let Some(text) = said {
        *own = Some(text).filter(|text| !text.is_empty());
    }
}

fn replace<T>(own: &mut T, said: Option<T>) {
    if let Some(value) = said {
        *own = value;
    }
}

/// A new address counts as proven unless the call says otherwise: whoever holds the management key vouches for it.
fn move_address(own: &mut Option<String>, verified: &mut bool, said: Option<String>, proven: Option<bool>) {
    let before = own.as_deref().map(canonical);
    set(own, said);
    let same = own.as_deref().map(canonical) == before;
    *verified = own.is_some() && proven.unwrap_or(*verified || !same);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> User {
        let mut user = User::new("U1".into(), "ann".into(), 0);
        user.details.name = Some("Ann".into());
        user.details.email = Some("ann@example.com".into());
        user.verified_email = true;
        user.role_names = vec!["admin".into()];
        user
    }

    #[test]
    fn a_patch_leaves_what_it_says_nothing_about() {
        let mut user = user();
        Profile { phone: Some("+15550109999".into()), ..Profile::default() }.apply(&mut user, Change::Patch);
        assert_eq!(user.details.name.as_deref(), Some("Ann"));
        assert_eq!(user.details.phone.as_deref(), Some("+15550109999"));
        assert_eq!(user.role_names, ["admin"]);
        assert!(user.verified_email && user.verified_phone);
    }

    #[test]
    fn a_replacement_clears_it() {
        let mut user = user();
        let said = Profile { email: Some("ANN@example.com".into()), ..Profile::default() };
        said.apply(&mut user, Change::Replace);
        assert_eq!(user.details.name, None);
        assert!(user.role_names.is_empty());
        assert!(user.verified_email, "the same address in another spelling stays proven");
    }

    #[test]
    fn another_address_is_taken_for_proven_unless_the_call_says_otherwise() {
        let mut user = user();
        let said = |verified_email| Profile {
            email: Some("new@example.com".into()),
            verified_email,
            ..Profile::default()
        };
        said(Some(false)).apply(&mut user, Change::Patch);
        assert!(!user.verified_email);
        said(None).apply(&mut user, Change::Patch);
        assert!(!user.verified_email, "the same address again is no news");
        Profile { phone: Some("+15550109999".into()), ..Profile::default() }.apply(&mut user, Change::Patch);
        assert!(user.verified_phone);
    }

    #[test]
    fn an_empty_address_is_none() {
        let mut user = user();
        let said = Profile { email: Some(String::new()), verified_email: Some(true), ..Profile::default() };
        said.apply(&mut user, Change::Patch);
        assert_eq!((user.details.email, user.verified_email), (None, false));
    }
}
