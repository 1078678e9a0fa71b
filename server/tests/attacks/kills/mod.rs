//! `kill -9` in the middle of traffic, again and again on one data file (service §3): nothing is lost that was
//! answered, and nothing is there that nobody asked for.

mod database;
mod fuse;
mod person;
mod visit;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use serde_json::json;

use crate::chance::{Chance, seed};
use crate::folder::Folder;
use crate::service::Service;
use database::Copied;
use fuse::Fuse;
use person::Person;
use visit::{Access, Visit};

const ROUNDS: usize = 30;
const THREADS: usize = 6;
const PEOPLE: usize = 4;

#[test]
fn nothing_is_lost_and_nothing_invented_when_it_is_killed_in_the_middle() {
    let seed = seed();
    let run = catch_unwind(AssertUnwindSafe(|| run(&mut Chance::new(seed))));
    assert!(run.is_ok(), "failed with ATTACK_SEED={seed}");
}

fn run(chance: &mut Chance) {
    let folder = Folder::new("kills");
    let groups =
        (0..THREADS).map(|thread| (0..PEOPLE).map(move |number| Person::new(login_id(thread, number))));
    let mut groups: Vec<Vec<Person>> = groups.map(Iterator::collect).collect();
    let data = folder.path("data.db");
    for round in 0..ROUNDS {
        let mut service = Service::with(&["--data".as_ref(), data.as_os_str()]);
        if round == 0 {
            // So many attempts that a wrong guess spends no code.
            let settings = json!({"rotateRefreshTokens": true, "verificationAttempts": 1_000}).to_string();
            assert_eq!(service.send("PATCH", "/_doorcode/settings", &[], &settings).status, 200);
        }
        traffic(&mut service, &mut groups, chance);
        let copy = Copied::new(&data, &folder.path("copy.db"));
        copy.check();
        groups.iter_mut().flatten().for_each(|person| person.compare(&copy));
        let mut service = Service::with(&["--data".as_ref(), data.as_os_str()]);
        check(&mut service, &mut groups, chance);
    }
}

fn login_id(thread: usize, number: usize) -> String {
    format!("user{thread}-{number}@example.com")
}

/// Lets everybody use the service until a random request or answer, and kills it there.
fn traffic(service: &mut Service, groups: &mut [Vec<Person>], chance: &mut Chance) {
    let (access, child) = Access::split(service);
    let visit = Visit::new(access, Fuse::new(20 + chance.below(600), child));
    thread::scope(|scope| {
        for group in groups {
            let (visit, chance) = (&visit, chance.fork());
            scope.spawn(move || visit.traffic(group, chance));
        }
    });
    service.child.wait().unwrap();
}

/// Asks the service for everything it answered before.
fn check(service: &mut Service, groups: &mut [Vec<Person>], chance: &mut Chance) {
    let (access, child) = Access::split(service);
    let visit = Visit::new(access, Fuse::new(u64::MAX, child));
    thread::scope(|scope| {
        for group in groups {
            let (visit, mut chance) = (&visit, chance.fork());
            scope.spawn(move || group.iter_mut().for_each(|person| visit.check(person, &mut chance)));
        }
    });
}
