//! A code that was sent and waits to come back.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Channel, Details, Purpose};

/// Whose turn it is. A subject has one live challenge, whatever its purpose or channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A user, by ID.
    User(String),
    /// Somebody who is no user yet, by canonical login ID.
    LoginId(String),
    /// A test user whose code management made. It lives beside the user's own challenge.
    TestCode(String),
}

impl Subject {
    /// How the store spells it.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::User(id) => format!("user:{id}"),
            Self::LoginId(canonical) => format!("login:{canonical}"),
            Self::TestCode(id) => format!("test:{id}"),
        }
    }
}

/// A challenge as it is stored: of the code there is only a keyed hash.
#[derive(Clone, Debug, PartialEq)]
pub struct Challenge {
    /// Bound into the hash, so that a hash of one challenge says nothing about another.
    pub id: String,
    /// Whose challenge it is.
    pub subject: Subject,
    /// The login ID it was started with, in canonical form.
    pub login_id: String,
    /// The way the code went.
    pub channel: Channel,
    /// What the code completes.
    pub purpose: Purpose,
    /// Where the code went; a test user needs no address.
    pub address: Option<String>,
    /// The keyed hash of the code.
    pub digest: String,
    /// Guesses left.
    pub attempts: u32,
    /// When it dies.
    pub expires_at: i64,
    /// What the start call asked for.
    pub intent: Intent,
}

impl Challenge {
    pub(super) const fn is_live(&self, now: i64) -> bool {
        now < self.expires_at
    }
}

/// What a start call asked for, kept until the code comes back.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Intent {
    /// The login ID as it was written.
    pub spelling: String,
    /// Names and addresses of a sign-up.
    pub details: Details,
    /// Custom claims for the session.
    pub claims: Map<String, Value>,
    /// Ask for a stepped-up session.
    pub stepup: bool,
    /// Keep the methods of the session it started from.
    pub mfa: bool,
    /// Log the user out everywhere else.
    pub revoke_others: bool,
    /// The tenant to select.
    pub tenant: Option<String>,
    /// The session it started from.
    pub base: Option<String>,
    /// For an update: the new address becomes a login ID as well.
    pub add_to_login_ids: bool,
    /// For an update that meets another user: that one survives.
    pub merge_into_existing: bool,
}
