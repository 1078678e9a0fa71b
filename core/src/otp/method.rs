//! How a code reaches the user.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Reason, Result};
use crate::input;

/// How a code reaches the user.
///
/// ```
/// use doorcode::DeliveryMethod;
///
/// assert_eq!("SMS".parse::<DeliveryMethod>()?, DeliveryMethod::Sms);
/// assert!("pigeon".parse::<DeliveryMethod>().is_err());
/// # Ok::<(), doorcode::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeliveryMethod {
    /// An e-mail.
    Email,
    /// A text message.
    Sms,
    /// A phone call.
    Voice,
    /// A WhatsApp message.
    Whatsapp,
    /// An instant message.
    Im,
}

impl DeliveryMethod {
    /// Every method.
    pub const ALL: &'static [Self] = &[Self::Email, Self::Sms, Self::Voice, Self::Whatsapp, Self::Im];

    /// The method as it stands in paths and in the claim `amr`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Voice => "voice",
            Self::Whatsapp => "whatsapp",
            Self::Im => "im",
        }
    }

    /// Whether the code goes to a phone number.
    pub const fn is_phone(self) -> bool {
        !matches!(self, Self::Email)
    }
}

impl fmt::Display for DeliveryMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DeliveryMethod {
    type Err = Error;

    /// Letters count the same in either case.
    fn from_str(text: &str) -> Result<Self> {
        let known = Self::ALL.iter().find(|method| method.as_str().eq_ignore_ascii_case(text));
        known.copied().ok_or_else(|| {
            let detail = "the method must be one of email, sms, voice, whatsapp, im";
            Error::invalid_argument("method", Reason::Unknown, detail)
        })
    }
}

/// The method given, else the one that suits the login ID (protocol §6.7).
pub(super) fn chosen(given: Option<DeliveryMethod>, login_id: &str) -> Result<DeliveryMethod> {
    let login_id = input::login_id(login_id)?;
    match given {
        Some(method) => Ok(method),
        None if input::is_email(login_id) => Ok(DeliveryMethod::Email),
        None if input::is_phone(login_id) => Ok(DeliveryMethod::Sms),
        None => {
            let detail =
                "no method was given, and the login ID is neither an e-mail address nor a phone number";
            Err(Error::invalid_argument("method", Reason::Missing, detail))
        }
    }
}

/// Where a code went, masked by the service: show it, don't take it apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskedAddress {
    /// For example `a***@example.com`. Empty when the service did not say.
    pub masked: String,
    /// How the code was sent.
    pub method: DeliveryMethod,
}

impl fmt::Display for MaskedAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked)
    }
}
