//! One-time codes: the six operations.

mod body;
mod method;
mod options;

use serde::Deserialize;
use serde_json::Value;

pub use method::{DeliveryMethod, MaskedAddress};
pub use options::{LoginOptions, SignUpDetails, SignUpOptions, UpdateOptions};

use crate::client::Client;
use crate::error::{Error, Reason, Result};
use crate::flow::Call;
use crate::http::{self, Exchange, Line, Object, Repeat};
use crate::input;
use crate::jwt::VerifyOptions;
use crate::keys;
use crate::session::{AuthResponse, Replies};

/// One-time codes; see [`Client::otp`].
///
/// A start (sign up, sign in, update) sends a code and answers where it went; [`verify`](Self::verify) completes
/// what was started. The method may be left to a guess (`None`): SMS for a phone number, e-mail for an address.
#[derive(Clone, Debug)]
pub struct Otp {
    client: Client,
}

impl Otp {
    pub(crate) fn new(client: Client) -> Self {
        Self { client }
    }

    /// Sends a code to somebody new. Verifying it makes the user.
    ///
    /// The code goes to the e-mail address or phone number in `details`, else to the login ID itself.
    ///
    /// # Errors
    /// `invalid_argument` (`login_id`, `method`, `email`, `phone`, `options`); `user_exists` when the login ID
    /// has completed a login before; `rate_limited`, `rejected`, `server`, `network`, `timeout`, `decode`.
    ///
    /// Source: protocol §6.2.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// use doorcode::{DeliveryMethod, SignUpDetails, SignUpOptions};
    ///
    /// let details = SignUpDetails { name: Some("Ann".into()), ..Default::default() };
    /// let masked = client
    ///     .otp()
    ///     .sign_up(DeliveryMethod::Email, "ann@example.com", Some(&details), &SignUpOptions::default())
    ///     .await?;
    /// assert_eq!(masked.masked, "a***@example.com");
    /// # Ok(())
    /// # });
    /// ```
    pub fn sign_up(
        &self,
        method: impl Into<Option<DeliveryMethod>>,
        login_id: &str,
        details: Option<&SignUpDetails>,
        options: &SignUpOptions,
    ) -> Call<MaskedAddress> {
        let start = || {
            let method = method::chosen(method.into(), login_id)?;
            let body = body::sign_up(method, login_id, details, options)?;
            Ok(Start { method, path: format!("/v1/auth/otp/signup/{method}"), body, token: None })
        };
        self.start(start())
    }

    /// Sends a code to a known user.
    ///
    /// Step-up and MFA (see [`LoginOptions`]) need the `refresh_token` of the session they build on.
    ///
    /// # Errors
    /// `invalid_argument` (`login_id`, `method`, `options`, `refresh_token`); `user_not_found`;
    /// `session_ended` when the refresh token is no longer good; `rate_limited`, `rejected`, `server`,
    /// `network`, `timeout`, `decode`.
    ///
    /// Source: protocol §6.3.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # service.control("POST /seed", serde_json::json!({ "users": [{ "loginId": "+15555550100", "phone": "+15555550100" }] }));
    /// use doorcode::{DeliveryMethod, LoginOptions};
    ///
    /// client.otp().sign_in(DeliveryMethod::Sms, "+15555550100", &LoginOptions::default(), None).await?;
    /// # Ok(())
    /// # });
    /// ```
    pub fn sign_in(
        &self,
        method: impl Into<Option<DeliveryMethod>>,
        login_id: &str,
        options: &LoginOptions,
        refresh_token: Option<&str>,
    ) -> Call<MaskedAddress> {
        self.start(Start::login("signin", method.into(), login_id, options, refresh_token))
    }

    /// Sends a code to a user, known or new.
    ///
    /// # Errors
    /// Those of [`sign_in`](Self::sign_in), without `user_not_found`.
    ///
    /// Source: protocol §6.4.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// use doorcode::SignUpOptions;
    ///
    /// client.otp().sign_up_or_in(None, "ann@example.com", &SignUpOptions::default()).await?;
    /// # Ok(())
    /// # });
    /// ```
    pub fn sign_up_or_in(
        &self,
        method: impl Into<Option<DeliveryMethod>>,
        login_id: &str,
        options: &SignUpOptions,
    ) -> Call<MaskedAddress> {
        self.sign_up_or_in_with(method, login_id, &options.clone().into(), None)
    }

