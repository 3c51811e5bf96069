//! Of many who give a password at the same moment.
//!
//! Fifty never fill the half of the queue for a hash that one network gets, which is 32 for each that runs: none of them is
//! answered with 503, and what is promised is exact. A test of its own fills it.

use futures_util::future::join_all;

use super::{
    NEW_PASSWORD, OLD, ROOM,
    crowd::{FIFTY, count, counts, fifty, hashes, noted, outcome, tally, those},
    unlimited,
};
use crate::harness::{PASSWORD, Request, Server, UNLIMITED};

const WRONG: &str = "another quiet harbour";

/// The usual number, and no more of them while a slow machine hashes: one comes back every 2.4 hours.
const TEN: (&str, &str) = ("LOGIN_ATTEMPTS", "10/1d");
/// So that hashes can be counted: what is refused by a limit costs none.
const SHOWN: (&str, &str) = ("METRICS_LISTEN", "127.0.0.1:0");

/// Fifty wrong passwords at once: ten are told that they are wrong, and no more than those ten were hashed.
async fn ten_are_looked_at<'a>(server: &'a Server, ask: impl Fn(usize) -> Request<'a>) {
    let before = hashes(server).await;
    let answers = fifty(server, ask).await;
    assert_eq!(tally(&answers), counts([("INVALID_CREDENTIALS", 10), ("TOO_MANY_ATTEMPTS", FIFTY - 10)]));
    assert_eq!(hashes(server).await - before, 10, "hashes");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_changes_of_a_password_one_sets_it_and_has_the_only_session() {
    let server = unlimited([]).await;
    let alice = server.registered(OLD).await;
    let phone = server.log_in(OLD, PASSWORD).await.signs_in();
    let before = server.mailbox.to(OLD).await.len();
    let phrase = |number: usize| format!("the phrase number {number}");
    let answers = fifty(&server, |number| server.change_password(PASSWORD, &phrase(number)).by(&alice)).await;

    // The others' password is not the current one any more; or their session has ended before they were looked at.
    let wrong = those(&answers, "INVALID_CREDENTIALS").len();
    let late = those(&answers, "UNAUTHENTICATED").len();
    assert_eq!((those(&answers, "done").len(), wrong + late), (1, FIFTY - 1), "{:?}", tally(&answers));
    let winner = answers.iter().position(|answer| outcome(answer) == "done").expect("one");
    let [tokens] = super::tokens_in(&answers).try_into().expect("one is signed in");
    let me = server.me().by(&tokens).await.succeeds();
    assert_eq!(me["sessions"].as_array().map(Vec::len), Some(1), "{me:#}");
    server.me().by(&alice).await.is_unauthorized("REVOKED");
    server.me().by(&phone).await.is_unauthorized("REVOKED");
    assert_eq!(count(&server, "sessions").await, 3, "nobody else's was begun");
    assert_eq!(noted(&server, "password_changed").await, 1);
    assert_eq!(server.mailbox.to(OLD).await.len(), before + 1, "one mail tells of it");
    server.log_in(OLD, &phrase(winner)).await.signs_in();
    server.log_in(OLD, PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    server.log_in(OLD, &phrase((winner + 1) % FIFTY)).await.fails_with(["INVALID_CREDENTIALS"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_wrong_passwords_ten_are_looked_at() {
    let server = Server::with([TEN, ROOM, SHOWN]).await;
    let alice = server.registered_as(OLD, "alice").await;
    let name = |number: usize| ["alice", OLD, "ALICE"][number % 3];
    ten_are_looked_at(&server, |number| server.log_in(name(number), WRONG)).await;

    assert_eq!(noted(&server, "login_failed").await, 10);
    server.log_in(OLD, PASSWORD).await.throttles();
    server.change_password(PASSWORD, NEW_PASSWORD).by(&alice).await.throttles();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_wrong_passwords_for_nobody_ten_are_looked_at() {
    let server = Server::with([TEN, ROOM, SHOWN]).await;
    ten_are_looked_at(&server, |_| server.log_in("nobody@example.org", WRONG)).await;
}

/// Every way in which a password is checked counts against the same ten.
#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_wrong_passwords_in_different_forms_ten_are_looked_at() {
    let server = Server::with([TEN, ROOM, SHOWN]).await;
    let alice = server.registered(OLD).await;
    ten_are_looked_at(&server, |number| match number % 4 {
        0 => server.log_in(OLD, WRONG),
        1 => server.change_password(WRONG, NEW_PASSWORD).by(&alice),
        2 => server.request_email_change("alice@example.com", WRONG).by(&alice),
        _ => server.delete_account(WRONG).by(&alice),
    })
    .await;
    assert_eq!(noted(&server, "login_failed").await + noted(&server, "reauthentication_failed").await, 10);
}

/// A server behind a proxy with one limit, of ten a day.
async fn with_ten(limit: &str) -> Server {
    let others = UNLIMITED.into_iter().filter(|(name, _)| *name != limit);
    Server::behind_a_proxy(others.chain([(limit, "10/1d"), ROOM, SHOWN])).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_wrong_passwords_for_one_account_from_as_many_networks_ten_are_looked_at() {
    let server = with_ten("LOGIN_ATTEMPTS_PER_ACCOUNT").await;
    let network = |number: usize| format!("198.51.100.{number}");
    server.registered_as(OLD, "alice").await;
    server.registered("bob@example.org").await;
    let name = |number: usize| ["alice", OLD, "ALICE"][number % 3];
    ten_are_looked_at(&server, |number| server.log_in(name(number), WRONG).from(&network(number))).await;

    server.log_in(OLD, PASSWORD).from(&network(FIFTY)).await.throttles();
    server.log_in("bob@example.org", PASSWORD).from(&network(0)).await.signs_in();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_wrong_passwords_from_one_network_for_as_many_names_ten_are_looked_at() {
    let server = with_ten("LOGIN_ATTEMPTS_PER_ADDRESS").await;
    let somebody = |number: usize| format!("user{number}@example.org");
    // The first five have an account, the others' names are nobody's.
    for number in 0..5 {
        server.registered(&somebody(number)).await;
    }
    let (here, elsewhere) = ("203.0.113.1", "203.0.113.2");
    ten_are_looked_at(&server, |number| server.log_in(&somebody(number), WRONG).from(here)).await;

    server.log_in(&somebody(0), PASSWORD).from(here).await.throttles();
    server.log_in(&somebody(0), PASSWORD).from(elsewhere).await.signs_in();
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_right_passwords_begin_fifty_sessions() {
    let server = unlimited([]).await;
    let alice = server.registered(OLD).await;
    let answers = fifty(&server, |_| server.log_in(OLD, PASSWORD)).await;
    assert_eq!(tally(&answers), counts([("done", FIFTY)]));
    let me = server.me().by(&alice).await.succeeds();
    assert_eq!(me["sessions"].as_array().map(Vec::len), Some(FIFTY + 1));
    assert_eq!(noted(&server, "login_succeeded").await, 50);
}

/// A try counts until its password turns out to be right: more than ten at once are too many to be looked at. Those
/// that were right count for nothing afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn fifty_right_passwords_at_the_limit_leave_all_ten_tries_behind() {
    let server = Server::with([TEN, ROOM]).await;
    server.registered(OLD).await;
    let answers = fifty(&server, |_| server.log_in(OLD, PASSWORD)).await;
    let (done, many) = (those(&answers, "done").len(), those(&answers, "TOO_MANY_ATTEMPTS").len());
    assert!(done >= 10 && done + many == FIFTY, "{:?}", tally(&answers));
    assert_eq!(usize::try_from(count(&server, "sessions").await), Ok(done + 1));

    let answers = fifty(&server, |_| server.log_in(OLD, WRONG)).await;
    assert_eq!(tally(&answers), counts([("INVALID_CREDENTIALS", 10), ("TOO_MANY_ATTEMPTS", FIFTY - 10)]));
}

/// More than may wait: what is answered with 503 has begun nothing.
#[tokio::test(flavor = "multi_thread")]
async fn of_more_than_may_wait_for_a_hash_some_are_turned_away_and_nothing_is_half_done() {
    let slow = [("HASH_CONCURRENCY", "1"), ("HASH_ITERATIONS", "4")];
    let server = unlimited(slow).await;
    server.registered(OLD).await;
    // Nobody asks again, not where a crowd would either.
    let answers = join_all((0..140).map(|_| server.log_in(OLD, PASSWORD).into_future())).await;

    let (done, busy) = (those(&answers, "done").len(), those(&answers, "SERVICE_UNAVAILABLE").len());
    assert!(done >= 1 && busy >= 1 && done + busy == 140, "{:?}", tally(&answers));
    assert_eq!(usize::try_from(count(&server, "sessions").await), Ok(done + 1));
    assert_eq!(usize::try_from(noted(&server, "login_succeeded").await), Ok(done));
    assert_eq!(noted(&server, "login_failed").await, 0);
}
