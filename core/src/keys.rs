//! The keys that tokens are checked with: fetched, shared, renewed, never fetched too often.
//!
//! - Keys are fresh for 5 minutes and renewed in the background from the 4th. While they can't be fetched,
//!   the last good ones serve for up to 24 hours (security K3, K4).
//! - A token with an unknown `kid` causes at most one fetch per 10 seconds (security K1), and concurrent calls
//!   share one fetch (K2).
//! - All clients of a process that agree in service, project and connection share them (K8).

mod fetch;
mod source;

use std::sync::Arc;

use crate::client::Client;
use crate::error::Result;
use crate::jwt::KeySet;

pub(crate) use fetch::{for_replies, with_current, with_newer};
pub(crate) use source::{KeySource, SourceKey, not_loaded};

/// The keys of a [`Client`]: see [`Client::keys`](crate::Client::keys).
#[derive(Clone, Debug)]
pub struct Keys {
    client: Client,
}

impl Keys {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// The keys that are known now, as a JWKS in JSON, for [`import`](Self::import) elsewhere. They are public.
    ///
    /// # Errors
    /// `keys` (`not_loaded`) when none were loaded yet, or so long ago that they are used no more.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// let jwks = client.keys().export()?;
    /// let later = doorcode::Client::new(client.project_id())?;
    /// later.keys().import(&jwks)?;
    /// assert!(later.keys().is_loaded());
    /// # Ok(())
    /// # });
    /// ```
    pub fn export(&self) -> Result<String> {
        let bound = self.client.bound()?;
        // What is too old to be used must not become young again in an import.
        let keys = bound.keys.usable(self.client.settings().monotonic()).ok_or_else(not_loaded)?;
        Ok(keys.to_json())
    }

    /// Takes keys that were [exported](Self::export) before, so that a short-lived process checks its first
    /// token without the network. They count as fetched now. A pinned key is not replaced.
    ///
    /// # Errors
    /// `keys` (`unusable`) when the text holds no usable key. What was known before stays.
    ///
    /// ```
    /// # fn main() -> doorcode::Result<()> {
    /// let client = doorcode::Client::new("P2doorcodeLocalDevelopment00")?;
    /// let error = client.keys().import("{}").unwrap_err();
    /// assert_eq!(error.reason(), Some(doorcode::Reason::Unusable));
    /// # Ok(())
    /// # }
    /// ```
    pub fn import(&self, jwks: &str) -> Result<()> {
        let set = KeySet::from_json(jwks)?;
        let now = self.client.settings().monotonic();
        self.client.bound()?.keys.install(Arc::new(set), now);
        Ok(())
    }

    /// Whether a token can be checked now without the network.
    ///
    /// ```
    /// # fn main() -> doorcode::Result<()> {
    /// let client = doorcode::Client::builder("P2doorcodeLocalDevelopment00").base_url("http://127.0.0.1:9").build()?;
    /// assert!(!client.keys().is_loaded());
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_loaded(&self) -> bool {
        let now = self.client.settings().monotonic();
        self.client.bound().is_ok_and(|bound| bound.keys.usable(now).is_some())
    }
}
