//! Blots out secrets in texts that came from the service.

/// What stands where a secret stood.
const BLOT: &str = "[redacted]";

/// A secret shorter than this is blotted out only where it stands alone: anywhere else it is a part of a word.
const MIN_SECRET: usize = 4;

/// Members of a reply that hold a token, whatever it looks like (protocol §5.6).
const TOKENS: [&str; 4] = ["sessionJwt", "refreshJwt", "externalToken", "trustedDeviceJwt"];

/// `text` without `secrets`, without what stands where tokens stand, and without anything that looks like one.
pub(super) fn text<'a>(text: &str, secrets: impl Iterator<Item = &'a str>) -> String {
    let mut clean = text.to_owned();
    for secret in secrets.filter(|secret| !secret.is_empty()) {
        clean = without(clean, secret);
        let escaped = serde_json::Value::from(secret).to_string();
        clean = without(clean, &escaped[1..escaped.len() - 1]);
    }
    for name in TOKENS {
        clean = without_member(clean, name);
    }
    without_tokens(&clean)
}

fn without(text: String, secret: &str) -> String {
    if secret.len() >= MIN_SECRET {
        return if text.contains(secret) { text.replace(secret, BLOT) } else { text };
    }
    let (mut clean, mut done) = (String::with_capacity(text.len()), 0);
    for (start, found) in text.match_indices(secret) {
        let end = start + found.len();
        let (before, after) = (text[..start].chars().next_back(), text[end..].chars().next());
        if [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric()) {
            clean.push_str(&text[done..start]);
            clean.push_str(BLOT);
            done = end;
        }
    }
    clean.push_str(&text[done..]);
    clean
}

/// Blots out the string that follows `"name":`. A reply that was cut short has no closing quote.
fn without_member(text: String, name: &str) -> String {
    let quoted = format!("\"{name}\"");
    let (mut clean, mut rest) = (String::new(), text.as_str());
    while let Some(at) = rest.find(&quoted) {
        let (before, after) = rest.split_at(at + quoted.len());
        clean.push_str(before);
        rest = after;
        let value =
            after.trim_start().strip_prefix(':').and_then(|value| value.trim_start().strip_prefix('"'));
        let Some(value) = value else { continue };
        let end = closing_quote(value);
        clean.push_str(&after[..after.len() - value.len()]);
        clean.push_str(if end == 0 { "" } else { BLOT });
        rest = &value[end..];
    }
    if clean.is_empty() { text } else { clean + rest }
}

fn closing_quote(text: &str) -> usize {
    let mut escaped = false;
    let closes = |c: char| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    };
    text.find(closes).unwrap_or(text.len())
}

/// Every JWT begins with `eyJ`, the base64url of `{"`.
fn without_tokens(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("eyJ") {
        let (before, token) = rest.split_at(start);
        clean.push_str(before);
        let end =
            token.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).unwrap_or(token.len());
        let is_token = token[..end].contains('.');
        clean.push_str(if is_token { BLOT } else { &token[..end] });
        rest = &token[end..];
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(given: &str, secrets: &[&str]) -> String {
        text(given, secrets.iter().copied())
    }

    #[test]
    fn tokens_and_secrets_are_blotted_out() {
        let text =
            r#"{"a":"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.sig-_","b":"code 123456","c":"eyJ no token"}"#;
        let expected = r#"{"a":"[redacted]","b":"code [redacted]","c":"eyJ no token"}"#;
        assert_eq!(clean(text, &["123456"]), expected);
    }

    #[test]
    fn short_secrets_are_found_where_they_stand_alone() {
        assert_eq!(clean(r#"E055500 "555" 555. x555"#, &["555"]), r#"E055500 "[redacted]" [redacted]. x555"#);
    }

    #[test]
    fn secrets_are_found_in_their_json_form() {
        assert_eq!(clean(r#"{"m":"no \"a\\b\" here"}"#, &["\"a\\b\""]), r#"{"m":"no [redacted] here"}"#);
    }

    #[test]
    fn members_that_hold_tokens_are_blotted_out_whatever_stands_there() {
        for (given, expected) in [
            (r#"{"sessionJwt" : "opa\"que", "x": 1}"#, r#"{"sessionJwt" : "[redacted]", "x": 1}"#),
            (r#"{"refreshJwt":"","sessionJwt":null}"#, r#"{"refreshJwt":"","sessionJwt":null}"#),
            (r#"{"externalToken":"cut off he"#, r#"{"externalToken":"[redacted]"#),
            (r#"no "sessionJwt" here"#, r#"no "sessionJwt" here"#),
        ] {
            assert_eq!(clean(given, &[]), expected);
        }
    }
}
