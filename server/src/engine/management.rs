//! What a project's own backend does to its users.

use serde_json::{Map, Value};

use super::profile::Change;
use super::{
    Account, Engine, Membership, Profile, Status, Subject, Tenant, Transaction, User, canonical, is_email,
    is_phone,
};
use crate::error::{Code, Failure};
use crate::random;
use crate::store::StoreError;

/// Which user a management call means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserKey {
    /// By login ID; a user ID is understood as well.
    LoginId(String),
    /// By user ID.
    Id(String),
}

/// A tenant to be made.
#[derive(Clone, Debug, PartialEq)]
pub struct NewTenant {
    /// Made up when absent.
    pub id: Option<String>,
    /// The name to show.
    pub name: String,
    /// Anything the project keeps about the tenant.
    pub custom_attributes: Map<String, Value>,
}

impl Engine {
    /// Makes a user. A test user that exists already is answered as it is.
    pub async fn create_user(&self, login_id: String, profile: Profile) -> Result<Account, Failure> {
        self.transact(move |transaction| transaction.create_user(&login_id, profile)).await
    }

    /// The user.
    pub async fn load_user(&self, key: UserKey) -> Result<Account, Failure> {
        self.change_user(key, |_, _| Ok(())).await
    }

    /// Changes what is kept about the user.
    pub async fn update_user(
        &self,
        key: UserKey,
        profile: Profile,
        change: Change,
    ) -> Result<Account, Failure> {
        self.change_user(key, move |transaction, user| {
            profile.apply(user, change);
            transaction.check_tenants(&user.tenants)
        })
        .await
    }

    /// Puts a login ID in the place of another one, or takes one away.
    pub async fn rename_login_id(&self, old: String, new: Option<String>) -> Result<Account, Failure> {
        self.change_user(UserKey::LoginId(old.clone()), move |_, user| match &new {
            Some(new) if user.has_login_id(&old) => {
                user.replace_login_id(&old, new);
                Ok(())
            }
            Some(new) => {
                user.add_login_id(new);
                Ok(())
            }
            None => user.drop_login_id(&old),
        })
        .await
    }

    /// Lets the user log in, or not. Being enabled also fills the failure budget again.
    pub async fn set_status(&self, key: UserKey, status: Status) -> Result<Account, Failure> {
        self.change_user(key, move |transaction, user| {
            user.status = status;
            if status == Status::Enabled {
                transaction.records.forget_failures(&Subject::User(user.id.clone()))?;
            }
            Ok(())
        })
        .await
    }

    /// Makes the user a member of a tenant.
    pub async fn add_to_tenant(&self, key: UserKey, membership: Membership) -> Result<Account, Failure> {
        self.change_user(key, move |transaction, user| {
            user.join(membership);
            transaction.check_tenants(&user.tenants)
        })
        .await
    }

    /// Ends every session of the user.
    pub async fn log_out_user(&self, key: UserKey) -> Result<Account, Failure> {
        self.change_user(key, |transaction, user| Ok(transaction.records.end_sessions(&user.id)?)).await
    }

    /// Removes the user.
    pub async fn delete_user(&self, key: UserKey) -> Result<(), Failure> {
        self.transact(move |transaction| {
            let user = transaction.user(&key)?;
            transaction.records.delete_user(&user.id)?;
            Ok(())
        })
        .await
    }

    /// Removes every test user.
    pub async fn delete_test_users(&self) -> Result<(), Failure> {
        self.transact(|transaction| {
            for user in transaction.records.users()?.into_iter().filter(|user| user.test) {
                transaction.records.delete_user(&user.id)?;
            }
            Ok(())
        })
        .await
    }

    /// Makes a tenant; answers its ID.
    pub async fn create_tenant(&self, new: NewTenant) -> Result<String, Failure> {
        self.transact(move |transaction| transaction.create_tenant(new)).await
    }

