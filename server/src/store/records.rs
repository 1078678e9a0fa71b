//! What a unit of work can do to the records of its project, one trait per noun.

use serde_json::{Map, Value};

use super::StoreError;
use crate::engine::{AccessKey, Challenge, Login, Role, Session, Subject, Tenant, User};

type Result<T> = std::result::Result<T, StoreError>;

/// Everything a unit of work can reach.
pub trait Records:
    Users + Challenges + Failures + Sessions + Tenancy + AccessKeys + Sends + Logins + Projects + Snapshots
{
}

/// The people.
pub trait Users {
    /// The user with this ID.
    fn user(&self, id: &str) -> Result<Option<User>>;
    /// The user who owns this login ID, in canonical form.
    fn user_by_login_id(&self, canonical: &str) -> Result<Option<User>>;
    /// All users, oldest first.
    fn users(&self) -> Result<Vec<User>>;
    /// Writes the user; a conflict when another one owns one of the login IDs.
    fn save_user(&self, user: &User) -> Result<()>;
    /// Removes the user and everything that hangs on it.
    fn delete_user(&self, id: &str) -> Result<bool>;
}

/// Codes that were sent and not yet used. There is one live challenge per subject.
pub trait Challenges {
    /// The challenge of a subject, live or not.
    fn challenge(&self, subject: &Subject) -> Result<Option<Challenge>>;
    /// Writes the challenge in place of the subject's earlier one, and forgets those that died before `stale`.
    fn replace_challenge(&self, challenge: &Challenge, stale: i64) -> Result<()>;
    /// Takes one guess; false when none is left or the challenge is dead.
    fn charge_challenge(&self, id: &str, now: i64) -> Result<bool>;
    /// Removes the challenge; true for exactly one of all callers.
    fn consume_challenge(&self, id: &str) -> Result<bool>;
    /// Removes the challenge of a subject, if there is one.
    fn end_challenge(&self, subject: &Subject) -> Result<()>;
}

/// Wrong guesses across challenges.
pub trait Failures {
    /// Counts one more failure; false when there were `budget` of them, none older than `since` ends the count.
    fn charge_failure(&self, subject: &Subject, budget: u32, since: i64, now: i64) -> Result<bool>;
    /// The failures counted, or none when the last is older than `since`.
    fn failures(&self, subject: &Subject, since: i64) -> Result<u32>;
    /// Starts the count anew.
    fn forget_failures(&self, subject: &Subject) -> Result<()>;
}

/// Sessions that were not ended.
pub trait Sessions {
    /// The session with this ID.
    fn session(&self, id: &str) -> Result<Option<Session>>;
    /// Writes a new session, and forgets those whose refresh token expired before `now`.
    fn add_session(&self, session: &Session, now: i64) -> Result<()>;
    /// Moves on from generation `from`; true for exactly one of all callers.
    fn advance_generation(&self, id: &str, from: u32, now: i64) -> Result<bool>;
    /// Stores the selected tenant.
    fn choose_tenant(&self, id: &str, tenant: &str) -> Result<()>;
    /// Ends one session.
    fn end_session(&self, id: &str) -> Result<bool>;
    /// Ends every session of a user.
    fn end_sessions(&self, user: &str) -> Result<()>;
}

/// Tenants and roles.
pub trait Tenancy {
    /// All tenants.
    fn tenants(&self) -> Result<Vec<Tenant>>;
    /// Writes a new tenant; a conflict when its ID is taken.
    fn add_tenant(&self, tenant: &Tenant) -> Result<()>;
    /// All roles.
    fn roles(&self) -> Result<Vec<Role>>;
    /// Writes a role in place of the one of the same name and tenant.
    fn save_role(&self, role: &Role) -> Result<()>;
}

/// Access keys, found by the hash of their secret.
pub trait AccessKeys {
    /// The key whose secret has this hash.
    fn access_key(&self, hash: &str) -> Result<Option<AccessKey>>;
    /// Writes a new key.
    fn add_access_key(&self, key: &AccessKey, hash: &str) -> Result<()>;
}

/// Messages per recipient.
pub trait Sends {
    /// Counts one message after `since` if there are fewer than `limit`; false when there are as many.
    fn charge_send(&self, recipient: &str, limit: u32, since: i64, now: i64) -> Result<bool>;
    /// The oldest message after `since`.
    fn oldest_send(&self, recipient: &str, since: i64) -> Result<Option<i64>>;
}

/// Who logged in when.
pub trait Logins {
    /// Notes a login.
    fn add_login(&self, login: &Login) -> Result<()>;
    /// The last logins of a user, newest first; older ones are forgotten.
    fn logins(&self, user: &str) -> Result<Vec<Login>>;
}

/// What of a project survives a restart beside its records.
#[derive(Clone, PartialEq)]
pub struct SavedProject {
    /// The project ID.
    pub id: String,
    /// The management key.
    pub management_key: String,
    /// The settings, as JSON.
    pub settings: Value,
    /// The signing keys, as JSON; none before the first was made.
    pub keys: Option<Value>,
}

/// The projects of this store.
pub trait Projects {
    /// All projects, oldest first.
    fn projects(&self) -> Result<Vec<SavedProject>>;
    /// Writes a new project.
    fn add_project(&self, project: &SavedProject) -> Result<()>;
    /// Writes the settings of this project.
    fn save_settings(&self, settings: &Value) -> Result<()>;
    /// Writes the signing keys of this project.
    fn save_keys(&self, keys: &Value) -> Result<()>;
}

/// All records of a project at once.
pub trait Snapshots {
    /// Every record, table by table.
    fn dump(&self) -> Result<Map<String, Value>>;
    /// Removes every record.
    fn clear(&self) -> Result<()>;
    /// Adds the records of a dump.
    fn restore(&self, dump: &Map<String, Value>) -> Result<()>;
}
