//! The process that started this one.

use std::time::Duration;

/// How often to look. Linux could send a signal instead, but that fires when the parent's *thread* ends, and
/// test runners start processes on threads that come and go.
const PAUSE: Duration = Duration::from_millis(200);

/// The parent as it was at some moment.
#[derive(Clone, Copy)]
pub(crate) struct Parent(u32);

impl Parent {
    /// The parent as it is now.
    pub(crate) fn now() -> Self {
        Self(id())
    }

    /// Waits until the parent has ended. An orphan gets another parent at once.
    pub(crate) async fn ended(self) {
        while id() == self.0 {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

#[cfg(unix)]
fn id() -> u32 {
    std::os::unix::process::parent_id()
}

/// Other systems don't say. The option then has no effect.
#[cfg(not(unix))]
fn id() -> u32 {
    0
}
