//! Addresses as they are shown to somebody who has not proven to be their owner.

use super::Channel;

/// `a***@example.com`, `+1******999`; a text that is no address keeps its first character.
#[must_use]
pub fn masked(channel: Channel, address: &str) -> String {
    if channel.is_phone() { masked_phone(address) } else { masked_email(address) }
}

fn masked_email(address: &str) -> String {
    let first: String = address.chars().take(1).collect();
    address
        .rsplit_once('@')
        .map_or_else(|| format!("{first}***"), |(_, domain)| format!("{first}***@{domain}"))
}

fn masked_phone(address: &str) -> String {
    let digits: Vec<char> = address.chars().filter(char::is_ascii_digit).collect();
    let first: String = digits.iter().take(1).collect();
    let last: String = digits.iter().skip(digits.len().saturating_sub(3).max(1)).collect();
    format!("+{first}******{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_keeps_its_first_character_and_its_domain() {
        assert_eq!(masked(Channel::Email, "ann@example.com"), "a***@example.com");
        assert_eq!(masked(Channel::Email, "ünal@example.com"), "ü***@example.com");
        assert_eq!(masked(Channel::Email, "tester-7"), "t***");
    }

    #[test]
    fn a_phone_number_keeps_one_digit_and_the_last_three() {
        assert_eq!(masked(Channel::Sms, "+1 555 010-9999"), "+1******999");
        assert_eq!(masked(Channel::Voice, "5551234"), "+5******234");
        assert_eq!(masked(Channel::Whatsapp, "123"), "+1******23");
        assert_eq!(masked(Channel::Im, "tester"), "+******");
    }
}
