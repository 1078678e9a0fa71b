//! The messages of the last while, for people and tests that wait for a code. In memory only.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::Message;
use crate::engine::canonical;

/// Older messages make room beyond this many.
const CAPACITY: usize = 10_000;

/// And beyond this many bytes of them: what fills a template may be large.
const LARGEST: usize = 16 * 1024 * 1024;

/// A shared list of messages, newest last.
#[derive(Clone, Debug, Default)]
pub struct Inbox(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    messages: Mutex<Messages>,
    /// The id of the newest message, watched by those who wait for another.
    newest: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Messages {
    list: VecDeque<Arc<Message>>,
    /// How much the list holds.
    size: usize,
}

/// Which messages to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    to: Option<String>,
    after: u64,
}

impl Filter {
    /// Messages to `to`, however it is spelled, with an id above `after`.
    #[must_use]
    pub fn new(to: Option<&str>, after: u64) -> Self {
        Self { to: to.map(canonical), after }
    }

    fn admits(&self, project: &str, message: &Message) -> bool {
        message.project == project
            && message.id > self.after
            && self.to.as_ref().is_none_or(|to| *to == canonical(&message.to))
    }
}

impl Inbox {
    /// An empty inbox.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a message and gives it its id.
    pub fn push(&self, mut message: Message) -> u64 {
        let mut messages = self.messages();
        let id = *self.0.newest.borrow() + 1;
        message.id = id;
        messages.push(message);
        self.0.newest.send_replace(id);
        id
    }

    /// A project's messages that `filter` admits.
    #[must_use]
    pub fn list(&self, project: &str, filter: &Filter) -> Vec<Arc<Message>> {
        self.messages().list.iter().filter(|message| filter.admits(project, message)).cloned().collect()
    }

    /// Like [`Inbox::list`], but when nothing is there yet it waits for the first message, at most `patience`.
    pub async fn wait(&self, project: &str, filter: &Filter, patience: Duration) -> Vec<Arc<Message>> {
        let deadline = Instant::now() + patience;
        let mut newest = self.0.newest.subscribe();
        loop {
            newest.borrow_and_update();
            let found = self.list(project, filter);
            if !found.is_empty() || !matches!(timeout_at(deadline, newest.changed()).await, Ok(Ok(()))) {
                return found;
            }
        }
    }

    /// One message of a project.
    #[must_use]
    pub fn get(&self, project: &str, id: u64) -> Option<Arc<Message>> {
        self.messages().list.iter().find(|message| message.id == id && message.project == project).cloned()
    }

    /// Removes one message; says whether it was there.
    pub fn delete(&self, project: &str, id: u64) -> bool {
        let mut messages = self.messages();
        let before = messages.list.len();
        messages.retain(|message| message.id != id || message.project != project);
        messages.list.len() < before
    }

    /// Removes a project's messages. Ids go on rising.
    pub fn clear(&self, project: &str) {
        self.messages().retain(|message| message.project != project);
    }

    fn messages(&self) -> MutexGuard<'_, Messages> {
        self.0.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Messages {
    fn push(&mut self, message: Message) {
        self.size += message.size();
        self.list.push_back(Arc::new(message));
        while self.list.len() > CAPACITY || self.size > LARGEST {
            let Some(oldest) = self.list.pop_front() else { return };
            self.size -= oldest.size();
        }
    }

    fn retain(&mut self, keep: impl Fn(&Message) -> bool) {
        self.list.retain(|message| keep(message));
        self.size = self.list.iter().map(|message| message.size()).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Channel, Purpose};

    const PROJECT: &str = "P2doorcodeLocalDevelopment00";

    fn message(project: &str, to: &str) -> Message {
        Message {
            id: 0,
            project: project.into(),
            to: to.into(),
            channel: Channel::Email,
            login_id: to.into(),
            purpose: Purpose::SignIn,
            code: "491420".into(),
            text: "491420 is your code".into(),
            at: 0,
        }
    }

    fn all(inbox: &Inbox) -> Vec<u64> {
        inbox.list(PROJECT, &Filter::default()).iter().map(|message| message.id).collect()
    }

    #[test]
    fn newest_is_last_and_ids_go_on_rising() {
        let inbox = Inbox::new();
        inbox.push(message(PROJECT, "ann@example.com"));
        inbox.push(message(PROJECT, "bob@example.com"));
        assert_eq!(all(&inbox), [1, 2]);
        inbox.clear(PROJECT);
        inbox.push(message(PROJECT, "ann@example.com"));
        assert_eq!(all(&inbox), [3]);
    }

    #[test]
    fn a_recipient_is_found_in_any_spelling() {
        let inbox = Inbox::new();
        inbox.push(message(PROJECT, "Ann@Example.com"));
        inbox.push(message(PROJECT, "+1 (555) 010-0199"));
        assert_eq!(inbox.list(PROJECT, &Filter::new(Some("ann@example.com"), 0)).len(), 1);
        assert_eq!(inbox.list(PROJECT, &Filter::new(Some("+15550100199"), 0)).len(), 1);
        assert!(inbox.list(PROJECT, &Filter::new(Some("ann@example.com"), 1)).is_empty());
    }

    #[test]
    fn projects_do_not_see_each_other() {
        let inbox = Inbox::new();
        let id = inbox.push(message("another", "ann@example.com"));
        assert!(all(&inbox).is_empty());
        assert!(inbox.get(PROJECT, id).is_none());
        assert!(!inbox.delete(PROJECT, id));
        inbox.clear(PROJECT);
        assert!(inbox.delete("another", id));
        assert!(inbox.get("another", id).is_none());
    }

    #[test]
    fn the_oldest_make_room() {
        let inbox = Inbox::new();
        for _ in 0..=CAPACITY {
            inbox.push(message(PROJECT, "ann@example.com"));
        }
        let ids = all(&inbox);
        assert_eq!((ids.len(), ids[0]), (CAPACITY, 2));
    }

    #[test]
    fn large_messages_make_room_sooner() {
        let inbox = Inbox::new();
        let text = "x".repeat(LARGEST / 4);
        for _ in 0..9 {
            inbox.push(Message { text: text.clone(), ..message(PROJECT, "ann@example.com") });
        }
        assert_eq!(all(&inbox), [7, 8, 9]);
        inbox.clear(PROJECT);
        assert_eq!(inbox.messages().size, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_ends_with_the_message_or_the_deadline() {
        let inbox = Inbox::new();
        let filter = Filter::new(Some("ann@example.com"), 0);
        let waiting = inbox.wait(PROJECT, &filter, Duration::from_secs(60));
        let sending = async {
            inbox.push(message(PROJECT, "bob@example.com"));
            tokio::task::yield_now().await;
            inbox.push(message(PROJECT, "ann@example.com"))
        };
        let started = Instant::now();
        let (found, id) = tokio::join!(waiting, sending);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].id, started.elapsed()), (id, Duration::ZERO));

        let found = inbox.wait(PROJECT, &Filter::new(None, id), Duration::from_secs(60)).await;
        assert!(found.is_empty());
        assert_eq!(started.elapsed(), Duration::from_secs(60));
    }

    #[test]
    fn debug_shows_no_code() {
        let text = format!("{:?}", message(PROJECT, "ann@example.com"));
        assert!(!text.contains("491420") && text.contains("Email"), "{text}");
    }
}
