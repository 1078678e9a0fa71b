//! What a project can be told to do differently. Lifetimes are seconds, as everywhere on the wire.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The settings of one project, as `/_doorcode/settings` shows them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Settings {
    /// Digits of a code, 6 to 10.
    pub code_digits: u32,
    /// Life of a code; over 600 only with `allow_long_codes`.
    pub code_lifetime: i64,
    /// Lets a code live longer than the ten minutes of NIST 800-63B.
    pub allow_long_codes: bool,
    /// Guesses per challenge.
    pub verification_attempts: u32,
    /// Life of a session token.
    pub session_lifetime: i64,
    /// Life of a refresh token, and so of a session.
    pub refresh_lifetime: i64,
    /// Life of the claim `su`.
    pub stepup_lifetime: i64,
    /// Life of the session token that an access key is exchanged for.
    pub access_key_lifetime: i64,
    /// Whether a refresh also replaces the refresh token.
    pub rotate_refresh_tokens: bool,
    /// Whether tokens travel in cookies instead of the body.
    pub cookies: bool,
    /// The claim `aud` of every token.
    pub audience: Option<Audience>,
    /// Messages per recipient; unlimited when absent.
    pub sending_limit: Option<SendingLimit>,
    /// Foreign tokens, and the login ID that each of them stands for.
    pub external_tokens: ExternalTokens,
    /// Message texts that replace the built-in ones.
    pub templates: BTreeMap<String, String>,
    /// How many test users there may be.
    pub test_users: usize,
}

/// One audience or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Audience {
    /// A string in the token.
    One(String),
    /// An array in the token.
    Many(Vec<String>),
}

/// So many messages to one recipient in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendingLimit {
    /// How many messages.
    pub messages: u32,
    /// In how many seconds.
    pub seconds: i64,
}

/// Foreign tokens are secrets, so this prints only how many there are.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExternalTokens(BTreeMap<String, String>);

impl ExternalTokens {
    /// The login ID that a token stands for.
    #[must_use]
    pub fn login_id(&self, token: &str) -> Option<&str> {
        self.0.get(token).map(String::as_str)
    }
}

impl fmt::Debug for ExternalTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExternalTokens({})", self.0.len())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            code_digits: 6,
            code_lifetime: 180,
            allow_long_codes: false,
            verification_attempts: 3,
            session_lifetime: 600,
            refresh_lifetime: 28 * 24 * 3600,
            stepup_lifetime: 600,
            access_key_lifetime: 600,
            rotate_refresh_tokens: false,
            cookies: false,
            audience: None,
            sending_limit: None,
            external_tokens: ExternalTokens::default(),
            templates: BTreeMap::new(),
            test_users: 100,
        }
    }
}

/// Ten years: longer lives would not fit the 32 bits that some clients read `cookieExpiration` into.
const LONGEST: i64 = 10 * 365 * 24 * 3600;

impl Settings {
    /// These settings with the members of `patch` in place of their own; null puts a default back.
    pub fn patched(&self, patch: &Map<String, Value>) -> Result<Self, String> {
        let mut members = match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            _ => Map::new(),
        };
        for (name, value) in patch {
            members.remove(name);
            if !value.is_null() {
                members.insert(name.clone(), value.clone());
            }
        }
        let settings: Self =
            serde_json::from_value(Value::Object(members)).map_err(|error| error.to_string())?;
        settings.check().map(|()| settings)
    }

    fn check(&self) -> Result<(), String> {
        let lives =
            [self.session_lifetime, self.refresh_lifetime, self.stepup_lifetime, self.access_key_lifetime];
        let rules = [
            ((6..=10).contains(&self.code_digits), "codeDigits must lie between 6 and 10"),
            (self.code_lifetime > 0, "codeLifetime must be positive"),
            (
                self.code_lifetime <= 600 || self.allow_long_codes,
                "codeLifetime over 600 needs allowLongCodes",
            ),
            (self.code_lifetime <= LONGEST, "codeLifetime is too long"),
            (self.verification_attempts > 0, "verificationAttempts must be positive"),
            (lives.iter().all(|life| (1..=LONGEST).contains(life)), "a lifetime is out of range"),
            (
                self.sending_limit
                    .is_none_or(|limit| limit.messages > 0 && (1..=LONGEST).contains(&limit.seconds)),
                "sendingLimit is out of range",
            ),
        ];
        rules.iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, text)| Err((*text).to_owned()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn patched(patch: &Value) -> Result<Settings, String> {
        Settings::default().patched(patch.as_object().unwrap())
    }

    #[test]
    fn a_patch_changes_its_members_and_null_puts_the_default_back() {
        let changed = patched(&json!({"codeLifetime": 60, "audience": ["a", "b"]})).unwrap();
        assert_eq!(changed.code_lifetime, 60);
        assert_eq!(changed.verification_attempts, 3);
        let back = changed.patched(json!({"codeLifetime": null}).as_object().unwrap()).unwrap();
        assert_eq!((back.code_lifetime, back.audience), (180, changed.audience));
    }

    #[test]
    fn ten_minutes_is_the_longest_life_of_a_code_without_an_override() {
        assert!(patched(&json!({"codeLifetime": 600})).is_ok());
        assert!(patched(&json!({"codeLifetime": 601})).is_err());
        assert!(patched(&json!({"codeLifetime": 601, "allowLongCodes": true})).is_ok());
    }

    #[test]
    fn unknown_names_wrong_types_and_values_out_of_range_are_refused() {
        for patch in [
            json!({"codeLife": 1}),
            json!({"codeLifetime": "60"}),
            json!({"codeDigits": 5}),
            json!({"verificationAttempts": 0}),
            json!({"sessionLifetime": 0}),
            json!({"sendingLimit": {"messages": 0, "seconds": 60}}),
        ] {
            assert!(patched(&patch).is_err(), "{patch}");
        }
    }
}
