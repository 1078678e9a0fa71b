//! Where a code goes.

use super::{Channel, Start, User, is_email, is_phone, masked};
use crate::error::Failure;

/// Where a code goes, or what is shown instead for a test user, who gets no message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Address {
    Deliver(String),
    Nowhere(String),
}

impl Address {
    /// The address of a sign-up or a sign-in. What is stored about a user goes before what the caller says:
    /// otherwise anybody could have the code of an invited user sent to themselves.
    pub(super) fn of_start(start: &Start, user: Option<&User>) -> Result<Self, Failure> {
        let Start { channel, login_id, .. } = start;
        let stored = user.and_then(|user| user.address(*channel)).map(str::to_owned);
        let registered = user.is_some_and(|user| user.registered);
        let given = if registered { None } else { given(start)? };
        let own = fits(*channel, login_id).then(|| login_id.clone());
        match stored.or(given).or(own) {
            Some(address) => Ok(Self::Deliver(address)),
            None if user.is_some_and(|user| user.test) => Ok(Self::Nowhere(login_id.clone())),
            None => Err(Failure::missing(field(*channel))),
        }
    }

    pub(super) fn recipient(&self) -> &str {
        let (Self::Deliver(address) | Self::Nowhere(address)) = self;
        address
    }

    pub(super) fn masked(&self, channel: Channel) -> String {
        masked(channel, self.recipient())
    }

    pub(super) fn into_deliverable(self) -> Option<String> {
        match self {
            Self::Deliver(address) => Some(address),
            Self::Nowhere(_) => None,
        }
    }
}

fn given(start: &Start) -> Result<Option<String>, Failure> {
    let given = start.address.as_deref().or_else(|| start.details.address(start.channel));
    given.map(|address| checked(start.channel, address)).transpose()
}

/// The address, if the channel can reach it.
pub(super) fn checked(channel: Channel, address: &str) -> Result<String, Failure> {
    let invalid = || Failure::invalid(format!("The {} field is invalid", field(channel)));
    fits(channel, address).then(|| address.to_owned()).ok_or_else(invalid)
}

fn fits(channel: Channel, address: &str) -> bool {
    if channel.is_phone() { is_phone(address) } else { is_email(address) }
}

const fn field(channel: Channel) -> &'static str {
    if channel.is_phone() { "phone" } else { "email" }
}
