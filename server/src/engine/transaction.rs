//! One transaction on the records of a project: what the rules are written against.

use std::sync::Arc;

use super::{Account, Authorization, CodeHash, Subject, User, canonical};
use crate::error::{Code, Failure};
use crate::settings::Settings;
use crate::store::{Records, StoreError};

/// A transaction. Everything a rule needs besides its arguments.
pub(crate) struct Transaction<'a> {
    pub(super) records: &'a dyn Records,
    pub(super) settings: Arc<Settings>,
    pub(super) code_hash: Arc<CodeHash>,
    pub(super) project: Arc<str>,
    /// One instant for the whole transaction.
    pub(super) now: i64,
}

impl Transaction<'_> {
    pub(super) fn user_by_login_id(&self, login_id: &str) -> Result<Option<User>, Failure> {
        Ok(self.records.user_by_login_id(&canonical(login_id))?)
    }

    /// A user who may log in; sessions of somebody who is gone or disabled are good for nothing.
    pub(super) fn active_user(&self, id: &str) -> Result<User, Failure> {
        let gone = || Failure::new(Code::LoggedOut, "the user is gone");
        let user = self.records.user(id)?.ok_or_else(gone)?;
        user.check_enabled()?;
        Ok(user)
    }

    /// Writes a user, and ends the sign-ups that wait for one of its login IDs: there is nobody left to make.
    pub(super) fn save(&self, user: &User, taken: Code) -> Result<(), Failure> {
        self.records.save_user(user).map_err(|error| match error {
            StoreError::Conflict => Failure::new(taken, "a login ID belongs to another user"),
            error => error.into(),
        })?;
        for login_id in &user.login_ids {
            self.records.end_challenge(&Subject::LoginId(canonical(login_id)))?;
        }
        Ok(())
    }

    /// The user together with what it may do.
    pub(super) fn account(&self, user: User) -> Result<Account, Failure> {
        let authorization = Authorization::of(self.records, &user.role_names, &user.tenants)?;
        Ok(Account { user, authorization })
    }
}

impl User {
    pub(super) fn check_enabled(&self) -> Result<(), Failure> {
        match self.status {
            super::Status::Disabled => Err(Failure::new(Code::UserDisabled, "the user is disabled")),
            _ => Ok(()),
        }
    }
}
