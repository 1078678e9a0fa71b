//! A client made and used before a fork works after it, in the child and in the parent, again and again.
//!
//! Servers that fork their workers do this to every SDK. Threads of the parent are busy meanwhile, and no wait is
//! without a limit: what hangs is a failure.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/scene.rs"]
mod scene;

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use doorcode::{Client, VerifyOptions};
use fork::{Fork, fork, waitpid};
use scene::{PATIENCE, Scene, at_once};

const ROUNDS: usize = 20;

/// Runs `work` in a child process and hands back what it said; the child has ended by then.
fn in_child(work: impl FnOnce() -> String) -> String {
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    match fork().unwrap() {
        Fork::Child => {
            let said = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| "it panicked".into());
            let _ = (&theirs).write_all(said.as_bytes());
            std::process::exit(0);
        }
        Fork::Parent(child) => {
            drop(theirs);
            ours.set_read_timeout(Some(PATIENCE)).unwrap();
            let mut said = String::new();
            let heard = ours.read_to_string(&mut said);
            if heard.is_err() {
                let _ = std::process::Command::new("kill").args(["-KILL", &child.to_string()]).status();
                said = format!("it hangs, after it said {said:?}");
            }
            waitpid(child).unwrap();
            said
        }
    }
}

/// A login's worth of calls, by default driver; the text of what went wrong otherwise.
fn use_all(client: &Client, session: &str, refresh: &str) -> Result<(), doorcode::Error> {
    let options = VerifyOptions::default();
    client.session().validate(session, &options).wait()?;
    client.user().me(refresh).wait()?;
    client.session().refresh(refresh, &options).wait().map(drop)
}

fn said(result: Result<(), doorcode::Error>) -> String {
    result.map_or_else(|error| error.to_string(), |()| "it works".into())
}

/// All rounds are one test: forks of tests that run beside would hold each other's pipes open.
#[test]
fn a_client_goes_on_working_in_child_and_parent() {
    let scene = Scene::start();
    let client = scene.client();
    let login = {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(scene.login(&client))
    };
    let (session, refresh) = (login.session.jwt().to_owned(), login.refresh.unwrap().jwt().to_owned());
    use_all(&client, &session, &refresh).unwrap();

    let fetches = scene.key_fetches();
    let inherits = in_child(|| {
        let call = client.session().validate(&session, &VerifyOptions::default());
        said(at_once(call).expect("inherited keys need no fetch").map(drop))
    });
    assert_eq!((inherits.as_str(), scene.key_fetches()), ("it works", fetches));

    let made_before = client.user().me(&refresh);
    let refused = in_child(|| said(made_before.wait().map(drop)));
    assert!(refused.contains("made before a fork"), "{refused}");

    let grandchild = in_child(|| {
        let first = said(use_all(&client, &session, &refresh));
        first + " and " + &in_child(|| said(use_all(&client, &session, &refresh)))
    });
    assert_eq!(grandchild, "it works and it works");

    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    use_all(&client, &session, &refresh).expect("the parent's threads are not disturbed");
                }
            });
        }
        let rounds: Vec<_> = (0..ROUNDS)
            .map(|_| {
                let child = in_child(|| said(use_all(&client, &session, &refresh)));
                (child, said(use_all(&client, &session, &refresh)))
            })
            .collect();
        over.store(true, Ordering::Relaxed);
        for (round, (child, parent)) in rounds.into_iter().enumerate() {
            assert_eq!((child.as_str(), parent.as_str()), ("it works", "it works"), "round {round}");
        }
    });
}
