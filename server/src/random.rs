//! Codes, ids and secrets from the system's random source. None of them favours a symbol: a draw that
//! would is thrown away and drawn again.

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Length of the random part of an id: 26 base62 characters carry 154 bits.
const ID_LENGTH: usize = 26;

/// Length of the random part of a secret: 43 base62 characters carry 256 bits.
const SECRET_LENGTH: usize = 43;

/// A code of `digits` decimal digits, leading zeros kept.
#[must_use]
pub fn code(digits: u32) -> String {
    let bound = 10_u64.pow(digits);
    let width = digits as usize;
    loop {
        if let Some(value) = fold(u64::from_le_bytes(bytes()), bound) {
            return format!("{value:0width$}");
        }
    }
}

/// `prefix` and 26 random characters, such as `U2` and the rest of a user ID.
#[must_use]
pub fn id(prefix: &str) -> String {
    base62(prefix, ID_LENGTH)
}

/// A management key or an access key: `K` and 43 random characters.
#[must_use]
pub fn secret() -> String {
    base62("K", SECRET_LENGTH)
}

/// `N` random bytes.
#[must_use]
#[expect(clippy::expect_used, reason = "a service without a random source must not go on")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system's random source works");
    bytes
}

/// `draw` brought below `bound`, or nothing when it lies in the incomplete last run of values, which would
/// favour the small ones.
fn fold(draw: u64, bound: u64) -> Option<u64> {
    let whole = u64::MAX - u64::MAX % bound;
    (draw < whole).then_some(draw % bound)
}

fn base62(prefix: &str, length: usize) -> String {
    let mut text = String::with_capacity(prefix.len() + length);
    text.push_str(prefix);
    let end = text.len() + length;
    while text.len() < end {
        let symbols = bytes::<64>().into_iter().filter_map(symbol);
        text.extend(symbols.take(end - text.len()));
    }
    text
}

/// Six bits pick one of 64 symbols; the two values beyond the alphabet are rejected.
fn symbol(byte: u8) -> Option<char> {
    BASE62.get(usize::from(byte & 0x3f)).map(|&symbol| char::from(symbol))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODES: u32 = 1_000_000;

    /// Service C1. Each position of a million codes is compared with the even spread. The limit is the χ²
    /// value for nine degrees of freedom that one fair run in 10⁷ exceeds.
    #[test]
    fn every_digit_is_equally_likely_in_every_position() {
        let mut counts = [[0_u32; 10]; 6];
        for _ in 0..CODES {
            for (position, digit) in code(6).bytes().enumerate() {
                counts[position][usize::from(digit - b'0')] += 1;
            }
        }
        let expected = f64::from(CODES) / 10.0;
        for count in counts {
            let chi: f64 = count.iter().map(|&n| (f64::from(n) - expected).powi(2) / expected).sum();
            assert!(count.iter().all(|&n| n > 0) && chi < 49.5, "χ² = {chi}: {count:?}");
        }
    }

    #[test]
    fn codes_keep_their_length() {
        for digits in 6..=10 {
            let code = code(digits);
            assert_eq!(code.len(), digits as usize);
            assert!(code.bytes().all(|byte| byte.is_ascii_digit()));
        }
    }

    #[test]
    fn the_incomplete_run_is_rejected() {
        let bound = 1_000_000;
        let whole = u64::MAX - u64::MAX % bound;
        assert_eq!(fold(whole - 1, bound), Some(bound - 1));
        assert_eq!(fold(whole, bound), None);
        assert_eq!(fold(u64::MAX, bound), None);
        assert_eq!(fold(42, bound), Some(42));
    }

    #[test]
    fn every_symbol_of_an_id_appears() {
        let text: String = (0..200).map(|_| id("")).collect();
        assert!(BASE62.iter().all(|&symbol| text.contains(char::from(symbol))));
    }

    #[test]
    fn ids_and_secrets_have_their_shape_and_differ() {
        let user = id("U2");
        assert!(user.starts_with("U2") && user.len() == 28);
        assert_ne!(user, id("U2"));
        assert_eq!(secret().len(), 44);
        assert_ne!(secret(), secret());
    }
}
