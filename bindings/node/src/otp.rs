//! One-time codes.

use doorcode::MaskedAddress;
use napi::bindgen_prelude::Unknown;
use napi_derive::napi;
use serde_json::json;

use crate::argument::{method as delivery, optional_text, text};
use crate::client::Client;
use crate::options::{self, Json, options};
use crate::task::{Started, start};

/// Where a code went, and how.
fn masked(address: MaskedAddress) -> doorcode::Result<String> {
    Ok(json!({ "masked": address.masked, "method": address.method.as_str() }).to_string())
}

#[napi]
impl Client {
    /// Sends a code to somebody new.
    #[napi]
    pub fn sign_up(
        &self,
        method: Unknown<'_>,
        login_id: Unknown<'_>,
        details: Json,
        options: Json,
    ) -> Started {
        let call = || {
            let (method, login_id) = (delivery(method)?, text(login_id, "login_id")?);
            let details = options::details(&details)?;
            Ok(self.0.otp().sign_up(method, &login_id, details.as_ref(), &options::options(&options)?))
        };
        start(call(), masked)
    }

    /// Sends a code to a known user.
    #[napi]
    pub fn sign_in(
        &self,
        method: Unknown<'_>,
        login_id: Unknown<'_>,
        login_options: Json,
        refresh_token: Unknown<'_>,
    ) -> Started {
        let call = || {
            let (method, login_id) = (delivery(method)?, text(login_id, "login_id")?);
            let token = optional_text(refresh_token, "refresh_token")?;
            Ok(self.0.otp().sign_in(method, &login_id, &options(&login_options)?, token.as_deref()))
        };
        start(call(), masked)
    }

    /// Sends a code to a user, known or new.
    #[napi]
    pub fn sign_up_or_in(
        &self,
        method: Unknown<'_>,
        login_id: Unknown<'_>,
        login_options: Json,
        refresh_token: Unknown<'_>,
    ) -> Started {
        let call = || {
            let (method, login_id) = (delivery(method)?, text(login_id, "login_id")?);
            let token = optional_text(refresh_token, "refresh_token")?;
            Ok(self.0.otp().sign_up_or_in_with(
                method,
                &login_id,
                &options(&login_options)?,
                token.as_deref(),
            ))
        };
        start(call(), masked)
    }

    /// Completes what was started, with the code.
    #[napi]
    pub fn verify(
        &self,
        method: Unknown<'_>,
        login_id: Unknown<'_>,
        code: Unknown<'_>,
        options: Json,
    ) -> Started {
        let call = || {
            let (method, login_id) = (delivery(method)?, text(login_id, "login_id")?);
            Ok(self.0.otp().verify(method, &login_id, &text(code, "code")?, &options::verify(&options)?))
        };
        let told = self.told();
        start(call(), move |auth| told.login(&auth))
    }

    /// Sends a code to a new e-mail address of a signed-in user.
    #[napi]
    pub fn update_email(
        &self,
        login_id: Unknown<'_>,
        email: Unknown<'_>,
        refresh_token: Unknown<'_>,
        update_options: Json,
    ) -> Started {
        let call = || {
            let (login_id, email) = (text(login_id, "login_id")?, text(email, "email")?);
            let token = text(refresh_token, "refresh_token")?;
            Ok(self.0.otp().update_email(&login_id, &email, &token, &options(&update_options)?))
        };
        start(call(), masked)
    }

    /// Sends a code to a new phone number of a signed-in user.
    #[napi]
    pub fn update_phone(
        &self,
        method: Unknown<'_>,
        login_id: Unknown<'_>,
        phone: Unknown<'_>,
        refresh_token: Unknown<'_>,
        update_options: Json,
    ) -> Started {
        let call = || {
            let (method, login_id) = (delivery(method)?, text(login_id, "login_id")?);
            let (phone, token) = (text(phone, "phone")?, text(refresh_token, "refresh_token")?);
            Ok(self.0.otp().update_phone(method, &login_id, &phone, &token, &options(&update_options)?))
        };
        start(call(), masked)
    }
}
