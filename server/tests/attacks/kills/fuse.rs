//! The moment of the end: a request that was drawn beforehand.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

/// Burns with every request that is sent.
pub(super) struct Fuse {
    left: AtomicU64,
    end: mpsc::Sender<()>,
}

impl Fuse {
    /// A fuse of so many requests, and where its end shows.
    pub(super) fn new(requests: u64) -> (Self, mpsc::Receiver<()>) {
        let (end, burnt) = mpsc::channel();
        (Self { left: AtomicU64::new(requests), end }, burnt)
    }

    pub(super) fn burn(&self) {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            let _ = self.end.send(());
        }
    }
}
