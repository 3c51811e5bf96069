//! The program is killed with SIGKILL at any moment, thousands of times, while clients use it: nothing that was
//! answered may be lost, and nothing that was not may be half done. And the other ways in which the ground gives way.
//!
//! `just crashes` runs the long campaign; `KEYWARD_TEST_CYCLES` (12), `KEYWARD_TEST_SEED` (1) and
//! `KEYWARD_TEST_CLIENTS` (4) say how long and which. `docs/reliability.md` has what is promised, and what each of these
//! tests checks of it.

#![expect(clippy::print_stdout, reason = "its figures are what it is run for")]

#[expect(dead_code, unused_imports, reason = "the tests of the API use the rest of it")]
#[path = "../api/harness/mod.rs"]
mod harness;

#[path = "../instances/accounts.rs"]
mod accounts;
#[expect(dead_code, reason = "the tests of several instances use the rest of it")]
#[path = "../instances/asking.rs"]
mod asking;
#[path = "../instances/mails.rs"]
mod mails;
#[path = "../instances/passwords.rs"]
mod passwords;
#[path = "../instances/person.rs"]
mod person;
#[path = "../instances/reckoning.rs"]
mod reckoning;

mod campaign;
mod cluster;
mod database_gone;
mod dice;
mod disk;
mod disk_full;
mod first_start;
mod fleet;
mod ledger;
mod mail_gone;
mod power;
mod trace;
mod wholeness;

use std::env;

use harness::Database;

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_on_sqlite_nothing_that_was_answered_is_lost() {
    campaign::run("SQLite", async |folder| Some(Database::in_folder(folder))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_on_postgresql_nothing_that_was_answered_is_lost() {
    campaign::run("PostgreSQL", async |_| Database::on_server_alone().await).await;
}

fn setting(name: &str, default: usize) -> usize {
    env::var(format!("KEYWARD_TEST_{name}")).map_or(default, |value| value.parse().expect("a number"))
}
