//! One-time-code (OTP) login and session checking.
//!
//! Doorcode signs users up and in with a code sent by e-mail, SMS, voice, WhatsApp or IM, and checks
//! the session tokens (JWTs) that come of it. It speaks the Descope wire protocol; `doorcode dev` is a
//! local service that speaks the other side, so that everything here runs offline.
//!
//! # Logging in
//!
//! ```no_run
//! # async fn login() -> doorcode::Result<()> {
//! use doorcode::{Client, DeliveryMethod, VerifyOptions};
//!
//! let client = Client::new("P2doorcodeLocalDevelopment00")?;
//! client.otp().sign_up_or_in(DeliveryMethod::Email, "ann@example.com", &Default::default()).await?;
//!
//! let code = "123456"; // the user reads it in the message
//! let login = client.otp().verify(DeliveryMethod::Email, "ann@example.com", code, &Default::default()).await?;
//!
//! let token = client.session().validate(login.session.jwt(), &VerifyOptions::default()).await?;
//! assert_eq!(token.subject(), login.session.subject());
//! # Ok(())
//! # }
//! ```
//!
//! # How a call runs
//!
//! Every operation that speaks to the service returns a [`Call`]: await it on any executor, or call
//! [`Call::wait`] to block. The module [`blocking`] has the same names without `async`. Checking a token
//! whose key is known needs neither network nor runtime: [`validate_local`](session::Session::validate_local).
//!
//! # Errors
//!
//! There is one [`Error`]; its [`ErrorKind`] says what the caller can do about it.
#![cfg_attr(
    not(feature = "net"),
    doc = "\n(This build has no network: tokens are checked, nothing is fetched.)"
)]

mod calendar;
mod clock;
mod error;
#[cfg(feature = "net")]
mod input;

pub mod authorization;
pub mod cookies;
pub mod jwt;

#[cfg(feature = "net")]
pub mod client;
#[cfg(feature = "net")]
pub mod config;
#[cfg(feature = "net")]
pub mod flow;
#[cfg(feature = "net")]
pub mod keys;
#[cfg(feature = "net")]
pub mod otp;
#[cfg(feature = "net")]
pub mod runtime;
#[cfg(feature = "net")]
pub mod session;
#[cfg(feature = "net")]
pub mod transport;
#[cfg(feature = "net")]
pub mod user;

#[cfg(feature = "axum")]
pub mod axum;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "net")]
mod http;

pub use clock::{Clock, MovableClock, SystemClock};
pub use cookies::{CookieOptions, RequestTokens, SameSite, tokens_from_headers};
pub use error::{Error, ErrorKind, Phase, Reason, Result};
pub use jwt::{Token, TokenKind, VerifyOptions};

#[cfg(feature = "net")]
pub use client::{Client, ClientBuilder};
#[cfg(feature = "net")]
pub use config::{Config, RequestOptions, RetryPolicy};
#[cfg(feature = "net")]
pub use flow::Call;
#[cfg(feature = "net")]
pub use otp::{DeliveryMethod, LoginOptions, MaskedAddress, SignUpDetails, SignUpOptions, UpdateOptions};
#[cfg(feature = "net")]
pub use session::{AccessKeyLoginOptions, AuthResponse, SessionOutcome};
#[cfg(feature = "net")]
pub use transport::{HttpTrace, Transport};
#[cfg(feature = "net")]
pub use user::{LoginEvent, Tenant, TenantQuery, User};
