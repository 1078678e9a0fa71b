//! A signed-in user changes an address. The new one takes effect when the code sent to it comes back.

use serde_json::{Map, Value};

use super::address::{Address, checked};
use super::draft::{Draft, Receipt};
use super::{Challenge, Channel, Engine, Intent, Purpose, RefreshToken, Subject, Transaction, User};
use crate::error::{Code, Failure};

/// A change of the e-mail address or the phone number.
#[derive(Clone, Debug)]
pub struct Update {
    /// The way the code is to go, and so which address changes.
    pub channel: Channel,
    /// Whose address, as the caller wrote it.
    pub login_id: String,
    /// The new address.
    pub address: String,
    /// The session of the user.
    pub refresh: RefreshToken,
    /// The new address becomes a login ID as well.
    pub add_to_login_ids: bool,
    /// When another user has the new address as login ID: that one survives, not this one.
    pub merge_into_existing: bool,
    /// Keep the methods of the session and add the new one.
    pub mfa: bool,
    /// The message text to use.
    pub template_id: Option<String>,
    /// Values for places in that text.
    pub template_options: Map<String, Value>,
}

/// The user after a flow, with the address that the code proves.
pub(super) struct Updated {
    pub(super) user: User,
    pub(super) proven: Option<String>,
}

impl Engine {
    /// Starts a change of address.
    pub async fn start_update(&self, update: Update) -> Result<Receipt, Failure> {
        self.send(move |transaction| transaction.start_update(update)).await
    }
}

impl Transaction<'_> {
    fn start_update(&self, update: Update) -> Result<Draft, Failure> {
        let session = self.open_session(&update.refresh)?;
        let user = self.active_user(&session.user)?;
        self.check_own(&user, &update.login_id)?;
        let address = checked(update.channel, &update.address)?;
        self.find_rival(&user, &address, update.add_to_login_ids)?;
        Ok(Draft {
            subject: Subject::User(user.id),
            silent: user.test,
            purpose: if update.channel.is_phone() { Purpose::UpdatePhone } else { Purpose::UpdateEmail },
            channel: update.channel,
            address: Address::Deliver(address),
            template_id: update.template_id,
            template_options: update.template_options,
            intent: Intent {
                spelling: update.login_id,
                mfa: update.mfa,
                base: Some(session.id),
                add_to_login_ids: update.add_to_login_ids,
                merge_into_existing: update.merge_into_existing,
                ..Intent::default()
            },
        })
    }

    fn check_own(&self, user: &User, login_id: &str) -> Result<(), Failure> {
        if user.has_login_id(login_id) {
            return Ok(());
        }
        Err(match self.user_by_login_id(login_id)? {
            Some(_) => Failure::new(Code::InvalidToken, "update with another user's refresh token"),
            None => Failure::new(Code::UserNotFound, "update of an unknown user"),
        })
    }

    /// The other user whose login ID the new address is, if the two can be merged.
    fn find_rival(&self, user: &User, address: &str, merge: bool) -> Result<Option<User>, Failure> {
        let Some(rival) = self.user_by_login_id(address)?.filter(|other| other.id != user.id) else {
            return Ok(None);
        };
        // A disabled user must not come back to life in another one, nor a person be taken over through a test
        // user, whose codes prove nothing.
        if merge && rival.test == user.test && rival.check_enabled().is_ok() {
            return Ok(Some(rival));
        }
        Err(Failure::new(Code::UpdateConflict, "the address is another user's login ID"))
    }

    /// The change itself, once the code came back.
    pub(super) fn update(&self, mut user: User, challenge: &Challenge) -> Result<Updated, Failure> {
        let intent = &challenge.intent;
        let address = challenge.address.clone().unwrap_or_default();
        let rival = self.find_rival(&user, &address, intent.add_to_login_ids)?;
        if intent.add_to_login_ids {
            user.add_login_id(&address);
        } else if let Some(old) = user.address(challenge.channel).map(str::to_owned) {
            user.replace_login_id(&old, &address);
        }
        user.move_to(challenge.channel, &address);
        let user = match rival {
            Some(rival) => self.merge(user, rival, intent.merge_into_existing)?,
            None => user,
        };
        Ok(Updated { user, proven: Some(address) })
    }

    /// Makes one user of two. The address that was proven counts for whoever survives.
    fn merge(&self, user: User, rival: User, into_existing: bool) -> Result<User, Failure> {
        let (mut survivor, other) = if into_existing { (rival, user) } else { (user, rival) };
        self.records.delete_user(&other.id)?;
        survivor.absorb(other);
        Ok(survivor)
    }
}
