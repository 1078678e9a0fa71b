//! The people of a project.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Channel, canonical};

/// A user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// Stable for the life of the user.
    pub id: String,
    /// In the spelling that was given; the first one is the oldest.
    pub login_ids: Vec<String>,
    /// Whether the user may log in.
    pub status: Status,
    /// Whether a login was ever completed. Until then the user can still sign up.
    pub registered: bool,
    /// Whether codes can be generated for this user by management.
    pub test: bool,
    /// Milliseconds since the epoch.
    pub created_at: i64,
    /// Names and addresses.
    pub details: Details,
    /// Whether the e-mail address is proven.
    pub verified_email: bool,
    /// Whether the phone number is proven.
    pub verified_phone: bool,
    /// A picture's URL.
    pub picture: Option<String>,
    /// Roles in the project.
    pub role_names: Vec<String>,
    /// Tenants, with the roles there.
    pub tenants: Vec<Membership>,
    /// SSO applications, which this service only stores.
    pub sso_app_ids: Vec<String>,
    /// Anything the project keeps about the user.
    pub custom_attributes: Map<String, Value>,
}

/// Names and addresses, as a sign-up gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
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
}

/// Whether a user may log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Made by management, no login completed.
    Invited,
    /// May log in.
    Enabled,
    /// May not.
    Disabled,
}

/// A tenant that a user or a key belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// The tenant.
    pub tenant_id: String,
    /// Roles in it.
    pub role_names: Vec<String>,
}

impl Status {
    /// The spelling of the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Enabled => "enabled",
            Self::Disabled => "disabled",
        }
    }

    /// The status with this spelling.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Invited, Self::Enabled, Self::Disabled].into_iter().find(|status| status.as_str() == word)
    }
}

impl User {
    /// A user with one login ID and nothing else.
    #[must_use]
    pub fn new(id: String, login_id: String, created_at: i64) -> Self {
        Self {
            id,
            login_ids: vec![login_id],
            status: Status::Invited,
            registered: false,
            test: false,
            created_at,
            details: Details::default(),
            verified_email: false,
            verified_phone: false,
            picture: None,
            role_names: Vec::new(),
            tenants: Vec::new(),
            sso_app_ids: Vec::new(),
            custom_attributes: Map::new(),
        }
    }

    /// The stored address for a channel.
    #[must_use]
    pub fn address(&self, channel: Channel) -> Option<&str> {
        self.details.address(channel)
    }

    /// Whether the user logs in with this login ID, in whatever spelling.
    #[must_use]
    pub fn has_login_id(&self, login_id: &str) -> bool {
        let wanted = canonical(login_id);
        self.login_ids.iter().any(|own| canonical(own) == wanted)
    }

    /// Adds a login ID that the user does not have yet.
    pub fn add_login_id(&mut self, login_id: &str) {
        if !self.has_login_id(login_id) {
            self.login_ids.push(login_id.to_owned());
        }
    }

    /// Puts a login ID in the place of another one, if the user has that. One that the user has already only
    /// takes the other's place away.
    pub fn replace_login_id(&mut self, old: &str, new: &str) {
        let old = canonical(old);
        if self.has_login_id(new) && canonical(new) != old {
            self.login_ids.retain(|own| canonical(own) != old);
        }
        for own in self.login_ids.iter_mut().filter(|own| canonical(own) == old) {
            new.clone_into(own);
        }
    }

    /// Notes that the user received a code at `address`. A user without an address for the channel now has one.
    pub fn prove(&mut self, channel: Channel, address: &str) {
        let stored = self.details.address_mut(channel).get_or_insert_with(|| address.to_owned());
        if canonical(stored) == canonical(address) {
            *self.verified_mut(channel) = true;
        }
    }

    /// Gives the user a proven address in place of the stored one.
    pub fn move_to(&mut self, channel: Channel, address: &str) {
        *self.details.address_mut(channel) = Some(address.to_owned());
        *self.verified_mut(channel) = true;
    }

    /// Takes over what `other` has and this user lacks, login IDs, roles and tenants included.
    pub fn absorb(&mut self, other: Self) {
        for login_id in &other.login_ids {
            self.add_login_id(login_id);
        }
        self.verified_email |= self.details.email.is_none() && other.verified_email;
        self.verified_phone |= self.details.phone.is_none() && other.verified_phone;
        self.details.fill_in(other.details);
        self.picture = self.picture.take().or(other.picture);
        extend(&mut self.role_names, other.role_names);
        extend(&mut self.sso_app_ids, other.sso_app_ids);
        other.tenants.into_iter().for_each(|membership| self.join(membership));
        for (name, value) in other.custom_attributes {
            self.custom_attributes.entry(name).or_insert(value);
        }
    }

    /// Makes the user a member of a tenant, or adds roles there.
    pub fn join(&mut self, membership: Membership) {
        match self.tenants.iter_mut().find(|own| own.tenant_id == membership.tenant_id) {
            Some(own) => extend(&mut own.role_names, membership.role_names),
            None => self.tenants.push(membership),
        }
    }

    fn verified_mut(&mut self, channel: Channel) -> &mut bool {
        if channel.is_phone() { &mut self.verified_phone } else { &mut self.verified_email }
    }
}

impl Details {
    /// The address for a channel.
    #[must_use]
    pub fn address(&self, channel: Channel) -> Option<&str> {
        if channel.is_phone() { self.phone.as_deref() } else { self.email.as_deref() }
    }

    /// Takes over what `other` has and these details lack.
    pub fn fill_in(&mut self, other: Self) {
        let missing = |own: &mut Option<String>, other| *own = own.take().or(other);
        missing(&mut self.name, other.name);
        missing(&mut self.given_name, other.given_name);
        missing(&mut self.middle_name, other.middle_name);
        missing(&mut self.family_name, other.family_name);
        missing(&mut self.email, other.email);
        missing(&mut self.phone, other.phone);
    }

    fn address_mut(&mut self, channel: Channel) -> &mut Option<String> {
        if channel.is_phone() { &mut self.phone } else { &mut self.email }
    }
}

fn extend(own: &mut Vec<String>, other: Vec<String>) {
    for name in other {
        if !own.contains(&name) {
            own.push(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_id_that_was_the_address_follows_it() {
        let mut user = User::new("U1".into(), "Ann@example.com".into(), 0);
        user.replace_login_id("ann@EXAMPLE.com", "ann@new.example");
        assert_eq!(user.login_ids, ["ann@new.example"]);
        user.replace_login_id("somebody@else.example", "x@y.example");
        assert_eq!(user.login_ids, ["ann@new.example"]);
    }

    #[test]
    fn a_login_id_the_user_has_already_is_not_doubled() {
        let mut user = User::new("U1".into(), "ann@example.com".into(), 0);
        user.add_login_id("ann@new.example");
        user.replace_login_id("ann@example.com", "Ann@New.example");
        assert_eq!(user.login_ids, ["ann@new.example"]);
    }
}
