//! One row per kind: its local code, its words, its status; and which server code means which kind.
//! `conformance/errors.json` holds the same table for all languages.

use super::kind::{ErrorKind, Reason};

/// The local code. Server codes start with `E`; these start with `D`, so they can't be taken for one.
pub(super) fn code(kind: ErrorKind, reason: Option<Reason>) -> &'static str {
    match kind {
        ErrorKind::InvalidArgument => "D010001",
        ErrorKind::Config => "D010002",
        ErrorKind::Network => "D020001",
        ErrorKind::Timeout => "D020002",
        ErrorKind::Cancelled => "D020003",
        ErrorKind::Decode => "D020004",
        ErrorKind::Server => "D020005",
        ErrorKind::RateLimited => "D020006",
        ErrorKind::TokenExpired => "D030001",
        ErrorKind::TokenInvalid => token_code(reason),
        ErrorKind::Keys => keys_code(reason),
        // These come from the service only, with its code.
        ErrorKind::InvalidCode
        | ErrorKind::CodeExpired
        | ErrorKind::TooManyAttempts
        | ErrorKind::UserNotFound
        | ErrorKind::UserExists
        | ErrorKind::SessionEnded
        | ErrorKind::Rejected => "D020007",
    }
}

fn token_code(reason: Option<Reason>) -> &'static str {
    match reason {
        Some(Reason::Malformed) => "D030002",
        Some(Reason::TooLarge) => "D030003",
        Some(Reason::Encrypted) => "D030004",
        Some(Reason::Critical) => "D030005",
        Some(Reason::Algorithm) => "D030006",
        Some(Reason::UnknownKey) => "D030007",
        Some(Reason::WeakKey) => "D030008",
        Some(Reason::Signature) => "D030009",
        Some(Reason::NotYetValid) => "D030010",
        Some(Reason::Audience) => "D030011",
        Some(Reason::Issuer) => "D030012",
        Some(Reason::Kind) => "D030013",
        Some(Reason::Dpop) => "D030014",
        _ => "D030000",
    }
}

fn keys_code(reason: Option<Reason>) -> &'static str {
    match reason {
        Some(Reason::NotLoaded) => "D040001",
        Some(Reason::Unusable) => "D040002",
        Some(Reason::Fetch) => "D040003",
        _ => "D040000",
    }
}

pub(super) fn description(kind: ErrorKind, reason: Option<Reason>) -> &'static str {
    match kind {
        ErrorKind::InvalidArgument => "Invalid argument",
        ErrorKind::Config => "Invalid settings",
        ErrorKind::InvalidCode => "One-time code is wrong",
        ErrorKind::CodeExpired => "One-time code has expired",
        ErrorKind::TooManyAttempts => "Too many attempts",
        ErrorKind::UserNotFound => "User not found",
        ErrorKind::UserExists => "User already exists",
        ErrorKind::SessionEnded => "Session has ended",
        ErrorKind::Rejected => "The service refused the request",
        ErrorKind::RateLimited => "Rate limit exceeded",
        ErrorKind::Server => "The service failed",
        ErrorKind::TokenExpired => "Token has expired",
        ErrorKind::TokenInvalid => token_description(reason),
        ErrorKind::Keys => "No usable key",
        ErrorKind::Network => "The service can't be reached",
        ErrorKind::Timeout => "The call took too long",
        ErrorKind::Cancelled => "Cancelled",
        ErrorKind::Decode => "The service's answer can't be understood",
    }
}