    /// [`sign_up_or_in`](Self::sign_up_or_in) with all that a sign-in can ask for: step-up and MFA too, with the
    /// refresh token of the session they build on.
    ///
    /// # Errors
    /// Those of [`sign_in`](Self::sign_in), without `user_not_found`.
    ///
    /// Source: protocol §6.0, §6.4.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let refresh_token = login.refresh.as_ref().map_or("", |token| token.jwt());
    /// use doorcode::{DeliveryMethod, LoginOptions};
    ///
    /// let options = LoginOptions { stepup: true, ..Default::default() };
    /// client.otp().sign_up_or_in_with(DeliveryMethod::Email, "ann@example.com", &options, Some(refresh_token)).await?;
    /// # Ok(())
    /// # });
    /// ```
    pub fn sign_up_or_in_with(
        &self,
        method: impl Into<Option<DeliveryMethod>>,
        login_id: &str,
        options: &LoginOptions,
        refresh_token: Option<&str>,
    ) -> Call<MaskedAddress> {
        self.start(Start::login("signup-in", method.into(), login_id, options, refresh_token))
    }

    /// Completes a sign-up, sign-in or update with the code the user received, and hands back the session.
    ///
    /// Blanks and separators in `code` are removed first. The keys are loaded before the code is sent, so that no
    /// code is burnt; every token of the answer is checked.
    ///
    /// # Errors
    /// `invalid_argument` (`login_id`, `code`, `method`); `invalid_code`, `code_expired`, `too_many_attempts`,
    /// `user_not_found`; `keys` before anything is sent; `token_invalid` or `token_expired` when the answer's
    /// tokens do not hold; `rate_limited`, `rejected`, `server`, `network`, `timeout`, `decode`.
    ///
    /// Source: protocol §6.5.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # service.fix_code("ann@example.com", "123456");
    /// # client.otp().sign_up_or_in(None, "ann@example.com", &Default::default()).await?;
    /// use doorcode::{DeliveryMethod, VerifyOptions};
    ///
    /// let login = client
    ///     .otp()
    ///     .verify(DeliveryMethod::Email, "ann@example.com", "123 456", &VerifyOptions::default())
    ///     .await?;
    /// println!("welcome, {}", login.session.subject().unwrap_or("stranger"));
    /// # Ok(())
    /// # });
    /// ```
    pub fn verify(
        &self,
        method: impl Into<Option<DeliveryMethod>>,
        login_id: &str,
        code: &str,
        options: &VerifyOptions,
    ) -> Call<AuthResponse> {
        let exchange = || {
            let method = method::chosen(method.into(), login_id)?;
            let code = input::code(code)?;
            let body = serde_json::json!({ "loginId": input::login_id(login_id)?, "code": code });
            let path = format!("/v1/auth/otp/verify/{method}");
            Ok(Exchange::post(path, &body, Repeat::IfNothingSent).with_secret(&code))
        };
        match exchange() {
            Ok(exchange) => {
                let options = options.clone();
                self.client.call(|line| verify(line, exchange, options))
            }
            Err(error) => Call::decided(Err(error)),
        }
    }

    /// Sends a code to a new e-mail address of a signed-in user. Verifying it, with the login ID as before,
    /// makes the change.
    ///
    /// # Errors
    /// `invalid_argument` (`login_id`, `email`, `refresh_token`, `options`); `session_ended`; `rate_limited`,
    /// `rejected` (`E062125`: the address belongs to somebody else), `server`, `network`, `timeout`, `decode`.
    ///
    /// Source: protocol §6.6.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let refresh_token = login.refresh.as_ref().map_or("", |token| token.jwt());
    /// use doorcode::UpdateOptions;
    ///
    /// let options = UpdateOptions { add_to_login_ids: true, ..Default::default() };
    /// client.otp().update_email("ann@example.com", "ann@new.example", refresh_token, &options).await?;
    /// # Ok(())
    /// # });
    /// ```
    pub fn update_email(
        &self,
        login_id: &str,
        email: &str,
        refresh_token: &str,
        options: &UpdateOptions,
    ) -> Call<MaskedAddress> {
        let start = || {
            let login_id = input::login_id(login_id)?;
            input::email("email", email)?;
            let body = body::update(login_id, "email", email, options)?;
            let token = Some(input::secret("refresh_token", refresh_token)?.to_owned());
            Ok(Start { method: DeliveryMethod::Email, path: "/v1/auth/otp/update/email".into(), body, token })
        };
        self.start(start())
    }

