//! The native half of the npm package `doorcode`: converts, schedules, reports. Private to that package.
#![allow(unreachable_pub, reason = "what JavaScript sees has to be `pub`, though no crate uses it")]
#![allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes by value")]
#![cfg_attr(test, allow(dead_code, reason = "a build for tests registers nothing with Node"))]

mod argument;
mod authorization;
mod client;
mod clock;
mod config;
mod cookies;
mod error;
mod fields;
mod flow;
mod keys;
mod logger;
mod login;
mod options;
mod otp;
mod session;
mod task;
mod token;
mod user;
