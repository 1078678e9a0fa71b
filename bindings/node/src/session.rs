//! Sessions: check them, renew them, end them.

use doorcode::Token;
use napi::bindgen_prelude::{Either, Unknown};
use napi_derive::napi;

use crate::argument::{optional_text, text};
use crate::client::{Client, claims, either};
use crate::error::Failure;
use crate::options::{self, Json};
use crate::task::{Started, start};
use crate::token;

/// What was checked is told without its text: the caller has that.
fn told(token: Token) -> doorcode::Result<String> {
    Ok(claims(&token))
}

fn nothing((): ()) -> doorcode::Result<String> {
    Ok("null".into())
}

#[napi]
impl Client {
    /// Checks a session token; its claims.
    #[napi]
    pub fn validate(&self, session_token: Unknown<'_>, options: Json) -> Started {
        let call = || {
            let token = text(session_token, "session_token")?;
            Ok(self.0.session().validate(&token, &options::verify(&options)?))
        };
        start(call(), told)
    }

    /// Checks a session token with the keys at hand; its claims.
    #[napi]
    pub fn validate_local(&self, session_token: Unknown<'_>, options: Json) -> Either<String, Failure> {
        let check = || {
            let token = text(session_token, "session_token")?;
            self.0.session().validate_local(&token, &options::verify(&options)?)
        };
        either(check().map(|token| claims(&token)))
    }

    /// Checks any token of the project; its claims.
    #[napi]
    pub fn verify_jwt(&self, token: Unknown<'_>, options: Json) -> Started {
        let call = || {
            let token = text(token, "token")?;
            Ok(self.0.session().verify_jwt(&token, &options::verify(&options)?))
        };
        start(call(), told)
    }

    /// Fetches a new session token.
    #[napi]
    pub fn refresh(&self, refresh_token: Unknown<'_>, options: Json) -> Started {
        let call = || {
            let token = text(refresh_token, "refresh_token")?;
            Ok(self.0.session().refresh(&token, &options::verify(&options)?))
        };
        let told = self.told();
        start(call(), move |auth| told.login(&auth))
    }

    /// Checks a session token and, when it does not hold, refreshes.
    #[napi]
    pub fn validate_and_refresh(
        &self,
        session_token: Unknown<'_>,
        refresh_token: Unknown<'_>,
        options: Json,
    ) -> Started {
        let call = || {
            let session = optional_text(session_token, "session_token")?;
            let refresh = optional_text(refresh_token, "refresh_token")?;
            let options = options::verify(&options)?;
            Ok(self.0.session().validate_and_refresh(session.as_deref(), refresh.as_deref(), &options))
        };
        let told = self.told();
        start(call(), move |outcome| told.outcome(&outcome))
    }

    /// Refreshes if that is possible.
    #[napi]
    pub fn try_refresh(&self, refresh_token: Unknown<'_>) -> Started {
        let token = optional_text(refresh_token, "refresh_token");
        let call = token.map(|token| self.0.session().try_refresh(token.as_deref()));
        let told = self.told();
        start(call, move |auth| told.maybe(auth.as_ref()))
    }

    /// Exchanges another system's token for a session.
    #[napi]
    pub fn migrate(&self, external_token: Unknown<'_>) -> Started {
        let call = text(external_token, "external_token").map(|token| self.0.session().migrate(&token));
        let told = self.told();
        start(call, move |auth| told.login(&auth))
    }

    /// Switches the session to another of the user's tenants.
    #[napi]
    pub fn select_tenant(&self, tenant_id: Unknown<'_>, refresh_token: Unknown<'_>) -> Started {
        let call = || {
            let (tenant, token) = (text(tenant_id, "tenant_id")?, text(refresh_token, "refresh_token")?);
            Ok(self.0.session().select_tenant(&tenant, &token))
        };
        let told = self.told();
        start(call(), move |auth| told.login(&auth))
    }

    /// Ends this session.
    #[napi]
    pub fn logout(&self, refresh_token: Unknown<'_>) -> Started {
        start(text(refresh_token, "refresh_token").map(|token| self.0.session().logout(&token)), nothing)
    }

    /// Ends all sessions of the user.
    #[napi]
    pub fn logout_all(&self, refresh_token: Unknown<'_>) -> Started {
        start(text(refresh_token, "refresh_token").map(|token| self.0.session().logout_all(&token)), nothing)
    }

    /// Exchanges an access key for a session token.
    #[napi]
    pub fn exchange_access_key(
        &self,
        access_key: Unknown<'_>,
        login_options: Json,
        options: Json,
    ) -> Started {
        let call = || {
            let (key, login) =
                (text(access_key, "access_key")?, options::named(&login_options, "login_options")?);
            Ok(self.0.session().exchange_access_key(&key, &login, &options::verify(&options)?))
        };
        start(call(), |token| token::json(&token))
    }
}