    async fn change_user<F>(&self, key: UserKey, change: F) -> Result<Account, Failure>
    where
        F: FnOnce(&Transaction<'_>, &mut User) -> Result<(), Failure> + Send + 'static,
    {
        self.transact(move |transaction| {
            let before = transaction.user(&key)?;
            let mut user = before.clone();
            change(transaction, &mut user)?;
            if user != before {
                transaction.save(&user, Code::ManagementConflict)?;
            }
            transaction.account(user)
        })
        .await
    }
}

impl Transaction<'_> {
    pub(super) fn user(&self, key: &UserKey) -> Result<User, Failure> {
        let (UserKey::LoginId(id) | UserKey::Id(id)) = key;
        let by_login_id = match key {
            UserKey::LoginId(login_id) => self.user_by_login_id(login_id)?,
            UserKey::Id(_) => None,
        };
        let found = by_login_id.map_or_else(|| self.records.user(id), |user| Ok(Some(user)))?;
        found.ok_or_else(|| Failure::new(Code::ManagementUserNotFound, "no such user"))
    }

    fn create_user(&self, login_id: &str, profile: Profile) -> Result<Account, Failure> {
        if profile.test {
            if let Some(user) = self.user_by_login_id(login_id)?.filter(|user| user.test) {
                return self.account(user);
            }
            self.check_test_users()?;
        }
        let user = new_user(random::id("U2"), login_id, profile, self.now);
        self.check_tenants(&user.tenants)?;
        self.save(&user, Code::UserExists)?;
        self.account(user)
    }

    fn check_test_users(&self) -> Result<(), Failure> {
        let count = self.records.users()?.iter().filter(|user| user.test).count();
        if count < self.settings.test_users {
            return Ok(());
        }
        let detail = "Failed to create user: [E013002] Test users limit exceeded";
        Err(Failure::new(Code::TestUserLimit, "too many test users").with_detail(detail))
    }

    pub(super) fn check_tenants(&self, memberships: &[Membership]) -> Result<(), Failure> {
        if memberships.is_empty() {
            return Ok(());
        }
        let known = self.records.tenants()?;
        let unknown = memberships.iter().find(|own| !known.iter().any(|tenant| tenant.id == own.tenant_id));
        unknown.map_or(Ok(()), |own| Err(Failure::argument(format!("Unknown tenant {}", own.tenant_id))))
    }

    pub(super) fn create_tenant(&self, new: NewTenant) -> Result<String, Failure> {
        let id = new.id.unwrap_or_else(|| random::id("T2"));
        let tenant = Tenant { id: id.clone(), name: new.name, custom_attributes: new.custom_attributes };
        self.records.add_tenant(&tenant).map_err(|error| match error {
            StoreError::Conflict => Failure::argument("The tenant exists already"),
            error => error.into(),
        })?;
        Ok(id)
    }
}

/// A user as management makes it. A login ID that is an address is also stored as the address.
pub(super) fn new_user(id: String, login_id: &str, mut profile: Profile, now: i64) -> User {
    let mut user = User::new(id, login_id.to_owned(), now);
    user.test = profile.test;
    adopt(&mut profile.email, login_id, is_email(login_id));
    adopt(&mut profile.phone, login_id, is_phone(login_id));
    profile.apply(&mut user, Change::Patch);
    user
}

fn adopt(address: &mut Option<String>, login_id: &str, fits: bool) {
    if fits && address.as_deref().unwrap_or_default().is_empty() {
        *address = Some(login_id.to_owned());
    }
}

impl User {
    /// A user without a login ID could never log in again, so the last one stays.
    fn drop_login_id(&mut self, login_id: &str) -> Result<(), Failure> {
        if self.login_ids.len() == 1 {
            return Err(Failure::missing("newLoginId"));
        }
        let dropped = canonical(login_id);
        self.login_ids.retain(|own| canonical(own) != dropped);
        Ok(())
    }
}
