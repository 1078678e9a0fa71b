//! Attacks on the real binary, at full size and over real HTTP: many at once, many codes, many connections,
//! and an end at any moment.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod chance;
mod clients;
mod connection;
mod crowd;
mod dump;
mod folder;
mod guesses;
mod hash_search;
mod kills;
mod logins;
mod memory;
#[path = "../service/mod.rs"]
mod service;
mod tabs;
