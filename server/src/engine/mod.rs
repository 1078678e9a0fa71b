//! The rules. Nothing in here knows HTTP or SQL: a rule reads and writes records through the store's traits,
//! and what must hold under concurrency rests on the store's guards.

mod access_key;
mod address;
mod authorization;
mod challenge;
mod channel;
mod code_hash;
mod complete;
mod draft;
mod fixed_codes;
mod login;
mod login_id;
mod management;
mod mask;
mod profile;
mod purpose;
mod search;
mod seed;
mod session;
mod sessions;
mod start;
mod test_code;
mod token;
mod transaction;
mod update;
mod user;
mod verify;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Map, Value};

pub use access_key::{AccessKey, Exchange, Exchanged, NewAccessKey};
pub use authorization::{Authorization, Grant, Role, Tenant};
pub use challenge::{Challenge, Intent, Subject};
pub use channel::{Channel, UnknownChannel};
pub use code_hash::CodeHash;
pub use draft::Receipt;
pub use fixed_codes::FixedCodes;
pub use login::Login;
pub use login_id::{canonical, is_email, is_phone};
pub use management::{NewTenant, UserKey};
pub use mask::masked;
pub use profile::{Change, Profile};
pub use purpose::Purpose;
pub use search::{Kind, Search};
pub use seed::{NewUser, Seed, Seeded};
pub use session::{RefreshToken, Session};
pub use sessions::{LogOut, TenantQuery};
pub use start::{LoginOptions, Start};
pub use test_code::TestCode;
pub use token::Issued;
pub(crate) use transaction::Transaction;
pub use update::Update;
pub use user::{Details, Membership, Status, User};
pub use verify::Guess;

use crate::clock::Clock;
use crate::delivery::{Delivery, Message};
use crate::error::Failure;
use crate::keyring::KeyRing;
use crate::settings::Settings;
use crate::store::{Store, transact};

/// The rules of one project, with everything they rest on.
#[derive(Clone)]
pub struct Engine(Arc<Parts>);

/// What an engine rests on.
pub struct Parts {
    /// The project ID.
    pub project: Arc<str>,
    /// Where records live.
    pub store: Arc<dyn Store>,
    /// The service's time.
    pub clock: Clock,
    /// The signing keys.
    pub keys: KeyRing,
    /// How codes are stored.
    pub code_hash: Arc<CodeHash>,
    /// How codes leave the house.
    pub delivery: Delivery,
    /// What this project does differently.
    pub settings: RwLock<Arc<Settings>>,
    /// Codes that were decided on beforehand.
    pub fixed_codes: FixedCodes,
    /// Whether the keys were stored: nothing is signed with a key that a crash could lose.
    pub stored_keys: tokio::sync::OnceCell<()>,
}

/// A user and what it may do.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// The user.
    pub user: User,
    /// What it may do.
    pub authorization: Authorization,
}

/// A user who has just come in: what tokens are made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The user and what it may do.
    pub account: Account,
    /// The session.
    pub session: Session,
    /// Whether this was the first completed login.
    pub first_seen: bool,
    /// Whether the session token says so.
    pub stepup: bool,
}

impl Engine {
    /// An engine on these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// The settings as they stand.
    #[must_use]
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.0.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the settings, and stores them.
    pub async fn change_settings(&self, patch: &Map<String, Value>) -> Result<Arc<Settings>, Failure> {
        let settings = Arc::new(self.settings().patched(patch).map_err(Failure::invalid)?);
        let saved = serde_json::json!(*settings);
        self.transact(move |transaction| Ok(transaction.records.save_settings(&saved)?)).await?;
        *self.0.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&settings);
        Ok(settings)
    }

    /// The codes that were decided on beforehand.
    #[must_use]
    pub fn fixed_codes(&self) -> FixedCodes {
        self.0.fixed_codes.clone()
    }

    /// Stores the signing keys as they stand; to be called after each rotation.
    pub async fn store_keys(&self) -> Result<(), Failure> {
        let keys = serde_json::json!(self.keys().saved().await);
        self.transact(move |transaction| Ok(transaction.records.save_keys(&keys)?)).await
    }

    pub(crate) async fn transact<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, Failure> + Send + 'static,
    {
        let parts = Arc::clone(&self.0);
        let settings = self.settings();
        transact(&*self.0.store, Arc::clone(&self.0.project), move |records| {
            let code_hash = Arc::clone(&parts.code_hash);
            let project = Arc::clone(&parts.project);
            work(&Transaction { records, settings, code_hash, project, now: parts.clock.now() })
        })
        .await
    }

    async fn sign(&self, claims: &Value) -> Result<String, Failure> {
        self.0.stored_keys.get_or_try_init(|| self.store_keys()).await?;
        Ok(self.keys().sign(claims).await)
    }

    fn digest(&self, challenge: &str, channel: Channel, login_id: &str, code: &str) -> String {
        self.0.code_hash.digest(self.project(), challenge, channel, login_id, code)
    }

    fn deliver(&self, message: Message) {
        self.0.delivery.send(message);
    }

    fn keys(&self) -> &KeyRing {
        &self.0.keys
    }

    fn project(&self) -> &str {
        &self.0.project
    }

    fn now(&self) -> i64 {
        self.0.clock.now()
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("project", &self.0.project).finish_non_exhaustive()
    }
}