fn token_description(reason: Option<Reason>) -> &'static str {
    match reason {
        Some(Reason::Malformed) => "Token is malformed",
        Some(Reason::TooLarge) => "Token is too large",
        Some(Reason::Encrypted) => "Token is encrypted",
        Some(Reason::Critical) => "Token demands an unknown extension",
        Some(Reason::Algorithm) => "Token algorithm is not accepted",
        Some(Reason::UnknownKey) => "Token is signed by an unknown key",
        Some(Reason::WeakKey) => "Token is signed by a weak key",
        Some(Reason::Signature) => "Token signature is wrong",
        Some(Reason::NotYetValid) => "Token is not yet valid",
        Some(Reason::Audience) => "Token is for another audience",
        Some(Reason::Issuer) => "Token is of another issuer",
        Some(Reason::Kind) => "Token is of another kind",
        Some(Reason::Dpop) => "Token is bound to a key",
        _ => "Token is invalid",
    }
}

pub(super) fn status(kind: ErrorKind, reason: Option<Reason>) -> Option<u16> {
    match (kind, reason) {
        (ErrorKind::InvalidArgument | ErrorKind::Config, _) => Some(400),
        (ErrorKind::TokenInvalid, Some(Reason::Malformed)) => Some(500),
        (ErrorKind::TokenInvalid, Some(Reason::NotYetValid)) => Some(400),
        (ErrorKind::TokenExpired | ErrorKind::TokenInvalid, _) => Some(401),
        (ErrorKind::Keys, _) => Some(500),
        _ => None,
    }
}

/// The kind of a failed reply. A code that is not known falls back to its status, never to a crash.
#[cfg_attr(not(feature = "net"), allow(dead_code))]
pub(super) fn kind_of_reply(status: u16, code: Option<&str>) -> ErrorKind {
    match code {
        Some("E061102") => ErrorKind::InvalidCode,
        Some("E061104") => ErrorKind::CodeExpired,
        Some("E061103") => ErrorKind::TooManyAttempts,
        Some("E062108" | "E112102") => ErrorKind::UserNotFound,
        Some("E062107") => ErrorKind::UserExists,
        Some("E061005" | "E064001") => ErrorKind::SessionEnded,
        Some("E130429") => ErrorKind::RateLimited,
        _ if status == 429 => ErrorKind::RateLimited,
        _ if status >= 500 => ErrorKind::Server,
        Some(_) => ErrorKind::Rejected,
        None => ErrorKind::Server,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_local_code_of_its_own_family() {
        for kind in ErrorKind::ALL {
            assert!(code(*kind, None).starts_with('D'), "{kind}");
            assert!(!description(*kind, None).is_empty(), "{kind}");
        }
    }

    #[test]
    fn unknown_server_codes_fall_back_to_the_parent() {
        assert_eq!(kind_of_reply(400, Some("E999999")), ErrorKind::Rejected);
        assert_eq!(kind_of_reply(502, Some("E999999")), ErrorKind::Server);
        assert_eq!(kind_of_reply(403, None), ErrorKind::Server);
    }

    /// `conformance/errors.json`, which every other language is held against.
    fn rows() -> Vec<serde_json::Value> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance/errors.json");
        let table: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        table["kinds"].as_array().unwrap().clone()
    }

    fn retryable(kind: ErrorKind, reason: Option<Reason>) -> bool {
        let error = crate::Error::new(kind, "");
        reason.map_or(error.clone(), |reason| error.because(reason)).is_retryable()
    }

    #[test]
    fn the_shared_table_says_the_same() {
        for (kind, row) in ErrorKind::ALL.iter().zip(rows()) {
            for reason in Reason::ALL.iter().copied().map(Some).chain([None]) {
                let own = &row["reasons"][reason.map_or("", Reason::as_str)];
                let cell =
                    |name: &str| if own[name].is_null() { row[name].clone() } else { own[name].clone() };
                let said = ["slug", "code", "description", "status", "retryable"].map(cell);
                let is: [serde_json::Value; 5] = [
                    kind.as_str().into(),
                    code(*kind, reason).into(),
                    description(*kind, reason).into(),
                    status(*kind, reason).into(),
                    retryable(*kind, reason).into(),
                ];
                assert_eq!(is, said, "{reason:?}");
            }
        }
    }
}
