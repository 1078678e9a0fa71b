//! Chance that can be repeated: a failing test says its seed, and `ATTACK_SEED` brings the same draws back.

use std::time::{SystemTime, UNIX_EPOCH};

/// A generator of 64-bit numbers (SplitMix64).
#[derive(Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`. That small ones are a little likelier does not matter here.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// Another generator, whose draws have nothing to do with this one's.
    pub(crate) fn fork(&mut self) -> Self {
        Self(self.below(u64::MAX))
    }
}

/// The seed that was asked for, or a new one.
pub(crate) fn seed() -> u64 {
    let asked = std::env::var("ATTACK_SEED").ok().and_then(|text| text.parse().ok());
    let nanos = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos();
    asked.unwrap_or_else(|| u64::from(nanos()) << 16 | u64::from(std::process::id()) & 0xffff)
}
