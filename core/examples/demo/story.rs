//! Telling a story step by step, and breaking off when it goes otherwise.

use std::fmt::Display;
use std::sync::atomic::{AtomicUsize, Ordering};

use doorcode::{Error, ErrorKind};

/// Why the story ended early.
pub(crate) struct Oops(pub(crate) String);

impl<E: Display> From<E> for Oops {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Tells one step.
pub(crate) fn tell(title: &str, what: impl Display) {
    static STEP: AtomicUsize = AtomicUsize::new(1);
    println!("  {:>2}  {title:<20}  {what}", STEP.fetch_add(1, Ordering::Relaxed));
}

/// Goes on only if `claim` holds.
pub(crate) fn expect(holds: bool, claim: &str) -> Result<(), Oops> {
    if holds { Ok(()) } else { Err(Oops(format!("this should be so and is not: {claim}"))) }
}

/// Goes on only if `tried` failed in this way.
pub(crate) fn fails_with<T>(tried: doorcode::Result<T>, kind: ErrorKind) -> Result<Error, Oops> {
    match tried {
        Err(error) if error.kind() == kind => Ok(error),
        Err(error) => Err(Oops(format!("this should have failed with {kind}, not with: {error}"))),
        Ok(_) => Err(Oops(format!("this should have failed with {kind}, and did not fail"))),
    }
}

/// Enough of a token to recognise it, too little to use it.
pub(crate) fn shorten(text: &str) -> String {
    let tail: Vec<char> = text.chars().rev().take(4).collect();
    format!("{}…{}", text.chars().take(8).collect::<String>(), tail.iter().rev().collect::<String>())
}
