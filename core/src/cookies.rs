//! Tokens in cookies: out of requests, into replies.

mod attributes;
mod options;
mod reply;
mod request;

pub use attributes::CookieAttributes;
pub use options::{CookieOptions, REFRESH_COOKIE, SESSION_COOKIE, SameSite};
pub use reply::{clear_cookies, set_cookie, token_from_set_cookie};
pub use request::{RequestTokens, tokens_from_headers};
