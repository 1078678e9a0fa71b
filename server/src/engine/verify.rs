//! A code comes back. The attempt is charged and committed before the code is looked at, so that guesses made at
//! the same time cannot outnumber the limit; then the code is compared; then it is consumed, by one caller.

use super::start::subject;
use super::{Challenge, Channel, Engine, Entry, Subject, Transaction, canonical};
use crate::error::{Code, Failure};
use crate::secret;

/// A code that came back.
#[derive(Clone)]
pub struct Guess {
    /// The way of the path it came by.
    pub channel: Channel,
    /// Who, as the caller wrote it.
    pub login_id: String,
    /// The code.
    pub code: String,
    /// Where the caller is, for the history.
    pub ip: String,
}

/// The challenges a charged attempt may be compared with.
struct Attempt {
    subject: Subject,
    pending: Option<Challenge>,
    test_code: Option<Challenge>,
}

/// The challenge that the code belongs to.
pub(super) struct Match {
    pub(super) subject: Subject,
    pub(super) challenge: Challenge,
}

impl Engine {
    /// Completes what the code is good for, and logs the user in.
    pub async fn verify(&self, guess: Guess) -> Result<Entry, Failure> {
        let login_id = guess.login_id.clone();
        let attempt = self.transact(move |transaction| transaction.charge(&login_id)).await?;
        let matched = self.compare(attempt, &guess)?;
        self.transact(move |transaction| transaction.complete(&matched, &guess)).await
    }

    /// Compares with every candidate, so that the time taken does not tell which one it was.
    fn compare(&self, attempt: Attempt, guess: &Guess) -> Result<Match, Failure> {
        let login_id = canonical(&guess.login_id);
        let fits = |challenge: &Challenge| {
            let digest = self.digest(&challenge.id, guess.channel, &login_id, &guess.code);
            secret::equal(&challenge.digest, &digest)
        };
        let pending = attempt.pending.filter(fits);
        let test_code = attempt.test_code.filter(fits);
        let challenge = test_code.or(pending).ok_or_else(|| Failure::new(Code::WrongCode, "wrong code"))?;
        Ok(Match { subject: attempt.subject, challenge })
    }
}

impl Transaction<'_> {
    /// Takes one guess from the challenge and one from the failure budget; a success gives the latter back.
    fn charge(&self, login_id: &str) -> Result<Attempt, Failure> {
        let user = self.user_by_login_id(login_id)?;
        user.as_ref().map_or(Ok(()), super::User::check_enabled)?;
        let subject = subject(user.as_ref(), login_id);
        let pending = self.records.challenge(&subject)?;
        let test_code = match user.as_ref().filter(|user| user.test) {
            Some(user) => self.live_challenge(&Subject::TestCode(user.id.clone()))?,
            None => None,
        };
        if user.is_none() && pending.is_none() {
            return Err(Failure::new(Code::UserNotFound, "verify for an unknown user"));
        }
        if self.is_spent(&subject)? {
            return Err(Failure::new(Code::TooManyAttempts, "the failure budget is spent"));
        }
        let attempt = Attempt { subject, pending, test_code };
        self.charge_attempt(&attempt)?;
        if self.charge_failure(&attempt.subject)? {
            return Ok(attempt);
        }
        Err(Failure::new(Code::TooManyAttempts, "the failure budget is spent"))
    }

    fn charge_attempt(&self, attempt: &Attempt) -> Result<(), Failure> {
        for challenge in attempt.pending.iter().chain(&attempt.test_code) {
            if self.records.charge_challenge(&challenge.id, self.now)? {
                return Ok(());
            }
        }
        Err(match &attempt.pending {
            None if attempt.test_code.is_none() => Failure::new(Code::WrongCode, "no live challenge"),
            Some(pending) if !pending.is_live(self.now) => {
                Failure::new(Code::CodeExpired, "the code expired")
            }
            _ => Failure::new(Code::TooManyAttempts, "no attempts are left"),
        })
    }

    pub(super) fn live_challenge(&self, subject: &Subject) -> Result<Option<Challenge>, Failure> {
        Ok(self.records.challenge(subject)?.filter(|challenge| challenge.is_live(self.now)))
    }
}
