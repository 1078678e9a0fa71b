//! What makes an RSA key worthless, as far as its public half shows.

/// The odd primes whose product (with 2) the broken generator behind ROCA built its primes upon.
const PRIMES: [u64; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Why a key with this modulus and exponent (big-endian, no leading zeros) proves nothing, if so.
pub(super) fn weakness(n: &[u8], e: &[u8]) -> Option<&'static str> {
    match bits(n) {
        0..2048 => Some("the RSA key is shorter than 2048 bits"),
        8193.. => Some("the RSA key is longer than 8192 bits"),
        _ if is_even(n) => Some("the RSA modulus is even"),
        _ if is_even(e) || e == [1] => Some("the RSA exponent is 1 or even"),
        // The cryptography refuses such exponents too, but only when a signature is checked.
        _ if bits(e) > 33 => Some("the RSA exponent is longer than 33 bits"),
        _ if has_roca_fingerprint(n) => Some("the RSA key has the ROCA fingerprint (CVE-2017-15361)"),
        _ => None,
    }
}

fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

fn is_even(number: &[u8]) -> bool {
    number.last().is_none_or(|last| last % 2 == 0)
}

/// Keys of the broken generator are a power of 65537 modulo each of the small primes. A sound key is so
/// by chance about once in 10^8.
fn has_roca_fingerprint(n: &[u8]) -> bool {
    PRIMES.iter().all(|prime| is_power_of_65537(remainder(n, *prime), *prime))
}

fn remainder(number: &[u8], prime: u64) -> u64 {
    number.iter().fold(0, |rest, byte| (rest * 256 + u64::from(*byte)) % prime)
}

fn is_power_of_65537(rest: u64, prime: u64) -> bool {
    let powers = std::iter::successors(Some(1), |power| Some(power * 65537 % prime));
    powers.take(prime as usize).any(|power| power == rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 65537^128: 2049 bits, and a power of 65537 whatever the prime.
    fn roca() -> Vec<u8> {
        let mut number = vec![1u8];
        for _ in 0..128 {
            // 65537 = 2^16 + 1, so: shift by two bytes and add.
            let mut sum = number.clone();
            sum.extend([0, 0]);
            let mut carry = 0;
            for (place, digit) in sum.iter_mut().rev().zip(number.iter().rev().copied().chain([0, 0])) {
                carry += u16::from(*place) + u16::from(digit);
                *place = carry as u8;
                carry >>= 8;
            }
            if carry > 0 {
                sum.insert(0, carry as u8);
            }
            number = sum;
        }
        number
    }

    #[test]
    fn the_generator_s_fingerprint_is_found() {
        assert_eq!(bits(&roca()), 2049);
        assert!(weakness(&roca(), &[1, 0, 1]).is_some_and(|text| text.contains("ROCA")));

        let mut sound = roca();
        sound[100] ^= 1;
        assert_eq!(weakness(&sound, &[1, 0, 1]), None);
    }

    #[test]
    fn lengths_and_exponents_have_limits() {
        let modulus = |bytes: usize| [vec![0x80], vec![0; bytes - 2], vec![0x2b]].concat();
        let table: [(usize, &[u8], bool); 8] = [
            (255, &[1, 0, 1], false),
            (256, &[1, 0, 1], true),
            (256, &[3], true),
            (256, &[1], false),
            (256, &[2], false),
            (256, &[1, 0, 0, 0, 0, 0, 1], false),
            (1024, &[1, 0, 1], true),
            (1025, &[1, 0, 1], false),
        ];
        for (bytes, e, sound) in table {
            assert_eq!(weakness(&modulus(bytes), e).is_none(), sound, "{bytes} {e:?}");
        }
    }
}
