//! How codes are stored (service C2). A code has a million values, so a plain hash would give it away; the key
//! of this one is not in the database.

use std::fmt;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::Channel;

/// Names the layout below; a change of it changes every hash.
const VERSION: &str = "1";

/// Hashes codes under one key.
pub struct CodeHash(hmac::Key);

impl CodeHash {
    /// Hashes under `key`.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// The hash of a code that is good for one challenge, channel and login ID of one project.
    #[must_use]
    pub fn digest(
        &self,
        project: &str,
        challenge: &str,
        channel: Channel,
        login_id: &str,
        code: &str,
    ) -> String {
        let mut context = hmac::Context::with_key(&self.0);
        for part in [VERSION, project, challenge, channel.as_str(), login_id, code] {
            // The length in front keeps two different lists of parts from running together into one text.
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        STANDARD_NO_PAD.encode(context.sign())
    }
}

impl fmt::Debug for CodeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeHash").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts() {
        let hash = CodeHash::new(&[7; 32]);
        let digest = hash.digest("P1", "C1", Channel::Email, "ann@example.com", "012345");
        let others = [
            hash.digest("P2", "C1", Channel::Email, "ann@example.com", "012345"),
            hash.digest("P1", "C2", Channel::Email, "ann@example.com", "012345"),
            hash.digest("P1", "C1", Channel::Sms, "ann@example.com", "012345"),
            hash.digest("P1", "C1", Channel::Email, "bob@example.com", "012345"),
            hash.digest("P1", "C1", Channel::Email, "ann@example.com", "12345"),
            hash.digest("P1C", "1", Channel::Email, "ann@example.com", "012345"),
            CodeHash::new(&[8; 32]).digest("P1", "C1", Channel::Email, "ann@example.com", "012345"),
        ];
        assert!(!others.contains(&digest));
        assert_eq!(digest, hash.digest("P1", "C1", Channel::Email, "ann@example.com", "012345"));
    }
}
