//! How login IDs and addresses are compared. Replies keep the spelling that was given; everything that looks
//! something up, counts or limits uses the canonical form.

/// The canonical form: an e-mail address case-folded, a phone number as digits and a leading `+`, anything else
/// exactly as it is.
#[must_use]
pub fn canonical(text: &str) -> String {
    if is_email(text) {
        return text.to_lowercase();
    }
    phone_digits(text).unwrap_or_else(|| text.to_owned())
}

/// Whether the text can be mailed to. Only the shape is looked at: an address is proven by the code it receives.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let clean = |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control());
    let parts = text.rsplit_once('@');
    text.len() <= 320 && parts.is_some_and(|(local, domain)| clean(local) && clean(domain))
}

/// Whether the text can be called.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    phone_digits(text).is_some()
}

/// 4 to 15 digits with an optional leading `+`, the usual separators dropped. No country is guessed.
fn phone_digits(text: &str) -> Option<String> {
    let kept: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.')).collect();
    let digits = kept.strip_prefix('+').unwrap_or(&kept);
    let is_number = (4..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_canonical_form() {
        assert_eq!(canonical("Ann@Example.COM"), "ann@example.com");
        assert_eq!(canonical("+1 (555) 010-9999"), "+15550109999");
        assert_eq!(canonical("555.0199"), "5550199");
        assert_eq!(canonical("Ann Smith"), "Ann Smith");
    }

    #[test]
    fn no_country_is_guessed() {
        assert_ne!(canonical("+15550109999"), canonical("15550109999"));
    }

    #[test]
    fn shapes_are_told_apart() {
        for text in ["a@b", "ann+tag@example.com", "ü@exämple.com"] {
            assert!(is_email(text) && !is_phone(text), "{text}");
        }
        for text in ["@b", "a@", "a b@c", "ann", "", "a@b\n"] {
            assert!(!is_email(text), "{text:?}");
        }
        for text in ["+123", "123", "+1234567890123456", "+12x4", "++1234", "1+234"] {
            assert!(!is_phone(text), "{text}");
        }
    }
}
