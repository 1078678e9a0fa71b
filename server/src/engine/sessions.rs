//! What the holder of a refresh token can do.

use super::{Account, Engine, Entry, Login, RefreshToken, Tenant, Transaction};
use crate::error::{Code, Failure};

/// Which sessions a log-out ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogOut {
    /// The one the refresh token belongs to.
    This,
    /// All of the user's.
    All,
}

/// Which of the caller's tenants are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TenantQuery {
    /// Every one.
    All,
    /// The selected one.
    Current,
    /// Those of a list that the caller belongs to.
    Listed(Vec<String>),
}

impl Engine {
    /// A new session token, and a new refresh token where those rotate. A step-up does not survive it.
    pub async fn refresh(&self, token: RefreshToken) -> Result<Entry, Failure> {
        self.transact(move |transaction| {
            let mut entry = transaction.entry(&token)?;
            if transaction.settings.rotate_refresh_tokens {
                entry.session = transaction.rotate(entry.session, &token)?;
            }
            Ok(entry)
        })
        .await
    }

    /// Ends sessions; refresh tokens are refused at once.
    pub async fn log_out(&self, token: RefreshToken, which: LogOut) -> Result<(), Failure> {
        self.transact(move |transaction| {
            let session = transaction.open_session(&token)?;
            match which {
                LogOut::This => transaction.records.end_session(&session.id).map(drop)?,
                LogOut::All => transaction.records.end_sessions(&session.user)?,
            }
            Ok(())
        })
        .await
    }

    /// Selects a tenant for this session. Every refresh token of it carries the choice, those of before as well.
    pub async fn select_tenant(&self, token: RefreshToken, tenant: String) -> Result<Entry, Failure> {
        self.transact(move |transaction| {
            let mut entry = transaction.entry(&token)?;
            if !entry.account.authorization.is_member(&tenant) {
                return Err(Failure::argument("The user is not a member of this tenant"));
            }
            transaction.records.choose_tenant(&entry.session.id, &tenant)?;
            entry.session.tenant = Some(tenant);
            Ok(entry)
        })
        .await
    }

    /// The user.
    pub async fn me(&self, token: RefreshToken) -> Result<Account, Failure> {
        self.transact(move |transaction| Ok(transaction.entry(&token)?.account)).await
    }

    /// The user's tenants.
    pub async fn my_tenants(&self, token: RefreshToken, query: TenantQuery) -> Result<Vec<Tenant>, Failure> {
        self.transact(move |transaction| transaction.entry(&token)?.tenants(&query)).await
    }

    /// The user's logins, newest first.
    pub async fn history(&self, token: RefreshToken) -> Result<Vec<Login>, Failure> {
        self.transact(move |transaction| {
            let user = transaction.entry(&token)?.account.user;
            Ok(transaction.records.logins(&user.id)?)
        })
        .await
    }

    /// Exchanges a foreign token for a session, where the settings say whose it is.
    pub async fn migrate(&self, external: &str, ip: String) -> Result<Entry, Failure> {
        let unknown = || Failure::new(Code::InvalidToken, "unknown external token");
        let login_id =
            self.settings().external_tokens.login_id(external).map(str::to_owned).ok_or_else(unknown)?;
        self.transact(move |transaction| transaction.migrate(&login_id, &ip)).await
    }
}

impl Transaction<'_> {
    fn entry(&self, token: &RefreshToken) -> Result<Entry, Failure> {
        let session = self.open_session(token)?;
        let account = self.account(self.active_user(&session.user)?)?;
        Ok(Entry { account, session, first_seen: false, stepup: false })
    }

    fn migrate(&self, login_id: &str, ip: &str) -> Result<Entry, Failure> {
        let unknown = || Failure::new(Code::UserNotFound, "an external token of an unknown user");
        let mut user = self.user_by_login_id(login_id)?.ok_or_else(unknown)?;
        user.check_enabled()?;
        let first_seen = !std::mem::replace(&mut user.registered, true);
        user.status = super::Status::Enabled;
        self.save(&user, Code::UserExists)?;
        let mut session = self.new_session(&user);
        session.amr.push("fed".to_owned());
        self.enter(user, session, ip, first_seen, false)
    }
}

impl Entry {
    fn tenants(self, query: &TenantQuery) -> Result<Vec<Tenant>, Failure> {
        let current = self.account.authorization.current(self.session.tenant.as_deref()).map(str::to_owned);
        let asked = |id: &String| match query {
            TenantQuery::All => true,
            TenantQuery::Current => current.as_ref() == Some(id),
            TenantQuery::Listed(ids) => ids.contains(id),
        };
        if *query == TenantQuery::Current && current.is_none() {
            return Err(Failure::argument("No tenant is selected"));
        }
        let tenants = self.account.authorization.tenants.into_iter().map(|(tenant, _)| tenant);
        Ok(tenants.filter(|tenant| asked(&tenant.id)).collect())
    }
}
