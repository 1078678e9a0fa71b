//! The second half of every flow: the right code is consumed and the user is logged in.

use super::update::Updated;
use super::verify::{Guess, Match};
use super::{Challenge, Entry, Login, Purpose, Session, Status, Subject, Transaction, User};
use crate::error::{Code, Failure};
use crate::random;

impl Transaction<'_> {
    pub(super) fn complete(&self, matched: &Match, guess: &Guess) -> Result<Entry, Failure> {
        let challenge = self.consume(matched)?;
        let base = self.base_session(&challenge)?;
        let Updated { mut user, proven } = self.settle(&matched.subject, &challenge)?;
        if let Some(address) = proven {
            user.prove(challenge.channel, &address);
        }
        let first_seen = !std::mem::replace(&mut user.registered, true);
        user.status = Status::Enabled;
        self.save(&user, Code::UserExists)?;
        self.records.forget_failures(&matched.subject)?;
        if challenge.intent.revoke_others {
            self.records.end_sessions(&user.id)?;
        }
        let session = self.session(&user, &challenge, base, guess);
        self.enter(user, session, &guess.ip, first_seen, challenge.intent.stepup)
    }

    /// Stores a session and notes the login.
    pub(super) fn enter(
        &self,
        user: User,
        session: Session,
        ip: &str,
        first_seen: bool,
        stepup: bool,
    ) -> Result<Entry, Failure> {
        self.records.add_session(&session, self.now)?;
        let account = self.account(user)?;
        let tenant = account.authorization.current(session.tenant.as_deref()).unwrap_or_default().to_owned();
        let login = Login { user: account.user.id.clone(), at: self.now, ip: ip.to_owned(), tenant };
        self.records.add_login(&login)?;
        Ok(Entry { account, session, first_seen, stepup })
    }

    /// Takes the code out of the store, and with a test code the challenge it completes. Of all who hold the
    /// right code, one comes past this line.
    fn consume(&self, matched: &Match) -> Result<Challenge, Failure> {
        let used = || Failure::new(Code::WrongCode, "the code was used already");
        let challenge = &matched.challenge;
        self.records.consume_challenge(&challenge.id)?.then_some(()).ok_or_else(used)?;
        if !matches!(challenge.subject, Subject::TestCode(_)) {
            return Ok(challenge.clone());
        }
        let Some(mut pending) = self.live_challenge(&matched.subject)? else { return Ok(challenge.clone()) };
        self.records.consume_challenge(&pending.id)?.then_some(()).ok_or_else(used)?;
        pending.intent.claims.extend(challenge.intent.claims.clone());
        pending.intent.revoke_others |= challenge.intent.revoke_others;
        Ok(pending)
    }

    /// The session a step-up, a second factor or an update started from; it must still be there.
    fn base_session(&self, challenge: &Challenge) -> Result<Option<Session>, Failure> {
        let Some(id) = &challenge.intent.base else { return Ok(None) };
        let gone = || Failure::new(Code::LoggedOut, "the session it started from was ended");
        self.records.session(id)?.map(Some).ok_or_else(gone)
    }

    /// Makes, finds or updates the user, as the purpose says.
    fn settle(&self, subject: &Subject, challenge: &Challenge) -> Result<Updated, Failure> {
        let proven = challenge.address.clone();
        let Subject::User(id) = subject else {
            return Ok(Updated { user: self.newcomer(challenge), proven });
        };
        let mut user = self.active_user(id)?;
        match challenge.purpose {
            Purpose::UpdateEmail | Purpose::UpdatePhone => self.update(user, challenge),
            Purpose::SignUp | Purpose::SignIn | Purpose::SignUpOrIn => {
                if !user.registered {
                    user.details.fill_in(challenge.intent.details.clone());
                }
                Ok(Updated { user, proven })
            }
        }
    }

    fn newcomer(&self, challenge: &Challenge) -> User {
        let mut user = User::new(random::id("U2"), challenge.intent.spelling.clone(), self.now);
        user.details = challenge.intent.details.clone();
        if let Some(address) = &challenge.address {
            user.move_to(challenge.channel, address);
        }
        user
    }

    /// A new session. What is asked of it now goes before what it takes over from the one it started from.
    fn session(&self, user: &User, challenge: &Challenge, base: Option<Session>, guess: &Guess) -> Session {
        let intent = &challenge.intent;
        let (mut amr, tenant, mut claims) =
            base.map(|base| (base.amr, base.tenant, base.claims)).unwrap_or_default();
        if !intent.mfa {
            amr.clear();
        }
        let factors = [guess.channel.as_str()].into_iter().chain(intent.mfa.then_some("mfa"));
        for factor in factors {
            if !amr.iter().any(|passed| passed == factor) {
                amr.push(factor.to_owned());
            }
        }
        claims.extend(intent.claims.clone());
        Session { amr, tenant: intent.tenant.clone().or(tenant), claims, ..self.new_session(user) }
    }

    /// A session of this user, from now on.
    pub(super) fn new_session(&self, user: &User) -> Session {
        Session {
            id: random::id("S"),
            user: user.id.clone(),
            generation: 0,
            rotated_at: self.now,
            expires_at: self.now + self.settings.refresh_lifetime * 1000,
            tenant: None,
            amr: Vec::new(),
            claims: serde_json::Map::new(),
        }
    }
}
