//! The keys of a project (JWKS, RFC 7517 §5).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};

use super::{Jws, Key};
use crate::error::{Error, Reason, Result};

/// The keys that tokens may be signed with, by `kid`. Made once, never changed: new keys are a new set.
///
/// Keys that can't be used (other types, other uses, no `kid`) are left out and don't spoil the others.
/// A key too weak to prove anything is remembered, so that a token which names it is told why. Of two
/// keys with one `kid` the first usable one counts: refusing the whole set would let one bad entry log
/// everybody out, and a later entry must not be able to replace an earlier one.
///
/// ```
/// use doorcode::jwt::KeySet;
///
/// let keys = KeySet::from_json(r#"{"keys": [{
///     "kty": "OKP", "crv": "Ed25519", "kid": "k1", "alg": "EdDSA",
///     "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
/// }]}"#)?;
/// assert!(keys.get("k1").is_some());
/// assert_eq!(KeySet::from_json(&keys.to_json())?.to_json(), keys.to_json());
/// # Ok::<(), doorcode::Error>(())
/// ```
pub struct KeySet {
    keys: BTreeMap<Box<str>, Key>,
    generation: u64,
}

/// Of so many keys the headers are compared; reading one costs no more than comparing many.
#[cfg(feature = "crypto")]
const FEW: usize = 8;

impl KeySet {
    /// Reads a JWKS object, a bare list of keys, or one key.
    ///
    /// # Errors
    /// [`Keys`](crate::ErrorKind::Keys) with the reason `Unusable` for a text that is not JSON, or holds
    /// no usable key.
    pub fn from_json(text: &str) -> Result<Self> {
        let json = serde_json::from_str(text)
            .map_err(|_| Error::keys(Reason::Unusable, "the key set is not JSON"))?;
        let set = Self { keys: by_kid(list(&json)), generation: next_generation() };
        if set.is_empty() {
            return Err(Error::keys(Reason::Unusable, "the key set holds no usable key"));
        }
        Ok(set)
    }

    /// The usable key of this `kid`.
    pub fn get(&self, kid: &str) -> Option<&Key> {
        self.keys.get(kid).filter(|key| key.is_usable())
    }

    /// The key that has to prove `jws`, found by its `kid` and fit for its algorithm.
    ///
    /// ```
    /// use doorcode::Reason;
    /// use doorcode::jwt::{Jws, KeySet};
    ///
    /// # let jwk = r#"{"kty":"OKP","crv":"Ed25519","kid":"k1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    /// let keys = KeySet::from_json(jwk)?;
    /// let jws = Jws::parse("eyJhbGciOiJFZERTQSIsImtpZCI6ImsyIn0.e30.c2lnbmF0dXJl", 1024)?; // of the key k2
    /// assert_eq!(keys.key_for(&jws).unwrap_err().reason(), Some(Reason::UnknownKey));
    /// # Ok::<(), doorcode::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`TokenInvalid`](crate::ErrorKind::TokenInvalid), with the reason `UnknownKey` when the set has no
    /// such `kid` (newer keys may have it), `WeakKey` for a key that proves nothing, `Algorithm` when the
    /// key is for another algorithm, `Malformed` for a token without `kid`.
    pub fn key_for(&self, jws: &Jws<'_>) -> Result<&Key> {
        let kid = jws.kid().ok_or_else(|| Error::token(Reason::Malformed, "the header has no `kid`"))?;
        let key = self
            .keys
            .get(kid)
            .ok_or_else(|| Error::token(Reason::UnknownKey, "no key has the `kid` of this token"))?;
        key.expect_fit(jws.algorithm())?;
        Ok(key)
    }

    /// Proves `token`: takes it apart, finds its key, checks its signature.
    #[cfg(feature = "crypto")]
    pub(super) fn prove<'t>(&'t self, token: &'t str, max_bytes: usize) -> Result<Jws<'t>> {
        let known = |header: &str| self.keys.values().take(FEW).find_map(|key| key.known_header(header));
        let jws = Jws::parse_knowing(token, max_bytes, known)?;
        // A signed text may be empty, a token may not; no key is asked about one.
        if jws.payload().is_empty() {
            return Err(Error::token(Reason::Malformed, "the payload is empty"));
        }
        let key = self.key_for(&jws)?;
        key.verify(&jws)?;
        key.remember_header(&jws);
        Ok(jws)
    }

    /// How many usable keys there are.
    pub fn len(&self) -> usize {
        self.keys.values().filter(|key| key.is_usable()).count()
    }

    /// Whether there is no usable key. Never so for a set made by [`from_json`](Self::from_json).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The set as a JWKS that [`from_json`](Self::from_json) reads back to the same set; public members
    /// only, sorted by `kid`.
    pub fn to_json(&self) -> String {
        json!({ "keys": self.keys.values().map(Key::to_jwk).collect::<Vec<_>>() }).to_string()
    }

    /// A number no other key set of this process has; later sets have higher ones.
    pub fn generation(&self) -> u64 {
        self.generation
    }
}

fn next_generation() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

fn list(json: &Value) -> &[Value] {
    let keys = json.get("keys").unwrap_or(json);
    keys.as_array().map_or(std::slice::from_ref(keys), Vec::as_slice)
}

fn by_kid(list: &[Value]) -> BTreeMap<Box<str>, Key> {
    let mut keys = BTreeMap::<Box<str>, Key>::new();
    for key in list.iter().filter_map(Key::read) {
        let Some(kid) = key.kid() else { continue };
        if keys.get(kid).is_none_or(|known| !known.is_usable() && key.is_usable()) {
            keys.insert(kid.into(), key);
        }
    }
    keys
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySet")
            .field("generation", &self.generation)
            .field("keys", &self.keys.values())
            .finish()
    }
}
