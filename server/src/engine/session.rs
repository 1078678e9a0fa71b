//! A logged-in user on one device. The store holds no token, only what one is made from.

use serde_json::{Map, Value};

use super::Transaction;
use crate::error::{Code, Failure};

/// How long the refresh token before the current one is still answered, so that the tabs of a browser may
/// refresh at the same time (service S3).
const GRACE: i64 = 30_000;

/// A session that was not ended; an ended one is gone from the store.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Named by its tokens.
    pub id: String,
    /// The user.
    pub user: String,
    /// Counts the rotations of the refresh token.
    pub generation: u32,
    /// When the current generation began.
    pub rotated_at: i64,
    /// When its refresh token expires.
    pub expires_at: i64,
    /// The selected tenant.
    pub tenant: Option<String>,
    /// The methods that were passed.
    pub amr: Vec<String>,
    /// Custom claims, which show as `nsec`.
    pub claims: Map<String, Value>,
}

/// A refresh token whose signature, project, kind and times are right. Whether its session still lives is for
/// the store to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// The session.
    pub session: String,
    /// The generation it belongs to.
    pub generation: u32,
}

impl Transaction<'_> {
    /// The session of a refresh token. A generation that is older than the tabs of a browser explain means that
    /// somebody keeps a stolen token: it ends the session for both.
    pub(super) fn open_session(&self, token: &RefreshToken) -> Result<Session, Failure> {
        let ended = || Failure::new(Code::LoggedOut, "the session was ended");
        let session = self.records.session(&token.session)?.ok_or_else(ended)?;
        if session.answers(token.generation, self.now) {
            return Ok(session);
        }
        self.records.end_session(&session.id)?;
        Err(Failure::new(Code::InvalidToken, "superseded refresh token: the session is ended").lasting())
    }

    /// Moves to the next generation if the token is of the current one; of several at once, one does.
    pub(super) fn rotate(&self, session: Session, token: &RefreshToken) -> Result<Session, Failure> {
        if token.generation != session.generation {
            return Ok(session);
        }
        self.records.advance_generation(&session.id, token.generation, self.now)?;
        let gone = || Failure::new(Code::LoggedOut, "the session was ended");
        self.records.session(&session.id)?.ok_or_else(gone)
    }
}

impl Session {
    fn answers(&self, generation: u32, now: i64) -> bool {
        let previous = generation.checked_add(1) == Some(self.generation);
        generation == self.generation || previous && now - self.rotated_at < GRACE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_previous_generation_is_answered_for_thirty_seconds() {
        let session = Session {
            id: "s".into(),
            user: "u".into(),
            generation: 4,
            rotated_at: 1_000,
            expires_at: i64::MAX,
            tenant: None,
            amr: Vec::new(),
            claims: Map::new(),
        };
        assert!(session.answers(4, i64::MAX / 2));
        assert!(session.answers(3, 30_999));
        assert!(!session.answers(3, 31_000));
        assert!(!session.answers(2, 1_000));
        assert!(!session.answers(5, 1_000));
    }
}
