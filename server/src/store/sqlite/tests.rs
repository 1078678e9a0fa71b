//! The guards themselves, one by one: what holds when two transactions have both seen the old state.

use serde_json::{Map, json};

use super::SqliteStore;
use crate::engine::{Challenge, Channel, Intent, Login, Purpose, Session, Subject, User};
use crate::store::{Records, SavedProject, Store, StoreError};

fn store() -> Box<dyn Store> {
    Box::new(SqliteStore::in_memory().unwrap())
}

fn run<T: Send + 'static>(
    store: &dyn Store,
    work: impl FnOnce(&dyn Records) -> Result<T, StoreError> + Send + 'static,
) -> T {
    store.wait(work).unwrap()
}

fn ann() -> User {
    User::new("U1".into(), "ann@example.com".into(), 0)
}

fn subject() -> Subject {
    Subject::User("U1".into())
}

fn challenge(id: &str) -> Challenge {
    Challenge {
        id: id.into(),
        subject: subject(),
        login_id: "ann@example.com".into(),
        channel: Channel::Email,
        purpose: Purpose::SignIn,
        address: None,
        digest: "digest".into(),
        attempts: 2,
        expires_at: 1_000,
        intent: Intent { stepup: true, ..Intent::default() },
    }
}

fn session() -> Session {
    Session {
        id: "S1".into(),
        user: "U1".into(),
        generation: 0,
        rotated_at: 0,
        expires_at: 1_000,
        tenant: Some("t1".into()),
        amr: vec!["email".into()],
        claims: Map::from_iter([("a".to_owned(), json!({"b": [1]}))]),
    }
}

#[test]
fn a_subject_has_one_challenge() {
    let found = run(&*store(), |records| {
        records.replace_challenge(&challenge("C1"), 0)?;
        records.replace_challenge(&challenge("C2"), 0)?;
        Ok((records.consume_challenge("C1")?, records.challenge(&subject())?))
    });
    assert_eq!(found, (false, Some(challenge("C2"))));
}

#[test]
fn a_challenge_is_charged_while_it_lives_and_consumed_once() {
    let charged = run(&*store(), |records| {
        records.replace_challenge(&challenge("C1"), 0)?;
        let dead = records.charge_challenge("C1", 1_000)?;
        let live = [999; 3].map(|now| records.charge_challenge("C1", now).unwrap());
        Ok((dead, live, records.consume_challenge("C1")?, records.consume_challenge("C1")?))
    });
    assert_eq!(charged, (false, [true, true, false], true, false));
}

#[test]
fn stale_challenges_are_forgotten() {
    let left = run(&*store(), |records| {
        let other = Challenge { subject: Subject::LoginId("bob".into()), ..challenge("C2") };
        records.replace_challenge(&challenge("C1"), 0)?;
        records.replace_challenge(&other, 1_001)?;
        Ok((records.challenge(&subject())?.is_some(), records.challenge(&other.subject)?.is_some()))
    });
    assert_eq!(left, (false, true));
}

#[test]
fn a_budget_is_not_overdrawn_and_begins_anew() {
    let (charged, counts) = run(&*store(), |records| {
        let charge = |since, now| records.charge_failure(&subject(), 2, since, now).unwrap();
        let charged = [charge(0, 10), charge(0, 20), charge(0, 30), charge(19, 30), charge(20, 31)];
        let counts = [records.failures(&subject(), 30)?, records.failures(&subject(), 31)?];
        Ok((charged, counts))
    });
    assert_eq!(charged, [true, true, false, false, true]);
    assert_eq!(counts, [1, 0]);
}

#[test]
fn a_generation_is_left_once() {
    let advanced = run(&*store(), |records| {
        records.save_user(&ann())?;
        records.add_session(&session(), 0)?;
        let advanced = [records.advance_generation("S1", 0, 5)?, records.advance_generation("S1", 0, 6)?];
        Ok((advanced, records.session("S1")?))
    });
    assert_eq!(advanced, ([true, false], Some(Session { generation: 1, rotated_at: 5, ..session() })));
}

#[test]
fn messages_are_counted_up_to_the_limit() {
    let charged = run(&*store(), |records| {
        let charge = |since, now| records.charge_send("ann", 2, since, now).unwrap();
        let charged = [charge(0, 10), charge(0, 20), charge(0, 30), charge(10, 40)];
        Ok((charged, records.oldest_send("ann", 10)?, records.charge_send("bob", 2, 10, 40)?))
    });
    assert_eq!(charged, ([true, true, false, true], Some(20), true));
}

#[test]
fn a_login_id_has_one_owner_and_a_failed_unit_leaves_no_trace() {
    let store = store();
    run(&*store, |records| records.save_user(&ann()));
    let failed = store.wait(|records| {
        records.save_user(&User::new("U2".into(), "bob".into(), 0))?;
        records.save_user(&User::new("U3".into(), "ANN@example.com".into(), 0))
    });
    assert_eq!(failed, Err(StoreError::Conflict));
    let left = run(&*store, |records| Ok((records.users()?, records.user_by_login_id("ann@example.com")?)));
    assert_eq!(left, (vec![ann()], Some(ann())));
}

#[test]
fn what_hangs_on_a_user_goes_with_it() {
    let left = run(&*store(), |records| {
        records.save_user(&ann())?;
        records.add_session(&session(), 0)?;
        records.replace_challenge(&challenge("C1"), 0)?;
        records.charge_failure(&subject(), 9, 0, 10)?;
        let deleted = [records.delete_user("U1")?, records.delete_user("U1")?];
        let session = records.session("S1")?.is_some();
        Ok((deleted, session, records.challenge(&subject())?.is_some(), records.failures(&subject(), 0)?))
    });
    assert_eq!(left, ([true, false], false, false, 0));
}

#[test]
fn the_last_hundred_logins_are_kept() {
    let logins = run(&*store(), |records| {
        records.save_user(&ann())?;
        for at in 0..103 {
            records.add_login(&Login { user: "U1".into(), at, ip: String::new(), tenant: String::new() })?;
        }
        records.logins("U1")
    });
    let times: Vec<i64> = logins.iter().map(|login| login.at).collect();
    assert_eq!(times, (3..103).rev().collect::<Vec<_>>());
}

#[test]
fn a_panic_undoes_its_own_unit_only() {
    let store = store();
    let panicked: Result<(), _> = store.wait(|records| {
        records.save_user(&ann()).unwrap();
        panic!("on purpose")
    });
    assert!(matches!(panicked, Err(StoreError::Broken(_))));
    assert_eq!(run(&*store, |records| records.users()), []);
}

#[test]
fn a_project_is_saved_whole_and_once() {
    let project = SavedProject {
        id: "P1".into(),
        management_key: "K".into(),
        settings: json!({"a": 1}),
        keys: Some(json!([])),
    };
    let again = project.clone();
    let found = run(&*store(), move |records| {
        records.add_project(&again)?;
        Ok((records.add_project(&again), records.projects()?))
    });
    assert!(found == (Err(StoreError::Conflict), vec![project]));
}
