//! Whether the time that an answer takes tells who has an account: the program itself is asked, in a random order, about
//! names that it knows and names that it doesn't, and Mann–Whitney's test says whether the two can be told apart.
//!
//! `just timing` runs it, on SQLite and, where `KEYWARD_TEST_DATABASE_URL` names a server, on PostgreSQL. It asks
//! `KEYWARD_TEST_SAMPLES` (200) times about each, and wants a quiet machine.

#![expect(clippy::print_stdout, reason = "its figures are what it is run for")]

#[expect(dead_code, unused_imports, reason = "the tests of the API use the rest of it")]
#[path = "../api/harness/mod.rs"]
mod harness;

mod cases;
mod comparison;
mod place;
mod sampling;

use std::env;

use tempfile::tempdir;

use cases::{CASES, CONTROLS};
use comparison::{Comparison, Times, hold};
use harness::Database;
use place::Place;
use sampling::Sampler;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes, and a quiet machine"]
async fn on_sqlite_the_time_of_an_answer_tells_nobody_who_has_an_account() {
    let folder = tempdir().expect("a folder");
    let database = Database::in_folder(folder.path());
    measure(&Place::on(folder, database).await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes, and a quiet machine"]
async fn on_postgresql_the_time_of_an_answer_tells_nobody_who_has_an_account() {
    let Some(database) = Database::on_server_alone().await else { return };
    measure(&Place::on(tempdir().expect("a folder"), database).await).await;
}

async fn measure(place: &Place) {
    let rounds = env::var("KEYWARD_TEST_SAMPLES").map_or(200, |value| value.parse().expect("a number"));
    let mut sampler = Sampler::new(place);
    let (mut answers, mut next) = (Vec::new(), Vec::new());
    for case in CONTROLS.iter().chain(CASES) {
        let groups = sampler.sample(case, rounds).await;
        answers.extend(compare(case.name, groups.iter().map(|(name, times)| (*name, &times.answer))));
        next.extend(compare(case.name, groups.iter().map(|(name, times)| (*name, &times.next))));
    }
    println!("\nthe answers");
    let told = hold(&answers);
    // What is done for an account in the background goes on meanwhile: shown, and no promise.
    println!("\nwhoever asks next, at once, about an address that nobody has");
    hold(&next);
    assert_eq!(told, [""; 0], "the time tells who has an account");
}

/// All against the first.
fn compare<'a>(case: &'static str, groups: impl Iterator<Item = (&'static str, &'a Times)>) -> Vec<Comparison> {
    let groups: Vec<_> = groups.collect();
    let (first, others) = groups.split_first().expect("somebody unknown");
    others.iter().map(|other| Comparison::new(case, *first, *other)).collect()
}
