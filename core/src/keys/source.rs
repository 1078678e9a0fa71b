//! One place that keys come from, and what came from it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use sha2::{Digest, Sha256};

use crate::config::{NetSettings, Settings};
use crate::error::{Error, Reason};
use crate::flow::flight::{FlightKey, FlightPlan};
use crate::jwt::KeySet;
use crate::transport::Transport;

/// Younger keys are used without a thought.
const RENEW_AFTER: Duration = Duration::from_secs(4 * 60);
/// Older keys are renewed before they are used.
const FRESH_FOR: Duration = Duration::from_secs(5 * 60);
/// Older keys are not used at all.
const USABLE_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// Between two fetches that unknown `kid`s cause, and after a renewal that failed.
const COOL_DOWN: Duration = Duration::from_secs(10);
/// After a failed fetch while there is no key at all: long enough to stop a flood, short enough for a service
/// that is just starting.
const FIRST_COOL_DOWN: Duration = Duration::from_secs(1);

/// What two clients must have in common to share keys (security K8).
#[derive(Clone)]
pub(crate) struct SourceKey {
    project_id: String,
    net: NetSettings,
    auth_management_key: Option<[u8; 32]>,
    transport: Option<Weak<dyn Transport>>,
}

impl SourceKey {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            project_id: settings.config.project_id.clone(),
            net: settings.net.clone(),
            auth_management_key: settings
                .auth_management_key
                .as_ref()
                .map(|key| Sha256::digest(key.as_bytes()).into()),
            // Weak, so that clients that are gone free their transport; its address stays taken meanwhile.
            transport: settings.config.transport.as_ref().map(Arc::downgrade),
        }
    }

    /// Names this source among shared requests.
    pub(crate) fn flight(&self) -> FlightKey {
        let mut hash = Sha256::new();
        let transport = self.transport.as_ref().map(|transport| transport.as_ptr().cast::<()>() as usize);
        hash.update(format!(
            "keys {} {:?} {:?} {transport:?}",
            self.project_id, self.net, self.auth_management_key
        ));
        hash.finalize().into()
    }
}

impl PartialEq for SourceKey {
    fn eq(&self, other: &Self) -> bool {
        let same_transport = match (&self.transport, &other.transport) {
            (None, None) => true,
            (Some(one), Some(two)) => one.ptr_eq(two),
            _ => false,
        };
        same_transport
            && self.project_id == other.project_id
            && self.net == other.net
            && self.auth_management_key == other.auth_management_key
    }
}

/// How old the keys are, which says what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// Use them.
    Fresh,
    /// Use them, and renew them in the background.
    Aging,
    /// Renew them first; use them only if that fails.
    Stale,
    /// There are none, or they are too old to be used.
    Missing,
}

/// Keys, and when they came.
pub(crate) struct Loaded {
    pub(crate) set: Arc<KeySet>,
    at: Duration,
}

/// One place that keys come from.
pub(crate) struct KeySource {
    flight: FlightKey,
    pinned: bool,
    loaded: ArcSwapOption<Loaded>,
    log: Mutex<FetchLog>,
}

#[derive(Default)]
struct FetchLog {
    last: Option<Duration>,
    under_way: usize,
    failure: Option<Error>,
}

impl KeySource {
    pub(crate) fn new(key: &SourceKey) -> Self {
        Self { flight: key.flight(), pinned: false, loaded: ArcSwapOption::empty(), log: Mutex::default() }
    }

    /// Keys that were given, not fetched. They never age and are never replaced (security K6).
    pub(crate) fn pinned(set: Arc<KeySet>) -> Self {
        let loaded = ArcSwapOption::from_pointee(Loaded { set, at: Duration::ZERO });
        Self { flight: [0; 32], pinned: true, loaded, log: Mutex::default() }
    }

    pub(crate) fn is_pinned(&self) -> bool {
        self.pinned
    }

    /// The fetch. While another must not follow, its answer is good for whoever comes.
    pub(crate) fn flight(&self) -> FlightPlan {
        FlightPlan { key: self.flight, kept_for: COOL_DOWN }
    }

    pub(crate) fn loaded(&self) -> Option<Arc<Loaded>> {
        self.loaded.load_full()
    }

    /// The keys, unless they are too old to be used.
    pub(crate) fn usable(&self, now: Duration) -> Option<Arc<KeySet>> {
        let loaded = self.loaded.load();
        let loaded = loaded.as_ref()?;
        (self.age_of(loaded, now) != Age::Missing).then(|| Arc::clone(&loaded.set))
    }

    /// The keys, if nothing needs to be done about them first.
    pub(crate) fn fresh(&self, now: Duration) -> Option<Arc<KeySet>> {
        let loaded = self.loaded.load();
        let loaded = loaded.as_ref()?;
        (self.age_of(loaded, now) == Age::Fresh).then(|| Arc::clone(&loaded.set))
    }

    pub(crate) fn age(&self, now: Duration) -> Age {
        self.loaded.load().as_ref().map_or(Age::Missing, |loaded| self.age_of(loaded, now))
    }

    fn age_of(&self, loaded: &Loaded, now: Duration) -> Age {
        let age = now.saturating_sub(loaded.at);
        match () {
            () if self.pinned || age < RENEW_AFTER => Age::Fresh,
            () if age < FRESH_FOR => Age::Aging,
            () if age < USABLE_FOR => Age::Stale,
            () => Age::Missing,
        }
    }

