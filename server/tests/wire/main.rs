//! The wire over real HTTP, area by area: the whole service in this process, on a port of its own per test.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access_key;
mod attempts;
mod control;
mod cookies;
mod durability;
mod errors;
mod management;
mod merge;
mod otp;
mod races;
mod rotation;
mod search;
mod session;
mod stepup;
mod support;
mod tenants;
mod test_users;
mod tokens;
mod update;
