//! Codes that management makes for test users, who get no messages.

use serde_json::Map;

use super::address::Address;
use super::draft::Draft;
use super::management::UserKey;
use super::{Channel, Engine, Intent, LoginOptions, Purpose, Subject, Transaction};
use crate::error::Failure;
use crate::random;

/// A code to be made for a test user.
#[derive(Clone, Debug)]
pub struct TestCode {
    /// Whose.
    pub login_id: String,
    /// The path it is to be verified on.
    pub channel: Channel,
    /// How to log in, when nothing else is pending.
    pub options: LoginOptions,
}

impl Engine {
    /// Makes a code that survives every start call and completes whatever is pending. The last one counts.
    pub async fn generate_code(&self, order: TestCode) -> Result<String, Failure> {
        let fixed = self.fixed_codes();
        self.transact(move |transaction| {
            let fixed = fixed.get(&order.login_id, transaction.now);
            transaction.generate_code(order, fixed)
        })
        .await
    }
}

impl Transaction<'_> {
    fn generate_code(&self, order: TestCode, fixed: Option<String>) -> Result<String, Failure> {
        let user = self.user(&UserKey::LoginId(order.login_id.clone()))?;
        if !user.test {
            return Err(Failure::argument("The user is not a test user"));
        }
        let code = fixed.unwrap_or_else(|| random::code(self.settings.code_digits));
        let draft = Draft {
            subject: Subject::TestCode(user.id),
            purpose: Purpose::SignIn,
            channel: order.channel,
            address: Address::Nowhere(String::new()),
            intent: Intent {
                spelling: order.login_id,
                claims: order.options.claims,
                revoke_others: order.options.revoke_others,
                tenant: order.options.tenant,
                ..Intent::default()
            },
            template_id: None,
            template_options: Map::new(),
            silent: true,
        };
        self.seal(draft, &code)?;
        Ok(code)
    }
}
