//! The targets for checking a token, as ratios measured in one run: one JSON object a line on standard
//! output, the same for people on standard error.
#![allow(clippy::print_stdout, clippy::print_stderr, missing_docs)]

#[path = "../../bench/row.rs"]
mod row;
#[path = "support/mod.rs"]
mod support;

use std::hint::black_box;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use serde_json::json;

use support::Case;

/// Both sides of a pair take turns for this many rounds; the median of the rounds counts. So a neighbour
/// on the machine disturbs both sides alike.
const ROUNDS: usize = 101;

fn main() {
    let case = Case::new();
    let bare: Work<'_> = (&|| case.bare(), 100);
    let cold: Work<'_> = (&|| drop(black_box(case.cold())), 100);
    let warm: Work<'_> = (&|| drop(black_box(case.warm())), 10_000);
    let peer: Work<'_> = (&|| drop(black_box(case.jsonwebtoken())), 100);

    against("token: not seen before", cold, "aws-lc, the signature alone", bare, 1.25);
    against("token: seen before", warm, "aws-lc, the signature alone", bare, 0.08);
    against("token: not seen before", cold, "jsonwebtoken", peer, 1.0);
    against("token: seen before", warm, "jsonwebtoken", peer, 1.0);
    scaling("aws-lc, the signature alone", bare, None);
    scaling("token: not seen before", cold, Some(1.9));
    scaling("token: seen before", warm, Some(1.9));
}

/// What to do, and how often in one round.
type Work<'a> = (&'a (dyn Fn() + Sync), u32);

/// Less is better: microseconds, ours and the peer's.
fn against(name: &str, ours: Work<'_>, peer_name: &str, peer: Work<'_>, target: f64) {
    let rounds = rounds(|| (micros(ours), micros(peer)));
    let met = rounds.ratio <= target;
    row::print(&json!({
        "name": name, "unit": "us", "ours": rounds.ours, "peer": rounds.peer, "peer_name": peer_name,
        "ratio": rounds.ratio, "target": target, "met": met,
    }));
}

/// More is better: checks a millisecond, of two threads and of one. Says something only where two cores are
/// idle; the bare cryptography is measured too, as what the machine can do.
fn scaling(name: &str, work: Work<'_>, target: Option<f64>) {
    let rounds = rounds(|| (per_milli(work, 2), per_milli(work, 1)));
    let met = target.is_none_or(|target| rounds.ratio >= target);
    row::print(&json!({
        "name": format!("{name}, two threads"), "unit": "1/ms", "ours": rounds.ours, "peer": rounds.peer,
        "peer_name": "one thread", "ratio": rounds.ratio, "target": target, "met": met,
    }));
}

struct Medians {
    ours: f64,
    peer: f64,
    ratio: f64,
}

fn rounds(mut round: impl FnMut() -> (f64, f64)) -> Medians {
    let rounds: Vec<_> = (0..ROUNDS).map(|_| round()).collect();
    Medians {
        ours: median(rounds.iter().map(|(ours, _)| *ours)),
        peer: median(rounds.iter().map(|(_, peer)| *peer)),
        ratio: median(rounds.iter().map(|(ours, peer)| ours / peer)),
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn micros((work, times): Work<'_>) -> f64 {
    let start = Instant::now();
    (0..times).for_each(|_| work());
    start.elapsed().as_secs_f64() * 1e6 / f64::from(times)
}

fn per_milli((work, times): Work<'_>, threads: u32) -> f64 {
    let times = times * 5;
    let barrier = Barrier::new(threads as usize);
    let spans: Vec<f64> = thread::scope(|scope| {
        let run = || {
            barrier.wait();
            micros((work, times)) * f64::from(times) / 1e3
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        running.into_iter().filter_map(|thread| thread.join().ok()).collect()
    });
    let longest = spans.into_iter().fold(0.0, f64::max);
    f64::from(threads * times) / longest
}
