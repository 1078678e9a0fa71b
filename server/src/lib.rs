//! The local service: one-time-code login and session checking on one port, offline.

pub mod clock;
pub mod delivery;
pub mod engine;
pub mod keyring;
pub mod random;
pub mod settings;
