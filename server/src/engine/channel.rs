//! The ways a code can travel.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A delivery method, spelled as in the paths of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// An e-mail.
    Email,
    /// A text message.
    Sms,
    /// A phone call.
    Voice,
    /// A WhatsApp message.
    Whatsapp,
    /// A message of another messenger.
    Im,
}

impl Channel {
    /// Every channel.
    pub const ALL: [Self; 5] = [Self::Email, Self::Sms, Self::Voice, Self::Whatsapp, Self::Im];

    /// The spelling of the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Voice => "voice",
            Self::Whatsapp => "whatsapp",
            Self::Im => "im",
        }
    }

    /// Whether the channel needs a phone number; otherwise it needs an e-mail address.
    #[must_use]
    pub const fn is_phone(self) -> bool {
        !matches!(self, Self::Email)
    }
}

/// The word is no channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownChannel;

impl FromStr for Channel {
    type Err = UnknownChannel;

    fn from_str(word: &str) -> Result<Self, UnknownChannel> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == word).ok_or(UnknownChannel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_lower_case_words_and_read_back() {
        for channel in Channel::ALL {
            assert_eq!(channel.as_str().parse(), Ok(channel));
        }
        assert_eq!("Email".parse::<Channel>(), Err(UnknownChannel));
        assert_eq!("pigeon".parse::<Channel>(), Err(UnknownChannel));
    }
}
