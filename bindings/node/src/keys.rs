//! The keys that tokens are checked with.

use napi::bindgen_prelude::{Either, Unknown};
use napi_derive::napi;

use crate::argument::text;
use crate::client::{Client, either};
use crate::error::Failure;

#[napi]
impl Client {
    /// The keys that are known now, as a JWKS in JSON.
    #[napi]
    pub fn export_keys(&self) -> Either<String, Failure> {
        either(self.0.keys().export())
    }

    /// Takes keys that were exported before.
    #[napi]
    pub fn import_keys(&self, keys: Unknown<'_>) -> Option<Failure> {
        let taken = text(keys, "keys").and_then(|keys| self.0.keys().import(&keys));
        taken.err().as_ref().map(Failure::from)
    }

    /// Whether a token can be checked now without the network.
    #[napi]
    pub fn keys_loaded(&self) -> bool {
        self.0.keys().is_loaded()
    }
}
