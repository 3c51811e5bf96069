//! `keyward migrate`, as a deployment runs it.

use std::thread;

use crate::{
    harness::{Binary, Database},
    place::{Ran, run},
};

#[tokio::test]
async fn of_several_processes_one_migrates_and_says_what_it_did_while_the_rest_wait() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::create(folder.path()).await;
    let migrate = || {
        run(Binary::command().current_dir(folder.path()).env("KEYWARD_DATABASE_URL", &database.url).arg("migrate"), "")
    };
    let ran: Vec<Ran> = thread::scope(|scope| {
        let started: Vec<_> = (0..4).map(|_| scope.spawn(migrate)).collect();
        started.into_iter().map(|one| one.join().expect("it ran").succeeds()).collect()
    });
    let say = |words: &str| ran.iter().filter(|ran| ran.err.contains(words)).count();
    assert_eq!((say("migrations applied"), say("the database was up to date")), (1, 3), "{ran:#?}");
}
