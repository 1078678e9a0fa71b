//! One message to one person.

use std::fmt;

use crate::engine::{Channel, Purpose};

/// A message as it was handed to its channel.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    /// Rising number; the inbox gives it.
    pub id: u64,
    /// The project that sends.
    pub project: String,
    /// Where it goes: an e-mail address or a phone number.
    pub to: String,
    /// The way it goes.
    pub channel: Channel,
    /// Whose login it is for, as the caller wrote it.
    pub login_id: String,
    /// What the code is good for.
    pub purpose: Purpose,
    /// The code itself.
    pub code: String,
    /// What the person reads.
    pub text: String,
    /// When it was sent, in milliseconds since the epoch.
    pub at: i64,
}

impl Message {
    /// What it takes of the memory, but for what is the same for all.
    pub(super) fn size(&self) -> usize {
        self.to.len() + self.login_id.len() + self.code.len() + self.text.len()
    }
}

/// Without the code, and so without the text: a message may end in a log by accident.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("project", &self.project)
            .field("channel", &self.channel)
            .field("purpose", &self.purpose)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
