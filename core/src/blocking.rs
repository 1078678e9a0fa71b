//! The same operations without `async`: each blocks its thread until it is done.
//!
//! They work outside and inside of an async runtime (where they block the runtime's thread, too).
//!
//! ```no_run
//! # fn main() -> doorcode::Result<()> {
//! use doorcode::{DeliveryMethod, blocking::Client};
//!
//! let client = Client::new("P2doorcodeLocalDevelopment00")?;
//! client.otp().sign_up_or_in(DeliveryMethod::Email, "ann@example.com", &Default::default())?;
//! let login = client.otp().verify(DeliveryMethod::Email, "ann@example.com", "123456", &Default::default())?;
//! client.session().logout(login.refresh.expect("a login has one").jwt())?;
//! # Ok(())
//! # }
//! ```

use crate::error::Result;
use crate::jwt::{Token, VerifyOptions};
use crate::otp::{DeliveryMethod, LoginOptions, MaskedAddress, SignUpDetails, SignUpOptions, UpdateOptions};
use crate::session::{AccessKeyLoginOptions, AuthResponse, SessionOutcome};
use crate::user::{LoginEvent, Tenant, TenantQuery, User};

/// [`crate::Client`] for code without `async`. Make one with [`Client::new`], or `Client::from` an async one.
///
/// ```
/// let client = doorcode::Client::builder("P2doorcodeLocalDevelopment00").build()?;
/// let blocking = doorcode::blocking::Client::from(client);
/// assert!(blocking.session().validate_local("x", &Default::default()).is_err());
/// # Ok::<(), doorcode::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Client(crate::Client);

impl From<crate::Client> for Client {
    fn from(client: crate::Client) -> Self {
        Self(client)
    }
}

impl Client {
    /// See [`crate::Client::new`].
    ///
    /// # Errors
    /// As there.
    pub fn new(project_id: impl Into<String>) -> Result<Self> {
        crate::Client::new(project_id).map(Self)
    }

    /// The async client behind this one, with settings, keys and all.
    pub fn as_async(&self) -> &crate::Client {
        &self.0
    }

    /// See [`crate::Client::otp`].
    pub fn otp(&self) -> Otp {
        Otp(self.0.otp())
    }

    /// See [`crate::Client::session`].
    pub fn session(&self) -> Session {
        Session(self.0.session())
    }

    /// See [`crate::Client::user`].
    pub fn user(&self) -> Users {
        Users(self.0.user())
    }
}

/// Methods that do what their namesakes do, and wait for it.
macro_rules! waiting {
    (
        $(#[$doc:meta])* $name:ident for $inner:ty {
            $(fn $method:ident($($argument:ident: $type:ty),*) -> $result:ty;)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name($inner);

        impl $name {
            $(
                #[doc = concat!("[`", stringify!($inner), "::", stringify!($method), "`], waited for.\n\n# Errors\nAs there.")]
                pub fn $method(&self, $($argument: $type),*) -> Result<$result> {
                    self.0.$method($($argument),*).wait()
                }
            )+
        }
    };
}

waiting! {
    /// One-time codes; see [`Client::otp`].
    Otp for crate::otp::Otp {
        fn sign_up(method: impl Into<Option<DeliveryMethod>>, login_id: &str, details: Option<&SignUpDetails>, options: &SignUpOptions) -> MaskedAddress;
        fn sign_in(method: impl Into<Option<DeliveryMethod>>, login_id: &str, options: &LoginOptions, refresh_token: Option<&str>) -> MaskedAddress;
        fn sign_up_or_in(method: impl Into<Option<DeliveryMethod>>, login_id: &str, options: &SignUpOptions) -> MaskedAddress;
        fn sign_up_or_in_with(method: impl Into<Option<DeliveryMethod>>, login_id: &str, options: &LoginOptions, refresh_token: Option<&str>) -> MaskedAddress;
        fn verify(method: impl Into<Option<DeliveryMethod>>, login_id: &str, code: &str, options: &VerifyOptions) -> AuthResponse;
        fn update_email(login_id: &str, email: &str, refresh_token: &str, options: &UpdateOptions) -> MaskedAddress;
        fn update_phone(method: impl Into<Option<DeliveryMethod>>, login_id: &str, phone: &str, refresh_token: &str, options: &UpdateOptions) -> MaskedAddress;
    }
}

waiting! {
    /// Sessions; see [`Client::session`].
    Session for crate::session::Session {
        fn validate(session_token: &str, options: &VerifyOptions) -> Token;
        fn verify_jwt(jwt: &str, options: &VerifyOptions) -> Token;
        fn refresh(refresh_token: &str, options: &VerifyOptions) -> AuthResponse;
        fn validate_and_refresh(session_token: Option<&str>, refresh_token: Option<&str>, options: &VerifyOptions) -> SessionOutcome;
        fn try_refresh(refresh_token: Option<&str>) -> Option<AuthResponse>;
        fn migrate(external_token: &str) -> AuthResponse;
        fn select_tenant(tenant_id: &str, refresh_token: &str) -> AuthResponse;
        fn logout(refresh_token: &str) -> ();
        fn logout_all(refresh_token: &str) -> ();
        fn exchange_access_key(access_key: &str, login: &AccessKeyLoginOptions, options: &VerifyOptions) -> Token;
    }
}

impl Session {
    /// See [`crate::session::Session::validate_local`].
    ///
    /// # Errors
    /// As there.
    pub fn validate_local(&self, session_token: &str, options: &VerifyOptions) -> Result<Token> {
        self.0.validate_local(session_token, options)
    }
}

waiting! {
    /// The signed-in user; see [`Client::user`].
    Users for crate::user::Users {
        fn me(refresh_token: &str) -> User;
        fn tenants(query: TenantQuery, refresh_token: &str) -> Vec<Tenant>;
        fn history(refresh_token: &str) -> Vec<LoginEvent>;
    }
}
