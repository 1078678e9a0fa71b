//! Many clients at once, each on a connection and a thread of its own.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex};
use std::thread;

use crate::connection::Connection;
use crate::service::{PATIENCE, Service};

/// Where the clients of a crowd wait for each other. Unlike the standard library's barrier it does not wait for
/// ever for one that has failed.
pub(crate) struct Gate {
    size: usize,
    waiting: Mutex<Waiting>,
    opened: Condvar,
}

#[derive(Default)]
struct Waiting {
    clients: usize,
    round: usize,
}

impl Gate {
    fn new(size: usize) -> Self {
        Self { size, waiting: Mutex::default(), opened: Condvar::new() }
    }

    /// Waits until everybody is here.
    pub(crate) fn wait(&self) {
        let mut waiting = self.waiting.lock().unwrap();
        let round = waiting.round;
        waiting.clients += 1;
        if waiting.clients == self.size {
            *waiting = Waiting { clients: 0, round: round + 1 };
            self.opened.notify_all();
        }
        let limit = 3 * PATIENCE;
        let (_waiting, end) =
            self.opened.wait_timeout_while(waiting, limit, |now| now.round == round).unwrap();
        assert!(!end.timed_out(), "somebody did not come");
    }
}

/// Runs `work` in `size` clients, which get their number and may wait for each other at the gate; the results in
/// the order of the clients.
pub(crate) fn crowd<T: Send>(
    service: &Service,
    size: usize,
    work: impl Fn(usize, &mut Connection, &Gate) -> T + Sync,
) -> Vec<T> {
    let gate = Gate::new(size);
    let client = |number| work(number, &mut Connection::open(service), &gate);
    thread::scope(|scope| {
        let client = &client;
        let threads: Vec<_> = (0..size).map(|number| scope.spawn(move || client(number))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// How often each text is there.
pub(crate) fn tally(texts: impl IntoIterator<Item = String>) -> BTreeMap<String, usize> {
    texts.into_iter().fold(BTreeMap::new(), |mut tally, text| {
        *tally.entry(text).or_default() += 1;
        tally
    })
}
