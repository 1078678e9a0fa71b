//! The login history.

/// A completed login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// Who.
    pub user: String,
    /// When.
    pub at: i64,
    /// From where, as far as the service can tell.
    pub ip: String,
    /// With which tenant, or empty.
    pub tenant: String,
}
