//! What holds the database's tables for long: a migration by hand, a backup that locks, another program.

use std::{
    future::IntoFuture,
    time::{Duration, Instant},
};

use futures_util::future::join_all;

use crate::harness::{PASSWORD, Server};

/// No request waits longer than 30 s, and those who find no connection to the database 5 s; a second for either to be
/// told, on a busy machine.
const LONGEST: Duration = Duration::from_secs(31);

#[tokio::test]
async fn while_another_holds_the_tables_nobody_waits_for_long_and_all_goes_on_thereafter() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let is_sqlite = server.settings["DATABASE_URL"].starts_with("sqlite:");
    let hold = if is_sqlite { "BEGIN IMMEDIATE" } else { "BEGIN; LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE" };
    server.behind.run(hold).await;
    let began = Instant::now();
    let answers = join_all((0..100).map(|_| server.refresh(alice.tokens.refresh_token()).into_future())).await;
    assert!(began.elapsed() < LONGEST, "{:?}", began.elapsed());
    for answer in answers {
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (503, "SERVICE_UNAVAILABLE"), "{answer:#?}");
        assert!(answer.header("retry-after").is_some(), "{answer:#?}");
    }
    server.behind.run("ROLLBACK").await;
    server.register("bob@example.org", PASSWORD).await.signs_in();
    server.refresh(alice.tokens.refresh_token()).await.signs_in();
}
