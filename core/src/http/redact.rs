//! Blots out secrets in texts that came from the service.

/// What stands where a secret stood.
const BLOT: &str = "[redacted]";

/// A secret shorter than this is a code or a key of a test; replacing it everywhere would spoil the text.
const MIN_SECRET: usize = 4;

/// The body as text, without `secrets` and without anything that looks like a token.
pub(super) fn body<'a>(body: &[u8], secrets: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::from_utf8_lossy(body).into_owned();
    for secret in secrets.filter(|secret| secret.len() >= MIN_SECRET) {
        if text.contains(secret) {
            text = text.replace(secret, BLOT);
        }
    }
    tokens(&text)
}

/// `text` without JWTs: every JWT begins with `eyJ`, the base64url of `{"`.
fn tokens(text: &str) -> String {
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

    #[test]
    fn tokens_and_secrets_are_blotted_out() {
        let text =
            br#"{"a":"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.sig-_","b":"code 123456","c":"eyJ no token"}"#;
        let clean = body(text, ["123456"].into_iter());
        assert_eq!(clean, r#"{"a":"[redacted]","b":"code [redacted]","c":"eyJ no token"}"#);
    }
}