    /// Sends a code to a new phone number of a signed-in user, by SMS unless `method` says otherwise. Verifying
    /// it, with the login ID as before, makes the change.
    ///
    /// # Errors
    /// `invalid_argument` (`login_id`, `phone`, `method`, `refresh_token`, `options`); else as
    /// [`update_email`](Self::update_email).
    ///
    /// Source: protocol §6.6.
    ///
    /// ```
    /// # mod support { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/example.rs")); }
    /// # support::example(|client, service| async move {
    /// # let login = service.ann(&client).await?;
    /// # let refresh_token = login.refresh.as_ref().map_or("", |token| token.jwt());
    /// use doorcode::{DeliveryMethod, UpdateOptions};
    ///
    /// let options = UpdateOptions::default();
    /// client.otp().update_phone(DeliveryMethod::Sms, "ann@example.com", "+15555550100", refresh_token, &options).await?;
    /// # Ok(())
    /// # });
    /// ```
    pub fn update_phone(
        &self,
        method: impl Into<Option<DeliveryMethod>>,
        login_id: &str,
        phone: &str,
        refresh_token: &str,
        options: &UpdateOptions,
    ) -> Call<MaskedAddress> {
        let start = || {
            let login_id = input::login_id(login_id)?;
            let method = method.into().unwrap_or(DeliveryMethod::Sms);
            if !method.is_phone() {
                let detail = "a phone number can't be confirmed by e-mail";
                return Err(Error::invalid_argument("method", Reason::Conflict, detail));
            }
            input::phone("phone", phone)?;
            let body = body::update(login_id, "phone", phone, options)?;
            let token = Some(input::secret("refresh_token", refresh_token)?.to_owned());
            Ok(Start { method, path: format!("/v1/auth/otp/update/phone/{method}"), body, token })
        };
        self.start(start())
    }

    fn start(&self, start: Result<Start>) -> Call<MaskedAddress> {
        match start {
            Ok(start) => self.client.call(|line| start.run(line)),
            Err(error) => Call::decided(Err(error)),
        }
    }
}

/// The first half of a login or update: what sends the code.
struct Start {
    method: DeliveryMethod,
    path: String,
    body: Value,
    token: Option<String>,
}

impl Start {
    fn login(
        path: &str,
        method: Option<DeliveryMethod>,
        login_id: &str,
        options: &LoginOptions,
        refresh_token: Option<&str>,
    ) -> Result<Self> {
        let method = method::chosen(method, login_id)?;
        let body = body::login(login_id, options)?;
        let token = refresh_token.filter(|token| !token.is_empty());
        if (options.stepup || options.mfa) && token.is_none() {
            let detail = "step-up and MFA need the refresh token of the session they build on";
            return Err(Error::invalid_argument("refresh_token", Reason::Missing, detail));
        }
        let token = token.map(|token| input::secret("refresh_token", token)).transpose()?.map(str::to_owned);
        Ok(Self { method, path: format!("/v1/auth/otp/{path}/{method}"), body, token })
    }

    async fn run(self, line: Line) -> Result<MaskedAddress> {
        let mut exchange = Exchange::post(self.path, &self.body, Repeat::IfNothingSent);
        if let Some(token) = &self.token {
            exchange = exchange.with_token(token);
        }
        let response = line.exchange(&exchange).await?;
        let Object(masked): Object<Masked> =
            http::parse_object(&response.body).map_err(|why| line.unreadable(&exchange, &response, why))?;
        Ok(masked.of(self.method))
    }
}

/// Where a code went, in the service's words.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Masked {
    masked_email: Option<String>,
    masked_phone: Option<String>,
}

impl Masked {
    /// An answer without an address is a success all the same: the code was sent.
    fn of(self, method: DeliveryMethod) -> MaskedAddress {
        MaskedAddress { masked: self.masked_email.or(self.masked_phone).unwrap_or_default(), method }
    }
}

async fn verify(line: Line, exchange: Exchange, options: VerifyOptions) -> Result<AuthResponse> {
    let keys = keys::for_replies(&line).await?;
    let response = line.exchange(&exchange).await?;
    Replies { line: &line, exchange: &exchange, options: &options, keys }.auth(&response, None).await
}
