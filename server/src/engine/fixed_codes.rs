//! Codes that somebody who tests has decided on beforehand. In memory only.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::canonical;

/// The codes that login IDs get instead of random ones.
#[derive(Clone, Debug, Default)]
pub struct FixedCodes(Arc<Mutex<HashMap<String, Fixed>>>);

struct Fixed {
    code: String,
    until: Option<i64>,
}

/// Without the code.
impl std::fmt::Debug for Fixed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fixed").field("until", &self.until).finish_non_exhaustive()
    }
}

impl FixedCodes {
    /// From now on, and before `until` if that is given, this login ID gets this code.
    pub fn set(&self, login_id: &str, code: String, until: Option<i64>) {
        self.codes().insert(canonical(login_id), Fixed { code, until });
    }

    /// The code of this login ID.
    #[must_use]
    pub fn get(&self, login_id: &str, now: i64) -> Option<String> {
        let codes = self.codes();
        let fixed = codes.get(&canonical(login_id))?;
        fixed.until.is_none_or(|until| now < until).then(|| fixed.code.clone())
    }

    /// Back to random codes.
    pub fn clear(&self) {
        self.codes().clear();
    }

    fn codes(&self) -> MutexGuard<'_, HashMap<String, Fixed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_code_belongs_to_every_spelling_until_it_ends() {
        let codes = FixedCodes::default();
        codes.set("Ann@Example.com", "000000".into(), Some(100));
        assert_eq!(codes.get("ann@example.com", 99).as_deref(), Some("000000"));
        assert_eq!(codes.get("ann@example.com", 100), None);
        codes.set("ann@example.com", "111111".into(), None);
        assert_eq!(codes.get("ann@example.com", 100).as_deref(), Some("111111"));
        codes.clear();
        assert_eq!(codes.get("ann@example.com", 0), None);
    }
}
