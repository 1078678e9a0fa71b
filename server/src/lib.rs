//! The local service: one-time-code login and session checking on one port, offline.

pub mod bearer;
pub mod clock;
mod code_key;
pub mod control;
pub mod delivery;
pub mod engine;
pub mod error;
pub mod faults;
pub mod keyring;
pub mod random;
pub mod record;
pub mod secret;
pub mod settings;
pub mod state;
pub mod store;
