//! What the key set shows besides the ring's own keys, and whether it shows those at all.

use serde_json::{Value, json};

/// Keys published on request, exactly as they were given, broken ones too.
#[derive(Debug, Default)]
pub(super) struct Published {
    extra: Vec<Value>,
    alone: bool,
}

impl Published {
    /// These keys beside the ring's own.
    pub(super) fn beside(extra: Vec<Value>) -> Self {
        Self { extra, alone: false }
    }

    /// These keys in place of the ring's own: to the outside, the ring's are withdrawn.
    pub(super) fn instead(extra: Vec<Value>) -> Self {
        Self { extra, alone: true }
    }

    /// The key set to publish for a ring with these keys.
    pub(super) fn set<'a>(&'a self, own: impl Iterator<Item = &'a Value>) -> Value {
        let own = own.filter(|_| !self.alone);
        json!({"keys": own.chain(&self.extra).collect::<Vec<_>>()})
    }
}
