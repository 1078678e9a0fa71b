//! Many clients at once, each on a connection and a thread of its own.

use std::collections::BTreeMap;
use std::sync::Barrier;
use std::thread;

use crate::connection::Connection;
use crate::service::Service;

/// Runs `work` in `size` clients, which get their number and may wait for each other at the barrier; the
/// results in the order of the clients.
pub(crate) fn crowd<T: Send>(
    service: &Service,
    size: usize,
    work: impl Fn(usize, &mut Connection, &Barrier) -> T + Sync,
) -> Vec<T> {
    let barrier = Barrier::new(size);
    let client = |number| work(number, &mut Connection::open(service), &barrier);
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
