//! Base64url done wrong on purpose (RFC 7515 §2 wants it without padding, white space and spare bits).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

/// How a part of a token is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Encoding {
    /// As it should be.
    #[default]
    Plain,
    /// With `=` at its end.
    Padded,
    /// With `+` and `/`.
    Standard,
    /// With a blank in its middle.
    Spaced,
    /// With the bits set that the last symbol does not need.
    SpareBits,
}

impl Encoding {
    /// `bytes` in this encoding, or nothing when they look the same in the right one.
    pub(super) fn encode(self, bytes: &[u8]) -> Option<String> {
        let plain = URL_SAFE_NO_PAD.encode(bytes);
        match self {
            Self::Plain => Some(plain),
            Self::Padded => Some(plain + if bytes.len() % 3 == 1 { "==" } else { "=" }),
            Self::Standard => changed(&plain, plain.replace('-', "+").replace('_', "/")),
            Self::Spaced => Some(spaced(&plain)),
            Self::SpareBits => spare_bits(plain, bytes.len() % 3),
        }
    }
}

fn changed(plain: &str, odd: String) -> Option<String> {
    (odd != plain).then_some(odd)
}

fn spaced(plain: &str) -> String {
    let (start, end) = plain.split_at(plain.len() / 2);
    format!("{start} {end}")
}

/// The last symbol of a part carries 2 or 4 bits of the last byte; the others of its 6 should be zero.
fn spare_bits(mut plain: String, overhang: usize) -> Option<String> {
    const SYMBOLS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let spare = match overhang {
        1 => 0b1111,
        2 => 0b11,
        _ => return None,
    };
    let last = plain.pop()?;
    let value = SYMBOLS.iter().position(|&symbol| char::from(symbol) == last)?;
    plain.push(char::from(*SYMBOLS.get(value | spare)?));
    Some(plain)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
    use base64::{alphabet, engine::DecodePaddingMode};

    use super::*;

    #[test]
    fn every_odd_encoding_is_refused_by_a_strict_reader() {
        for bytes in [&b"a\xff\xfe"[..], b"a\xff\xfe\xfb", b"a\xff\xfe\xfb\xef"] {
            assert_eq!(URL_SAFE_NO_PAD.decode(Encoding::Plain.encode(bytes).unwrap()).unwrap(), bytes);
            for encoding in [Encoding::Padded, Encoding::Standard, Encoding::Spaced, Encoding::SpareBits] {
                let Some(odd) = encoding.encode(bytes) else {
                    assert!(
                        encoding == Encoding::SpareBits && bytes.len() % 3 == 0,
                        "{encoding:?} {bytes:?}"
                    );
                    continue;
                };
                assert!(URL_SAFE_NO_PAD.decode(&odd).is_err(), "{encoding:?} {odd}");
            }
        }
    }

    #[test]
    fn a_lax_reader_sees_the_same_bytes_in_spite_of_spare_bits() {
        let lax = GeneralPurposeConfig::new()
            .with_decode_allow_trailing_bits(true)
            .with_decode_padding_mode(DecodePaddingMode::Indifferent);
        let lax = GeneralPurpose::new(&alphabet::URL_SAFE, lax);
        for bytes in [&b"abcd"[..], b"abcde"] {
            assert_eq!(lax.decode(Encoding::SpareBits.encode(bytes).unwrap()).unwrap(), bytes);
        }
    }

    #[test]
    fn nothing_is_passed_off_as_odd() {
        assert_eq!(Encoding::Standard.encode(b"abc"), None);
        assert_eq!(Encoding::SpareBits.encode(b"abc"), None);
    }
}
