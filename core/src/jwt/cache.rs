//! Tokens whose signature was proven already: bounded, and lock-free to read.

use std::array;
use std::fmt;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;

use super::token::{Content, Token};

/// Remembers tokens that passed, so that the next check of the same token needs no cryptography.
///
/// A hit proves the signature only: kind, issuer, audience and times are checked every time. The whole
/// token is compared. The cache serves one key set at a time, the newest it has seen: a lookup with a
/// newer set drops everything, a lookup with an older one finds nothing.
///
/// Reading takes no lock. A token has one of a few places, found by its signature; when all are taken
/// the places of a set are reused in turn. Memory: about twice the size of the tokens held.
///
/// ```
/// use doorcode::jwt::TokenCache;
///
/// let cache = TokenCache::new(1024);
/// assert_eq!(cache.len(), 0);
/// ```
pub struct TokenCache {
    slots: Box<[ArcSwapOption<Entry>]>,
    generation: AtomicU64,
    turn: AtomicUsize,
}

struct Entry {
    // Compared too: a slow writer may store its token just after those of its generation were dropped.
    generation: u64,
    content: Arc<Content>,
    handles: [OnceLock<Token>; STRIPES],
}

/// Places a token can be at. More would keep a little more of a crowded cache, and make a miss slower.
const WAYS: usize = 4;

/// Counters per token: enough that threads rarely share one, few enough that a hot token stays small.
const STRIPES: usize = 8;

impl TokenCache {
    /// A cache of `entries` tokens, rounded up to a multiple of four; 0 is a cache that holds nothing.
    pub fn new(entries: usize) -> Self {
        Self {
            slots: (0..entries.next_multiple_of(WAYS)).map(|_| ArcSwapOption::empty()).collect(),
            generation: AtomicU64::new(0),
            turn: AtomicUsize::new(0),
        }
    }

    /// How many tokens are held.
    pub fn len(&self) -> usize {
        self.slots.iter().filter(|slot| slot.load().is_some()).count()
    }

    /// Whether no token is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Calls `judge` on the token if it is held for this generation of keys, and hands it out if that
    /// was content. Nothing shared is written on the way.
    pub(super) fn get<E>(
        &self,
        jwt: &str,
        generation: u64,
        judge: impl FnOnce(&Content) -> Result<bool, E>,
    ) -> Result<Option<Token>, E> {
        if !self.serves(generation) {
            return Ok(None);
        }
        for slot in self.set(jwt) {
            let slot = slot.load();
            match slot.as_deref() {
                Some(entry) if entry.is(jwt, generation) => {
                    return Ok(judge(&entry.content)?.then(|| entry.token()));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// Keeps a token that passed.
    pub(super) fn put(&self, content: Arc<Content>, generation: u64) -> Token {
        let entry = Entry { generation, content, handles: array::from_fn(|_| OnceLock::new()) };
        let token = entry.token();
        if self.serves(generation)
            && let Some(slot) = self.place(token.jwt(), generation)
        {
            slot.store(Some(Arc::new(entry)));
        }
        token
    }

    /// Whether `generation` is the one that is served; a newer one becomes it.
    fn serves(&self, generation: u64) -> bool {
        let served = self.generation.load(Ordering::Acquire);
        if served < generation {
            self.renew(generation);
        }
        served <= generation
    }

    #[cold]
    fn renew(&self, generation: u64) {
        if self.generation.fetch_max(generation, Ordering::AcqRel) < generation {
            self.slots.iter().for_each(|slot| slot.store(None));
        }
    }

    /// The place for a new token: its own, a free one, or the next in turn.
    fn place(&self, jwt: &str, generation: u64) -> Option<&ArcSwapOption<Entry>> {
        let set = self.set(jwt);
        let own =
            set.iter().find(|slot| slot.load().as_deref().is_some_and(|entry| entry.is(jwt, generation)));
        let free = || set.iter().find(|slot| slot.load().is_none());
        own.or_else(free).or_else(|| set.get(self.turn.fetch_add(1, Ordering::Relaxed) % WAYS))
    }

    /// The places a token can be at. The end of a token is its signature, which is as good as random.
    fn set(&self, jwt: &str) -> &[ArcSwapOption<Entry>] {
        let tail = jwt.as_bytes().last_chunk::<8>().map_or(0, |tail| u64::from_le_bytes(*tail));
        // Fibonacci hashing spreads the six random bits of each letter over the word; the product with
        // the number of sets then takes the upper part.
        let spread = tail.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let sets = self.slots.len() / WAYS;
        let index = ((u128::from(spread) * sets as u128) >> 64) as usize * WAYS;
        self.slots.get(index..index + WAYS).unwrap_or_default()
    }
}

impl Entry {
    fn is(&self, jwt: &str, generation: u64) -> bool {
        self.generation == generation && *self.content.jwt == *jwt
    }

    fn token(&self) -> Token {
        let handle = self
            .handles
            .get(stripe())
            .map(|handle| handle.get_or_init(|| Token::new(Arc::clone(&self.content))).clone());
        handle.unwrap_or_else(|| Token::new(Arc::clone(&self.content)))
    }
}

/// The stripe of this thread; threads take turns.
fn stripe() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local!(static STRIPE: usize = NEXT.fetch_add(1, Ordering::Relaxed) % STRIPES);
    STRIPE.try_with(|stripe| *stripe).unwrap_or(0)
}

/// Shows numbers only.
impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (slots, generation) = (self.slots.len(), self.generation.load(Ordering::Relaxed));
        f.debug_struct("TokenCache")
            .field("slots", &slots)
            .field("generation", &generation)
            .finish_non_exhaustive()
    }
}
