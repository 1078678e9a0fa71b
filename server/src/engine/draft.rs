//! From a decision to send a code to the code that was sent. Every start call comes through here.

use serde_json::{Map, Value};

use super::address::Address;
use super::{Challenge, Channel, Engine, Intent, Purpose, Subject, Transaction, canonical};
use crate::delivery::{Message, choose, text};
use crate::error::{Code, Failure};
use crate::random;

/// Failures after which a user gets no more codes (service C5).
pub(super) const BUDGET: u32 = 100;

/// A day without a failure fills the budget again.
const BUDGET_LIFETIME: i64 = 24 * 3_600_000;

/// A challenge that is about to be made.
pub(super) struct Draft {
    pub(super) subject: Subject,
    pub(super) purpose: Purpose,
    pub(super) channel: Channel,
    pub(super) address: Address,
    pub(super) intent: Intent,
    pub(super) template_id: Option<String>,
    pub(super) template_options: Map<String, Value>,
    /// Test users get no messages.
    pub(super) silent: bool,
}

/// What a start call answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The way the code went.
    pub channel: Channel,
    /// Where it went, so far as the caller may know.
    pub masked: String,
    /// Guesses per challenge.
    pub attempts: u32,
}

impl Engine {
    /// Makes the challenge that `draft` asks for, and sends its code once it is stored.
    pub(super) async fn send<F>(&self, draft: F) -> Result<Receipt, Failure>
    where
        F: FnOnce(&Transaction<'_>) -> Result<Draft, Failure> + Send + 'static,
    {
        let fixed = self.fixed_codes();
        let (receipt, message) = self
            .transact(move |transaction| {
                let draft = draft(transaction)?;
                let fixed = fixed.get(&draft.intent.spelling, transaction.now);
                transaction.challenge(draft, fixed)
            })
            .await?;
        if let Some(message) = message {
            self.deliver(message);
        }
        Ok(receipt)
    }
}

impl Transaction<'_> {
    /// A user whose budget is spent gets the usual answer and no code: whoever spent it learns nothing.
    fn challenge(&self, draft: Draft, fixed: Option<String>) -> Result<(Receipt, Option<Message>), Failure> {
        let receipt = Receipt {
            channel: draft.channel,
            masked: draft.address.masked(draft.channel),
            attempts: self.settings.verification_attempts,
        };
        if self.is_spent(&draft.subject)? {
            tracing::warn!("no code was sent: the failure budget is spent");
            return Ok((receipt, None));
        }
        if !draft.silent {
            self.charge_recipient(draft.address.recipient())?;
        }
        let code = fixed.unwrap_or_else(|| random::code(self.settings.code_digits));
        let message = (!draft.silent).then(|| self.message(&draft, &code));
        self.seal(draft, &code)?;
        Ok((receipt, message))
    }

    /// Stores the challenge, in place of the subject's earlier one.
    pub(super) fn seal(&self, draft: Draft, code: &str) -> Result<(), Failure> {
        let (id, login_id) = (random::id("C"), canonical(&draft.intent.spelling));
        let challenge = Challenge {
            digest: self.code_hash.digest(&self.project, &id, draft.channel, &login_id, code),
            id,
            subject: draft.subject,
            login_id,
            channel: draft.channel,
            purpose: draft.purpose,
            address: draft.address.into_deliverable(),
            attempts: self.settings.verification_attempts,
            expires_at: self.now + self.settings.code_lifetime * 1000,
            intent: draft.intent,
        };
        Ok(self.records.replace_challenge(&challenge, self.now - BUDGET_LIFETIME)?)
    }

    fn message(&self, draft: &Draft, code: &str) -> Message {
        let template = choose(&self.settings.templates, draft.template_id.as_deref(), draft.channel);
        Message {
            id: 0,
            project: self.project.to_string(),
            to: draft.address.recipient().to_owned(),
            channel: draft.channel,
            login_id: draft.intent.spelling.clone(),
            purpose: draft.purpose,
            code: code.to_owned(),
            text: text(template, code, self.settings.code_lifetime, &draft.template_options),
            at: self.now,
        }
    }

    /// Whether the subject has failed so often that it gets no more codes.
    pub(super) fn is_spent(&self, subject: &Subject) -> Result<bool, Failure> {
        Ok(self.records.failures(subject, self.now - BUDGET_LIFETIME)? >= BUDGET)
    }

    /// Counts a failure before it is one; false when the budget is spent.
    pub(super) fn charge_failure(&self, subject: &Subject) -> Result<bool, Failure> {
        Ok(self.records.charge_failure(subject, BUDGET, self.now - BUDGET_LIFETIME, self.now)?)
    }

    /// Counts a message to a recipient, when that is limited (service C9).
    fn charge_recipient(&self, recipient: &str) -> Result<(), Failure> {
        let Some(limit) = self.settings.sending_limit else { return Ok(()) };
        let since = self.now - limit.seconds * 1000;
        let recipient = canonical(recipient);
        if self.records.charge_send(&recipient, limit.messages, since, self.now)? {
            return Ok(());
        }
        let oldest = self.records.oldest_send(&recipient, since)?.unwrap_or(self.now);
        let wait = (oldest - since + 999) / 1000;
        Err(Failure::new(Code::RateLimited, "too many messages to one recipient")
            .with_retry_after(wait.max(1)))
    }
}
