//! The moment of the end: a request or an answer that was drawn beforehand.

use std::process::Child;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Burns with every request that is sent, and with every answer: right after one is when something that was
/// answered too early is lost. So whoever burns the end of it kills at once, on its own thread.
pub(super) struct Fuse<'a> {
    left: AtomicU64,
    service: Mutex<&'a mut Child>,
}

impl<'a> Fuse<'a> {
    /// A fuse of so many requests and answers.
    pub(super) fn new(length: u64, service: &'a mut Child) -> Self {
        Self { left: AtomicU64::new(length), service: Mutex::new(service) }
    }

    pub(super) fn burn(&self) {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.service.lock().unwrap().kill().unwrap();
        }
    }
}
