//! Doorcode.
