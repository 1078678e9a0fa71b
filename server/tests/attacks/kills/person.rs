//! What one person knows for certain about the service, from its answers alone.

use super::database::Copied;

/// Somebody who signs up, comes back, moves house and leaves.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) login_id: String,
    /// Whether a login was answered.
    pub(super) registered: bool,
    pub(super) pending: Option<Pending>,
    /// A code that was answered with a login.
    pub(super) spent: Option<Code>,
    /// The refresh token that was answered last.
    pub(super) token: Option<Token>,
    /// A refresh token whose log-out was answered.
    pub(super) ended: Option<String>,
    /// The phone numbers that may be the present one: two after a change that was not answered.
    pub(super) phones: Vec<String>,
    /// Sessions that are there for certain.
    pub(super) sessions: u32,
    /// Sessions that may be there or not: their beginning or their end was asked for, and not answered.
    pub(super) unsure: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) text: String,
    /// The method of its path.
    pub(super) method: &'static str,
}

/// A code that came and was not answered with a login.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) code: Code,
    /// Whether it was sent back, without an answer.
    pub(super) sent: bool,
    /// The number that it proves.
    pub(super) phone: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) jwt: String,
    /// The token two generations before, where both rotations were answered.
    pub(super) superseded: Option<String>,
    /// The token before.
    pub(super) previous: Option<String>,
}

impl Person {
    pub(super) fn new(login_id: String) -> Self {
        Self {
            login_id,
            registered: false,
            pending: None,
            spent: None,
            token: None,
            ended: None,
            phones: vec![String::new()],
            sessions: 0,
            unsure: 0,
        }
    }

    /// No session was lost, and none came from nowhere.
    pub(super) fn compare(&mut self, copy: &Copied) {
        let there = copy.sessions(&self.login_id);
        let expected = self.sessions..=self.sessions + self.unsure;
        assert!(expected.contains(&there), "{there} sessions: {self:?}");
        (self.sessions, self.unsure) = (there, 0);
    }

    /// A login was answered.
    pub(super) fn logged_in(&mut self, jwt: String) {
        self.registered = true;
        self.sessions += 1;
        self.token = Some(Token { jwt, superseded: None, previous: None });
        if let Some(pending) = self.pending.take() {
            self.phones = pending.phone.map_or_else(|| std::mem::take(&mut self.phones), |phone| vec![phone]);
            self.spent = Some(pending.code);
        }
    }

    /// A rotation was answered.
    pub(super) fn rotated(&mut self, jwt: String) {
        self.token =
            self.token.take().map(|old| Token { jwt, superseded: old.previous, previous: Some(old.jwt) });
    }
}
