//! What is checked before anything is sent (api §2). All else is the service's to judge.

use email_address::{EmailAddress, Options};

use crate::error::{Error, Reason, Result};

/// Longest login ID, address or tenant ID, in bytes.
const MAX_ID: usize = 1024;
/// Longest code, in bytes, as typed.
const MAX_CODE: usize = 64;
/// Longest access key or token that is sent unread, in bytes.
const MAX_SECRET: usize = 16 * 1024;
/// Longest set of options or details of one call, in bytes of JSON.
pub(crate) const MAX_OPTIONS: usize = 64 * 1024;

fn refuse<T>(argument: &'static str, reason: Reason, detail: impl Into<String>) -> Result<T> {
    Err(Error::invalid_argument(argument, reason, detail))
}

/// A text that is there, not over `limit` bytes, and free of control characters.
fn text<'a>(argument: &'static str, value: &'a str, limit: usize) -> Result<&'a str> {
    match value {
        "" => refuse(argument, Reason::Empty, format!("{argument} must not be empty")),
        long if long.len() > limit => refuse(
            argument,
            Reason::TooLong,
            format!("{argument} has {} bytes, the limit is {limit}", long.len()),
        ),
        bad if bad.chars().any(char::is_control) => {
            refuse(argument, Reason::Format, format!("{argument} contains a control character"))
        }
        good => Ok(good),
    }
}

pub(crate) fn login_id(value: &str) -> Result<&str> {
    let value = text("login_id", value, MAX_ID)?;
    if value.trim().is_empty() {
        return refuse("login_id", Reason::Empty, "login_id is blank");
    }
    Ok(value)
}

pub(crate) fn tenant_id(value: &str) -> Result<&str> {
    text("tenant_id", value, MAX_ID)
}

/// A token or key that goes into the bearer unread.
pub(crate) fn secret<'a>(argument: &'static str, value: &'a str) -> Result<&'a str> {
    let value = text(argument, value, MAX_SECRET)?;
    // The bearer's parts are split at colons.
    if !value.chars().all(|c| c.is_ascii_graphic() && c != ':') {
        return refuse(
            argument,
            Reason::Format,
            format!("{argument} has characters that can't stand in a header"),
        );
    }
    Ok(value)
}

/// A token that goes into the body unread.
pub(crate) fn text_secret<'a>(argument: &'static str, value: &'a str) -> Result<&'a str> {
    text(argument, value, MAX_SECRET)
}

/// The code as it was meant: without the blanks and separators that people type or paste along, and with
/// full-width digits made plain.
pub(crate) fn code(value: &str) -> Result<String> {
    if value.len() > MAX_CODE {
        return refuse(
            "code",
            Reason::TooLong,
            format!("code has {} bytes, the limit is {MAX_CODE}", value.len()),
        );
    }
    let clean: String = value.chars().filter(|c| !is_separator(*c)).map(plain_digit).collect();
    text("code", &clean, MAX_CODE)?;
    Ok(clean)
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '.' | '_' | '\u{2010}'..='\u{2015}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

fn plain_digit(c: char) -> char {
    match c {
        '\u{FF10}'..='\u{FF19}' => char::from_digit(u32::from(c) - 0xFF10, 10).unwrap_or(c),
        c => c,
    }
}

pub(crate) fn email(argument: &'static str, value: &str) -> Result<()> {
    text(argument, value, MAX_ID)?;
    if is_email(value) { Ok(()) } else { refuse(argument, Reason::Format, "this is not an e-mail address") }
}

/// An RFC 5321 mailbox, non-ASCII allowed, with a dot in the domain.
pub(crate) fn is_email(value: &str) -> bool {
    let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
    EmailAddress::parse_with_options(value, options).is_ok()
}

pub(crate) fn phone(argument: &'static str, value: &str) -> Result<()> {
    text(argument, value, MAX_ID)?;
    if is_phone(value) { Ok(()) } else { refuse(argument, Reason::Format, "this is not a phone number") }
}

/// Blanks, `-`, `(`, `)` and `.` ignored: an optional `+`, then 4 to 15 digits.
pub(crate) fn is_phone(value: &str) -> bool {
    let mut bare = value.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.')).peekable();
    bare.next_if_eq(&'+');
    let (mut digits, mut others) = (0, 0);
    bare.for_each(|c| if c.is_ascii_digit() { digits += 1 } else { others += 1 });
    others == 0 && (4..=15).contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lose_their_separators() {
        for (typed, meant) in [
            (" 123 456 ", "123456"),
            ("123-456", "123456"),
            ("001234", "001234"),
            ("１２３４５６", "123456"),
            ("\u{FEFF}12\u{200B}34", "1234"),
            ("AB-12", "AB12"),
        ] {
            assert_eq!(code(typed).unwrap(), meant, "{typed:?}");
        }
        for empty in ["", "  ", "---"] {
            assert_eq!(code(empty).unwrap_err().reason(), Some(Reason::Empty), "{empty:?}");
        }
        assert_eq!(code(&"1".repeat(65)).unwrap_err().reason(), Some(Reason::TooLong));
    }

    #[test]
    fn phones() {
        for good in ["+15555555555", "555-1234", "(555) 123.4567", "1234", "+123456789012345"] {
            assert!(is_phone(good), "{good}");
        }
        for bad in ["", "+", "123", "1234567890123456", "++1234", "12+34", "555-CALL", "a@b.c", "+1\t2345"] {
            assert!(!is_phone(bad), "{bad}");
        }
    }

    #[test]
    fn emails() {
        for good in [
            "a@b.co",
            "first.last+tag@sub.example.com",
            "\"quoted local\"@example.com",
            "jörg@müller.example",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@b.co",
            "a@",
            "a b@c.de",
            "a@b..co",
            "a@.co",
            "Ann <a@b.co>",
            "a@[127.0.0.1]",
            ".a@b.co",
            "a.@b.co",
            "a@-b.co",
            "a@b.co.",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn texts_that_would_break_the_wire_are_refused() {
        assert_eq!(login_id("a\0b").unwrap_err().reason(), Some(Reason::Format));
        assert_eq!(login_id(&"x".repeat(1025)).unwrap_err().reason(), Some(Reason::TooLong));
        assert_eq!(secret("refresh_token", "a b").unwrap_err().argument(), Some("refresh_token"));
        assert_eq!(secret("refresh_token", "a:b").unwrap_err().reason(), Some(Reason::Format));
    }
}
