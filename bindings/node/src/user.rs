//! The signed-in user, as the service knows it. Records keep the names they have on the wire.

use napi::bindgen_prelude::Unknown;
use napi_derive::napi;

use crate::argument::text;
use crate::client::Client;
use crate::options::{self, Json};
use crate::task::{Started, start, to_json};

#[napi]
impl Client {
    /// Who the bearer of the refresh token is.
    #[napi]
    pub fn me(&self, refresh_token: Unknown<'_>) -> Started {
        let call = text(refresh_token, "refresh_token").map(|token| self.0.user().me(&token));
        start(call, |user| to_json(&user))
    }

    /// The user's tenants: the current one, or those of the given IDs.
    #[napi]
    pub fn tenants(&self, query: Json, refresh_token: Unknown<'_>) -> Started {
        let call = || {
            let token = text(refresh_token, "refresh_token")?;
            Ok(self.0.user().tenants(options::tenants(&query)?, &token))
        };
        start(call(), |tenants| to_json(&tenants))
    }

    /// The user's logins.
    #[napi]
    pub fn history(&self, refresh_token: Unknown<'_>) -> Started {
        let call = text(refresh_token, "refresh_token").map(|token| self.0.user().history(&token));
        start(call, |logins| to_json(&logins))
    }
}
