//! The first half of every flow: a code is made and sent.

use serde_json::{Map, Value};

use super::address::Address;
use super::draft::{Draft, Receipt};
use super::{Channel, Details, Engine, Intent, Purpose, RefreshToken, Subject, Transaction, User, canonical};
use crate::error::{Code, Failure};

/// A sign-up, a sign-in, or either.
#[derive(Clone, Debug)]
pub struct Start {
    /// Which of them.
    pub purpose: Purpose,
    /// The way the code is to go.
    pub channel: Channel,
    /// Who, as the caller wrote it.
    pub login_id: String,
    /// The address given beside the details.
    pub address: Option<String>,
    /// Names and addresses.
    pub details: Details,
    /// How to log in.
    pub options: LoginOptions,
    /// The session it starts from, for step-up and MFA.
    pub refresh: Option<RefreshToken>,
}

/// How to log in.
#[derive(Clone, Debug, Default)]
pub struct LoginOptions {
    /// Ask for a stepped-up session.
    pub stepup: bool,
    /// Add this method to those of the session it starts from.
    pub mfa: bool,
    /// Custom claims for the session.
    pub claims: Map<String, Value>,
    /// Log the user out everywhere else.
    pub revoke_others: bool,
    /// The tenant to select.
    pub tenant: Option<String>,
    /// The message text to use.
    pub template_id: Option<String>,
    /// Values for places in that text.
    pub template_options: Map<String, Value>,
}

impl LoginOptions {
    /// Whether a session is needed to start from.
    #[must_use]
    pub const fn needs_session(&self) -> bool {
        self.stepup || self.mfa
    }
}

impl Engine {
    /// Starts a sign-up or a sign-in.
    pub async fn start(&self, start: Start) -> Result<Receipt, Failure> {
        self.send(move |transaction| transaction.start(start)).await
    }
}

impl Transaction<'_> {
    fn start(&self, start: Start) -> Result<Draft, Failure> {
        let user = self.user_by_login_id(&start.login_id)?;
        admit(start.purpose, user.as_ref())?;
        let base = self.base(&start, user.as_ref())?;
        let address = Address::of_start(&start, user.as_ref())?;
        Ok(Draft {
            subject: subject(user.as_ref(), &start.login_id),
            silent: user.is_some_and(|user| user.test),
            purpose: start.purpose,
            channel: start.channel,
            address,
            template_id: start.options.template_id,
            template_options: start.options.template_options,
            intent: Intent {
                spelling: start.login_id,
                details: start.details,
                claims: start.options.claims,
                stepup: start.options.stepup,
                mfa: start.options.mfa,
                revoke_others: start.options.revoke_others,
                tenant: start.options.tenant,
                base,
                ..Intent::default()
            },
        })
    }

    /// The session that a step-up or a second factor starts from: the user's own, and alive.
    fn base(&self, start: &Start, user: Option<&User>) -> Result<Option<String>, Failure> {
        if !start.options.needs_session() {
            return Ok(None);
        }
        let refused = |reason| Failure::new(Code::InvalidToken, reason);
        let token =
            start.refresh.as_ref().ok_or_else(|| refused("step-up or MFA without a refresh token"))?;
        let session = self.open_session(token)?;
        let own = user.is_some_and(|user| user.id == session.user);
        own.then_some(Some(session.id))
            .ok_or_else(|| refused("step-up or MFA with another user's refresh token"))
    }
}

/// Who may start what.
fn admit(purpose: Purpose, user: Option<&User>) -> Result<(), Failure> {
    match user {
        None if purpose == Purpose::SignIn => {
            Err(Failure::new(Code::UserNotFound, "sign-in of an unknown user"))
        }
        Some(user) if user.registered && purpose == Purpose::SignUp => {
            Err(Failure::new(Code::UserExists, "sign-up of a registered user"))
        }
        Some(user) => user.check_enabled(),
        None => Ok(()),
    }
}

/// Who is challenged. Until a sign-up is verified there is no user, only a login ID.
pub(super) fn subject(user: Option<&User>, login_id: &str) -> Subject {
    user.map_or_else(|| Subject::LoginId(canonical(login_id)), |user| Subject::User(user.id.clone()))
}