    /// Takes over keys that were asked for at this time, unless there are younger ones. Where they are the same as
    /// before, the set is kept, and with it the memory of tokens that passed.
    pub(crate) fn install(&self, set: Arc<KeySet>, at: Duration) {
        let mut log = self.log();
        let known = self.loaded.load_full();
        if self.pinned || known.as_ref().is_some_and(|known| known.at > at) {
            return;
        }
        log.failure = None;
        let known = known.map(|known| Arc::clone(&known.set));
        let set = known.filter(|known| known.to_json() == set.to_json()).unwrap_or(set);
        self.loaded.store(Some(Arc::new(Loaded { set, at })));
    }

    /// Takes the keys of the same source in the process this one was forked from.
    pub(crate) fn inherit(&self, parent: &Self) {
        if self.loaded.load().is_none() {
            self.loaded.store(parent.loaded.load_full());
        }
    }

    /// The right to fetch: not while somebody else does, nor while the last fetch is too recent. Asked for and given
    /// in one step, so that of many who ask only one has it.
    pub(crate) fn attempt(&self, now: Duration) -> Option<Attempt<'_>> {
        let mut log = self.log();
        (log.under_way == 0 && !self.cools_down(&log, now)).then(|| Attempt::begin(self, &mut log, now))
    }

    /// The right to fetch, whoever else does and did.
    pub(crate) fn begin(&self, now: Duration) -> Attempt<'_> {
        Attempt::begin(self, &mut self.log(), now)
    }

    /// Whether somebody has the right to fetch, and is not through with it.
    pub(crate) fn is_fetching(&self) -> bool {
        self.log().under_way > 0
    }

    /// Whether the last fetch that came to an end failed.
    pub(crate) fn is_failing(&self) -> bool {
        self.log().failure.is_some()
    }

    /// Notes why the last fetch failed.
    pub(crate) fn failed(&self, error: &Error) {
        self.log().failure = Some(error.clone());
    }

    /// Whether the last fetch is so recent that no other may follow yet. A clock that was set back does not
    /// lock anybody out.
    fn cools_down(&self, log: &FetchLog, now: Duration) -> bool {
        let missing = self.age(now) == Age::Missing;
        let pause = if missing { FIRST_COOL_DOWN } else { COOL_DOWN };
        log.last.is_some_and(|last| last <= now && now - last < pause)
    }

    /// Why there are no keys.
    pub(crate) fn why_missing(&self) -> Error {
        self.log().failure.clone().unwrap_or_else(not_loaded)
    }

    fn log(&self) -> MutexGuard<'_, FetchLog> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A fetch under way. Dropped unfinished, it does not count while there are no keys: those who come after a call
/// that was cancelled must not be refused for it.
pub(crate) struct Attempt<'s> {
    source: &'s KeySource,
    finished: bool,
}

impl<'s> Attempt<'s> {
    fn begin(source: &'s KeySource, log: &mut FetchLog, now: Duration) -> Self {
        log.last = Some(now);
        log.under_way += 1;
        Self { source, finished: false }
    }

    pub(crate) fn finish(mut self) {
        self.finished = true;
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let mut log = self.source.log();
        log.under_way -= 1;
        if !self.finished && self.source.loaded().is_none() {
            log.last = None;
        }
    }
}

pub(crate) fn not_loaded() -> Error {
    Error::keys(Reason::NotLoaded, "no keys are loaded, and this call does not fetch them")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    const NOW: Duration = Duration::from_secs(1000);

    fn source() -> KeySource {
        KeySource::new(&SourceKey::new(
            &Settings::resolve(Config::new("P2doorcodeLocalDevelopment00")).unwrap(),
        ))
    }

    fn set(kid: &str) -> Arc<KeySet> {
        let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
        let jwk = format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{kid}","x":"{x}"}}"#);
        Arc::new(KeySet::from_json(&jwk).unwrap())
    }

    fn kids(source: &KeySource) -> String {
        source.loaded().unwrap().set.to_json()
    }

    #[test]
    fn of_many_who_ask_only_one_may_fetch() {
        let source = source();
        let attempt = source.attempt(NOW).unwrap();
        assert!(source.is_fetching());
        assert!(source.attempt(NOW + COOL_DOWN).is_none(), "somebody is at it, however long it takes");
        source.install(set("a"), NOW);
        attempt.finish();
        assert!(!source.is_fetching());
        assert!(source.attempt(NOW + COOL_DOWN - Duration::from_millis(1)).is_none());
        assert!(source.attempt(NOW + COOL_DOWN).is_some());
    }

    #[test]
    fn an_attempt_that_was_given_up_counts_only_where_there_are_keys() {
        let source = source();
        drop(source.attempt(NOW).unwrap());
        drop(source.attempt(NOW).expect("there are no keys yet"));
        source.install(set("a"), NOW);
        drop(source.attempt(NOW).unwrap());
        assert!(source.attempt(NOW).is_none());
    }

    #[test]
    fn keys_that_were_asked_for_earlier_do_not_replace_later_ones() {
        let source = source();
        source.install(set("new"), NOW);
        let new = kids(&source);
        source.install(set("old"), NOW - Duration::from_secs(1));
        assert_eq!(kids(&source), new);
        source.install(set("newer"), NOW);
        assert_ne!(kids(&source), new);
    }

    #[test]
    fn the_same_keys_keep_the_memory_of_tokens_that_passed() {
        let source = source();
        source.install(set("a"), NOW);
        let before = source.loaded().unwrap().set.generation();
        source.install(set("a"), NOW + COOL_DOWN);
        assert_eq!(source.loaded().unwrap().set.generation(), before);
        assert_eq!(source.age(NOW + COOL_DOWN + RENEW_AFTER - Duration::from_secs(1)), Age::Fresh);
    }
}
