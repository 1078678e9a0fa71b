//! Keys of machines, exchanged for a session token.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::token::{SESSION, instant};
use super::{Authorization, Engine, Membership, Transaction};
use crate::error::{Code, Failure};
use crate::random;

/// An access key; its secret is shown once and stored as a hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessKey {
    /// Its ID.
    pub id: String,
    /// When it was made.
    pub created_at: i64,
    /// What it was made with.
    #[serde(flatten)]
    pub terms: NewAccessKey,
}

/// An access key to be made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewAccessKey {
    /// The name to show.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Roles in the project.
    pub role_names: Vec<String>,
    /// Tenants, with the roles there.
    pub tenants: Vec<Membership>,
    /// The user it acts for; the user's roles and tenants then count, not its own.
    pub user: Option<String>,
    /// Claims of its tokens, at top level.
    pub custom_claims: Map<String, Value>,
    /// Addresses it is meant to be used from. Stored, not enforced: this service sees loopback only.
    pub permitted_ips: Vec<String>,
    /// When it expires, in epoch seconds; never when absent.
    pub expires_at: Option<i64>,
}

/// An access key that is to be exchanged.
#[derive(Clone)]
pub struct Exchange {
    /// The secret.
    pub secret: String,
    /// Custom claims for the token, which show as `nsec`.
    pub claims: Map<String, Value>,
    /// The tenant to select.
    pub tenant: Option<String>,
}

/// What an access key was exchanged for.
#[derive(Clone)]
pub struct Exchanged {
    /// The ID of the key.
    pub key_id: String,
    /// The session token.
    pub session_jwt: String,
    /// When it expires, in epoch seconds.
    pub expires_at: i64,
}

impl Engine {
    /// Makes an access key; answers its secret with it.
    pub async fn create_access_key(&self, terms: NewAccessKey) -> Result<(AccessKey, String), Failure> {
        let secret = random::secret();
        self.transact(move |transaction| Ok((transaction.create_access_key(terms, &secret)?, secret))).await
    }

    /// Exchanges an access key for a session token.
    pub async fn exchange(&self, order: Exchange) -> Result<Exchanged, Failure> {
        let hash = hashed(&order.secret);
        let (key, authorization) = self.transact(move |transaction| transaction.access_key(&hash)).await?;
        let now = self.now().div_euclid(1000);
        let life = now + self.settings().access_key_lifetime;
        let expires_at = key.terms.expires_at.map_or(life, |end| end.min(life));
        let mut claims = self.key_claims(&key, &authorization, order)?;
        claims.extend(self.common(&key.id, now));
        claims.insert("exp".into(), expires_at.into());
        // Nothing can be refreshed; clients that look for the end of that find the end of the token.
        claims.insert("rexp".into(), instant(expires_at).into());
        Ok(Exchanged { key_id: key.id, session_jwt: self.sign(&claims.into()).await?, expires_at })
    }

    /// The key's own claims come first, so that none of them can stand in for one that the service vouches for.
    fn key_claims(
        &self,
        key: &AccessKey,
        authorization: &Authorization,
        order: Exchange,
    ) -> Result<Map<String, Value>, Failure> {
        let mut claims = key.terms.custom_claims.clone();
        claims.retain(|name, _| !RESERVED.contains(&name.as_str()));
        claims.insert("drn".into(), SESSION.into());
        claims.extend(authorization.claims().map(|(name, value)| (name.to_owned(), value)));
        if order.tenant.as_ref().is_some_and(|tenant| !authorization.is_member(tenant)) {
            return Err(Failure::argument("The access key does not belong to this tenant"));
        }
        if let Some(tenant) = authorization.current(order.tenant.as_deref()) {
            claims.insert("dct".into(), tenant.into());
        }
        if !order.claims.is_empty() {
            claims.insert("nsec".into(), order.claims.into());
        }
        Ok(claims)
    }
}

/// Claims with a meaning of their own that a token of a key may lack.
const RESERVED: [&str; 11] = ["amr", "aud", "cnf", "dct", "dsub", "jti", "nbf", "nsec", "sid", "su", "tu"];

impl Transaction<'_> {
    pub(super) fn create_access_key(&self, terms: NewAccessKey, secret: &str) -> Result<AccessKey, Failure> {
        self.check_tenants(&terms.tenants)?;
        if let Some(user) = &terms.user {
            let unknown = || Failure::new(Code::ManagementUserNotFound, "an access key for an unknown user");
            self.records.user(user)?.ok_or_else(unknown)?;
        }
        let key = AccessKey { id: random::id("K2"), created_at: self.now, terms };
        self.records.add_access_key(&key, &hashed(secret))?;
        Ok(key)
    }

    fn access_key(&self, hash: &str) -> Result<(AccessKey, Authorization), Failure> {
        let invalid = |reason| Failure::new(Code::AccessKeyInvalid, reason);
        let key = self.records.access_key(hash)?.ok_or_else(|| invalid("unknown access key"))?;
        if key.terms.expires_at.is_some_and(|end| end * 1000 <= self.now) {
            return Err(invalid("expired access key"));
        }
        let authorization = match &key.terms.user {
            Some(id) => {
                let user = self.records.user(id)?.ok_or_else(|| invalid("the user of the key is gone"))?;
                user.check_enabled()?;
                self.account(user)?.authorization
            }
            None => Authorization::of(self.records, &key.terms.role_names, &key.terms.tenants)?,
        };
        Ok((key, authorization))
    }
}

/// A secret of 256 random bits needs no key to its hash: there is nothing to guess.
fn hashed(secret: &str) -> String {
    STANDARD_NO_PAD.encode(digest(&SHA256, secret.as_bytes()))
}

/// Without the secret.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}
