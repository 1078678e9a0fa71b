//! RSA as the textbook has it (RFC 8017 §8.2.1), for keys that a proper library refuses to sign with: short
//! ones, an exponent of one, an even exponent. What such a key signs is right, so a checker that refuses it
//! has looked at the key. Nothing else in the service signs this way: it is neither fast nor safe from
//! somebody with a stop-watch.

use aws_lc_rs::digest::{SHA256, SHA384, SHA512, digest};
use num_bigint::BigUint;

/// The modulus and the private exponent, nothing checked.
pub(super) struct TextbookKey {
    modulus: BigUint,
    exponent: BigUint,
}

impl TextbookKey {
    /// A key out of its big-endian numbers.
    pub(super) fn new(modulus: &[u8], exponent: &[u8]) -> Self {
        Self { modulus: BigUint::from_bytes_be(modulus), exponent: BigUint::from_bytes_be(exponent) }
    }

    /// An RSASSA-PKCS1-v1_5 signature, if the modulus has room for the digest.
    pub(super) fn sign(&self, alg: &str, message: &[u8]) -> Option<Vec<u8>> {
        let length = usize::try_from(self.modulus.bits().div_ceil(8)).ok()?;
        let padded = BigUint::from_bytes_be(&padded(&digest_info(alg, message), length)?);
        let signature = padded.modpow(&self.exponent, &self.modulus).to_bytes_be();
        Some([vec![0; length - signature.len()], signature].concat())
    }
}

/// RFC 8017 §9.2: zero, one, a run of ones, zero, the digest.
fn padded(info: &[u8], length: usize) -> Option<Vec<u8>> {
    let run = length.checked_sub(info.len() + 3).filter(|&run| run >= 8)?;
    Some([&[0, 1], vec![0xff; run].as_slice(), &[0], info].concat())
}

/// The digest with its algorithm's name, in DER. The three algorithms differ in two lengths and one number.
fn digest_info(alg: &str, message: &[u8]) -> Vec<u8> {
    let (number, algorithm) = match alg {
        "RS384" => (2, &SHA384),
        "RS512" => (3, &SHA512),
        _ => (1, &SHA256),
    };
    let digest = digest(algorithm, message);
    let length = digest.as_ref().len() as u8;
    let name = [0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, number, 0x05, 0x00];
    [&[0x30, length + 17], name.as_slice(), &[0x04, length], digest.as_ref()].concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn with_exponent_one_the_signature_is_the_padded_digest() {
        let key = TextbookKey::new(&[0xff; 128], &[1]);
        for (alg, length) in [("RS256", 51), ("RS384", 67), ("RS512", 83)] {
            let signature = key.sign(alg, b"message").unwrap();
            let info = digest_info(alg, b"message");
            assert_eq!((signature.len(), info.len()), (128, length));
            assert!(signature.starts_with(&[0, 1, 0xff]) && signature.ends_with(&info), "{alg}");
        }
    }

    #[test]
    fn a_modulus_without_room_signs_nothing() {
        assert_eq!(TextbookKey::new(&[0xff; 61], &[1]).sign("RS256", b"message"), None);
        assert_eq!(TextbookKey::new(&[], &[1]).sign("RS256", b"message"), None);
        assert!(TextbookKey::new(&[0xff; 62], &[1]).sign("RS256", b"message").is_some());
    }
}
