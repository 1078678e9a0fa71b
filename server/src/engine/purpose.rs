//! What a code is good for.

use serde::{Deserialize, Serialize};

/// The operation that a challenge belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Purpose {
    /// A person makes an account.
    SignUp,
    /// A person comes back.
    SignIn,
    /// Either of the two, without telling which.
    SignUpOrIn,
    /// A signed-in person changes the e-mail address.
    UpdateEmail,
    /// A signed-in person changes the phone number.
    UpdatePhone,
}

impl Purpose {
    /// The spelling used in messages and in the store.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "signUp",
            Self::SignIn => "signIn",
            Self::SignUpOrIn => "signUpOrIn",
            Self::UpdateEmail => "updateEmail",
            Self::UpdatePhone => "updatePhone",
        }
    }
}
