//! How a code leaves the house: every message goes to the inbox, and to the console when that is on.

mod console;
mod inbox;
mod message;
mod template;

use std::fmt;
use std::sync::Arc;

pub use console::Console;
pub use inbox::{Filter, Inbox};
pub use message::Message;
pub use template::{choose, fill, text};

/// Something that carries messages to people. It is called after the challenge was stored, and must not
/// block: a slow channel queues.
pub trait Deliverer: Send + Sync {
    /// Sends one message.
    fn deliver(&self, message: &Message);
}

/// The deliverers of this service.
#[derive(Clone)]
pub struct Delivery {
    inbox: Inbox,
    console: Option<Arc<dyn Deliverer>>,
}

impl Delivery {
    /// Delivers to `inbox`, and to the console as well when it is given.
    #[must_use]
    pub fn new(inbox: Inbox, console: Option<Arc<dyn Deliverer>>) -> Self {
        Self { inbox, console }
    }

    /// Hands the message to every deliverer. Its `id` is given by the inbox.
    pub fn send(&self, message: Message) {
        if let Some(console) = &self.console {
            console.deliver(&message);
        }
        self.inbox.push(message);
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery").field("console", &self.console.is_some()).finish_non_exhaustive()
    }
}
