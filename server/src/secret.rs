//! The one place where secrets are compared.

use aws_lc_rs::constant_time::verify_slices_are_equal;

/// Whether two secrets are equal, in a time that tells nothing about where they differ.
#[must_use]
pub fn equal(one: &str, other: &str) -> bool {
    verify_slices_are_equal(one.as_bytes(), other.as_bytes()).is_ok()
}
