//! The signing keys of a project (service S1): next → active → retiring → gone.
//!
//! A key is published from the moment it is next, so that every client knows it before it signs, until the
//! rotation after the one that replaced it, so that what it signed can still be checked meanwhile.

mod key;
mod published;
mod saved;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::sync::watch;
use tokio::task;

pub use key::Key;
use published::Published;
pub use saved::SavedKeys;

/// The keys of one project, shared by all who sign and check.
#[derive(Clone, Debug)]
pub struct KeyRing(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    ring: watch::Sender<Ring>,
    published: Mutex<Published>,
    /// Rotations go one after the other: each takes the key that the one before it ordered.
    rotation: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug, Default)]
struct Ring {
    active: Option<Arc<Key>>,
    next: Option<Arc<Key>>,
    retiring: Option<Arc<Key>>,
}

impl KeyRing {
    /// A ring whose keys are being made on a thread of their own: finding primes takes longer than the whole
    /// start-up may. Whoever needs a key before it is there waits for it.
    #[must_use]
    pub fn generate() -> Self {
        Self::start(Ring::default())
    }

    /// The ring that was saved. A next key that is missing is made in the background.
    #[must_use]
    pub fn load(saved: SavedKeys) -> Self {
        let SavedKeys { active, next, retiring } = saved;
        Self::start(Ring { active: Some(active), next, retiring })
    }

    fn start(ring: Ring) -> Self {
        let shared = Shared {
            ring: watch::Sender::new(ring),
            published: Mutex::default(),
            rotation: Default::default(),
        };
        let ring = Self(Arc::new(shared));
        ring.complete();
        ring
    }

    /// The ring for safe keeping. It does not wait for a next key that is still being made: that one has
    /// signed nothing, so nothing is lost with it.
    pub async fn saved(&self) -> SavedKeys {
        let active = self.active().await;
        let Ring { next, retiring, .. } = self.ring();
        SavedKeys { active, next, retiring }
    }

    /// The key that signs.
    pub async fn active(&self) -> Arc<Key> {
        self.wait(|ring| ring.active.clone()).await
    }

    /// The key that signs after the next rotation.
    pub async fn next(&self) -> Arc<Key> {
        self.wait(|ring| ring.next.clone()).await
    }

    /// Whether there is a key to sign with.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.ring.borrow().active.is_some()
    }

    /// A token over `claims`, signed by the active key.
    pub async fn sign(&self, claims: &Value) -> String {
        let key = self.active().await;
        let claims = claims.to_string();
        offload(move || signed(&key, &claims)).await
    }

    /// The claims of a token that one of this ring's keys signed. Times are not looked at. Checking costs
    /// little next to signing, and stays on the caller's thread.
    pub async fn verify(&self, jwt: &str) -> Option<Map<String, Value>> {
        let (message, signature) = jwt.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        let header: Header = decode(header)?;
        self.active().await;
        let key = self.ring().signer(&header)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        key.verifies(message.as_bytes(), &signature).then(|| decode(claims))?
    }

    /// The key set as it is published.
    pub async fn jwks(&self) -> Value {
        self.active().await;
        let ring = self.ring();
        self.published().set(ring.keys().map(|key| key.jwk()))
    }

    /// Moves every key one step on and has another one made.
    pub async fn rotate(&self) {
        let _turn = self.0.rotation.lock().await;
        let next = self.next().await;
        self.0.ring.send_modify(|ring| ring.advance(next));
        self.complete();
    }

    /// Publishes these keys beside the ring's own, in place of those published so before.
    pub fn publish(&self, extra: Vec<Value>) {
        *self.published() = Published::beside(extra);
    }

    /// Publishes these keys only; the ring's own go on signing.
    pub fn publish_instead(&self, keys: Vec<Value>) {
        *self.published() = Published::instead(keys);
    }

    /// Publishes the ring's own keys again, and nothing else.
    pub fn unpublish_extra(&self) {
        *self.published() = Published::default();
    }

    /// Has the missing keys made, the active one first.
    fn complete(&self) {
        let shared = Arc::clone(&self.0);
        if !shared.ring.borrow().is_complete() {
            thread::spawn(move || shared.make_missing());
        }
    }

    #[expect(clippy::expect_used, reason = "the sender lives in `self`, so the channel is open")]
    async fn wait(&self, pick: impl Fn(&Ring) -> Option<Arc<Key>>) -> Arc<Key> {
        let mut ring = self.0.ring.subscribe();
        let ring = ring.wait_for(|ring| pick(ring).is_some()).await.expect("the ring is alive");
        pick(&ring).expect("the condition held")
    }

    fn ring(&self) -> Ring {
        self.0.ring.borrow().clone()
    }

    fn published(&self) -> MutexGuard<'_, Published> {
        self.0.published.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    fn make_missing(&self) {
        while !self.ring.borrow().is_complete() {
            let key = Arc::new(generated());
            self.ring.send_modify(|ring| ring.add(key));
        }
    }
}

impl Ring {
    fn is_complete(&self) -> bool {
        self.active.is_some() && self.next.is_some()
    }

    fn add(&mut self, key: Arc<Key>) {
        let place = if self.active.is_none() { &mut self.active } else { &mut self.next };
        place.get_or_insert(key);
    }

    fn advance(&mut self, next: Arc<Key>) {
        self.retiring = self.active.replace(next);
        self.next = None;
    }

    fn keys(&self) -> impl Iterator<Item = &Arc<Key>> {
        [&self.active, &self.next, &self.retiring].into_iter().flatten()
    }

    /// The key this header names. The next one counts too: it has signed when a crash undid a rotation.
    fn signer(&self, header: &Header) -> Option<Arc<Key>> {
        let named = |key: &&Arc<Key>| header.alg == "RS256" && header.kid == key.kid();
        self.keys().find(named).cloned()
    }
}

/// The members of a token's header that choose the key.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
}

fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[expect(clippy::expect_used, reason = "fails without memory or randomness only; nothing works without keys")]
pub(crate) fn generated() -> Key {
    Key::generate().expect("a key can be made")
}

#[expect(clippy::expect_used, reason = "fails without memory only")]
fn signed(key: &Key, claims: &str) -> String {
    key.token(claims).expect("the key signs")
}

/// Runs half a millisecond of arithmetic where it doesn't hold up other requests.
#[expect(clippy::expect_used, reason = "the work neither panics nor is cancelled")]
pub(crate) async fn offload<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    task::spawn_blocking(work).await.expect("the work ran to its end")
}

#[cfg(test)]
mod tests;
