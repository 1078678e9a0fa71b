//! Filling a project at once, and emptying it.

use serde_json::{Map, Value};

use super::management::new_user;
use super::{AccessKey, Account, Engine, NewAccessKey, NewTenant, Profile, Role, Status, Transaction};
use crate::error::{Code, Failure};
use crate::random;
use crate::store::StoreError;

/// What to fill a project with.
#[derive(Clone, Default)]
pub struct Seed {
    /// Tenants, made before who belongs to them.
    pub tenants: Vec<NewTenant>,
    /// Roles; one of the same name and tenant is replaced.
    pub roles: Vec<Role>,
    /// Users.
    pub users: Vec<NewUser>,
    /// Access keys, with their secrets where those are decided on beforehand.
    pub access_keys: Vec<(NewAccessKey, Option<String>)>,
}

/// A user to be made.
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    /// Made up when absent.
    pub id: Option<String>,
    /// The first login ID.
    pub login_id: String,
    /// Everything else. Somebody without a status is taken for a person who has logged in before.
    pub profile: Profile,
    /// Whether a login was ever completed; when absent, the status says so.
    pub registered: Option<bool>,
}

/// What a project was filled with.
#[derive(Clone)]
pub struct Seeded {
    /// The users, in the order of the seed.
    pub users: Vec<Account>,
    /// The access keys and their secrets.
    pub access_keys: Vec<(AccessKey, String)>,
}

impl Engine {
    /// Adds all of it, or nothing.
    pub async fn seed(&self, seed: Seed) -> Result<Seeded, Failure> {
        self.transact(move |transaction| transaction.seed(seed)).await
    }

    /// Removes every record and every fixed code; keys and settings stay.
    pub async fn clear(&self) -> Result<(), Failure> {
        self.fixed_codes().clear();
        self.transact(|transaction| Ok(transaction.records.clear()?)).await
    }

    /// Every record.
    pub async fn snapshot(&self) -> Result<Map<String, Value>, Failure> {
        self.transact(|transaction| Ok(transaction.records.dump()?)).await
    }

    /// Puts the records of a snapshot in place of those there are.
    pub async fn restore(&self, snapshot: Map<String, Value>) -> Result<(), Failure> {
        self.transact(move |transaction| {
            transaction.records.clear()?;
            transaction.records.restore(&snapshot).map_err(|error| match error {
                StoreError::Conflict => {
                    Failure::invalid("The snapshot has a row that does not fit its table")
                }
                error => error.into(),
            })?;
            transaction.check_readable()
        })
        .await
    }
}

impl Transaction<'_> {
    fn seed(&self, seed: Seed) -> Result<Seeded, Failure> {
        for tenant in seed.tenants {
            self.create_tenant(tenant)?;
        }
        for role in &seed.roles {
            self.records.save_role(role)?;
        }
        let users = seed.users.into_iter().map(|new| self.seed_user(new)).collect::<Result<_, _>>()?;
        let key = |(terms, secret): (NewAccessKey, Option<String>)| {
            let secret = secret.unwrap_or_else(random::secret);
            Ok((self.create_access_key(terms, &secret)?, secret))
        };
        let access_keys = seed.access_keys.into_iter().map(key).collect::<Result<_, Failure>>()?;
        Ok(Seeded { users, access_keys })
    }

    fn seed_user(&self, new: NewUser) -> Result<Account, Failure> {
        let id = new.id.unwrap_or_else(|| random::id("U2"));
        let status = new.profile.status.unwrap_or(Status::Enabled);
        let mut user = new_user(id, &new.login_id, new.profile, self.now);
        user.status = status;
        user.registered = new.registered.unwrap_or(status != Status::Invited);
        self.check_tenants(&user.tenants)?;
        self.save(&user, Code::UserExists)?;
        self.account(user)
    }

    /// Reads what a snapshot brought in, so that a record with the wrong form is refused now and not later.
    fn check_readable(&self) -> Result<(), Failure> {
        let unreadable = |_: StoreError| Failure::invalid("The snapshot has a record that can't be read");
        self.records.users().map_err(unreadable)?;
        self.records.tenants().map_err(unreadable)?;
        self.records.roles().map(drop).map_err(unreadable)
    }
}
