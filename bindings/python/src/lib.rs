//! The native half of the Python package `doorcode`: converts, schedules, raises. Private to that package.

mod argument;
mod authorization;
mod client;
mod clock;
mod config;
mod cookies;
mod error;
mod fields;
mod flow;
mod json;
mod keys;
mod logger;
mod login;
mod options;
mod otp;
mod session;
mod task;
mod template;
mod token;
mod users;

use pyo3::prelude::*;

/// The native half of `doorcode`. Private: use the package.
#[pymodule(gil_used = false)]
mod _core {
    #[pymodule_export]
    use super::authorization::{authorized, matched};
    #[pymodule_export]
    use super::client::Client;
    #[pymodule_export]
    use super::clock::Clock;
    #[pymodule_export]
    use super::cookies::{clear_cookies, set_cookie, set_cookies, tokens_from_headers};
    #[pymodule_export]
    use super::error::refusal;
    #[pymodule_export]
    use super::flow::{Flow, Request};
    #[pymodule_export]
    use super::keys::Keys;
    #[pymodule_export]
    use super::otp::Otp;
    #[pymodule_export]
    use super::session::Session;
    #[pymodule_export]
    use super::task::Call;
    #[pymodule_export]
    use super::token::decode_unverified;
    #[pymodule_export]
    use super::users::Users;
}
