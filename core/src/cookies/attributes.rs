//! What a service says about the cookies of its tokens.

use std::time::{Duration, SystemTime};

/// Where and how long a cookie is kept, as a reply says: in its body or in its `Set-Cookie`.
/// [`CookieOptions`](super::CookieOptions) go before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CookieAttributes {
    /// `Domain`; an empty one counts as none.
    pub domain: Option<String>,
    /// `Path`; an empty one counts as none.
    pub path: Option<String>,
    /// `Max-Age`, in whole seconds.
    pub max_age: Option<Duration>,
    /// `Expires`.
    pub expires: Option<SystemTime>,
}
