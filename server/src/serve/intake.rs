//! The body of a request on its way in. All bodies together get only so much room: a thousand clients that each
//! send the largest body there may be, and never its last byte, must not take a gigabyte.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};

use super::connections::Line;

/// What every body may take: most are far smaller, so that those arrive however many large ones are on their way.
const SMALL: usize = 16 * 1024;

/// What all bodies together may take beyond that.
const ROOM: usize = 16 * 1024 * 1024;

/// The room for large bodies.
#[derive(Clone, Default)]
pub(super) struct Room(Arc<AtomicUsize>);

/// A request from its head to its answer: holds room for the body, and tells the connection how it gets on.
pub(super) struct Turn {
    line: Arc<Line>,
    room: Room,
    taken: AtomicUsize,
    whole: AtomicBool,
}

/// The body of a request.
pub(super) struct Intake {
    body: Incoming,
    size: usize,
    turn: Arc<Turn>,
}

/// There was no room for a body.
#[derive(Debug)]
pub(crate) struct Crowded;

impl Room {
    /// Takes so much more for somebody who has `own` already. Whoever is alone may take as much as it needs: a
    /// snapshot is larger than the room that is meant for many.
    fn take(&self, own: usize, more: usize) -> bool {
        let fits = |taken: usize| (taken == own || taken + more <= ROOM).then_some(taken + more);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).is_ok()
    }

    fn give_back(&self, taken: usize) {
        self.0.fetch_sub(taken, Ordering::Relaxed);
    }
}

impl Turn {
    pub(super) fn begin(line: Arc<Line>, room: Room) -> Arc<Self> {
        line.begin();
        Arc::new(Self { line, room, taken: AtomicUsize::new(0), whole: AtomicBool::new(false) })
    }

    /// Makes room for a body that has grown to `size`.
    fn grow(&self, size: usize) -> bool {
        let taken = self.taken.load(Ordering::Relaxed);
        let more = size.saturating_sub(SMALL + taken);
        let fits = more == 0 || self.room.take(taken, more);
        if fits {
            self.taken.store(taken + more, Ordering::Relaxed);
        }
        fits
    }

    fn is_whole(&self) {
        if !self.whole.swap(true, Ordering::Relaxed) {
            self.line.work();
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.room.give_back(*self.taken.get_mut());
        if *self.whole.get_mut() {
            self.line.rest();
        }
    }
}

impl Intake {
    pub(super) fn new(body: Incoming, turn: Arc<Turn>) -> Self {
        if body.is_end_stream() {
            turn.is_whole();
        }
        Self { body, size: 0, turn }
    }
}

impl Body for Intake {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        self.size += match &frame {
            Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len),
            _ => 0,
        };
        if frame.is_none() || self.body.is_end_stream() {
            self.turn.is_whole();
        }
        if !self.turn.grow(self.size) {
            return Poll::Ready(Some(Err(Crowded.into())));
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Crowded {
    /// Whether a body could not be read because of this.
    pub(crate) fn caused(error: &(dyn std::error::Error + 'static)) -> bool {
        std::iter::successors(Some(error), |error| error.source()).any(|error| error.is::<Self>())
    }
}

impl fmt::Display for Crowded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no room for the body")
    }
}

impl std::error::Error for Crowded {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::connections::Connections;

    fn turn(room: &Room) -> Arc<Turn> {
        let line = Connections::default().admit().unwrap().line();
        Turn::begin(line, room.clone())
    }

    #[test]
    fn large_bodies_share_the_room_and_small_ones_need_none() {
        let room = Room::default();
        let (large, other, small) = (turn(&room), turn(&room), turn(&room));
        assert!(large.grow(SMALL + ROOM - 10));
        assert!(other.grow(SMALL + 10) && !other.grow(SMALL + 11));
        assert!(small.grow(SMALL));
        drop(large);
        assert!(other.grow(SMALL + ROOM));
    }

    #[test]
    fn who_is_alone_may_take_more_than_the_room() {
        let room = Room::default();
        let (large, other) = (turn(&room), turn(&room));
        assert!(large.grow(3 * ROOM) && large.grow(4 * ROOM));
        assert!(!other.grow(SMALL + 1));
        drop(large);
        assert_eq!(room.0.load(Ordering::Relaxed), 0);
        assert!(other.grow(SMALL + 1));
    }
}
