//! Nobody learns from an answer, or from what was done for it, who has an account.

use std::{future::IntoFuture, sync::Arc};

use tokio::{
    task::JoinHandle,
    time::{sleep, timeout},
};

use crate::harness::{Answer, PASSWORD, Request, SECOND, Server, UNLIMITED, eventually};

const FIRST: [(&str, &str); 1] = [("EMAIL_VERIFICATION", "before_first_login")];
const WRONG: &str = "another quiet harbour";

/// Verified, waiting to be, disabled, and unknown.
const ADDRESSES: [&str; 4] = ["alice@example.org", "bob@example.org", "carol@example.org", "david@example.org"];

async fn peopled() -> Server {
    let server = Server::with(FIRST).await;
    server.verified("alice@example.org").await;
    for email in ["bob@example.org", "carol@example.org"] {
        server.register(email, PASSWORD).await.succeeds();
    }
    server.mailbox.all().await;
    server.behind.disable("carol@example.org").await;
    server
}

/// What each address was answered, and what was done before that.
async fn each<'a>(server: &'a Server, ask: impl Fn(&'a str) -> Request<'a>) -> Vec<(Answer, Vec<String>)> {
    let mut seen = Vec::new();
    for email in ADDRESSES {
        let (answer, statements) = server.statements_during(ask(email).into_future()).await;
        // Whatever comes after a mail is enqueued, the worker does: the transaction ends with that.
        let path = statements.split_inclusive(|sql| sql.starts_with(r#"INSERT INTO "outbox""#)).next();
        seen.push((answer, path.unwrap_or_default().to_vec()));
    }
    seen
}

#[track_caller]
fn are_alike(seen: &[(Answer, Vec<String>)]) {
    for (answer, statements) in seen {
        answer.is_alike(&seen[0].0);
        assert!(!statements.is_empty());
        assert_eq!(statements, &seen[0].1);
    }
}

#[tokio::test]
async fn a_login_with_a_wrong_password_is_answered_alike_by_the_same_statements() {
    let server = peopled().await;
    are_alike(&each(&server, |email| server.log_in(email, WRONG)).await);
}

#[tokio::test]
async fn asking_for_a_new_password_is_answered_alike_by_the_same_statements() {
    let server = peopled().await;
    are_alike(&each(&server, |email| server.request_password_reset(email)).await);
}

#[tokio::test]
async fn asking_for_another_link_is_answered_alike_by_the_same_statements() {
    let server = peopled().await;
    are_alike(&each(&server, |email| server.resend_verification(email)).await);
}

#[tokio::test]
async fn registering_is_answered_alike_by_the_same_statements_where_addresses_are_verified_first() {
    let server = peopled().await;
    are_alike(&each(&server, |email| server.register(email, WRONG)).await);
}

#[tokio::test]
async fn a_form_that_is_refused_says_nothing_of_the_address_either() {
    let server = peopled().await;
    are_alike(&each(&server, |email| server.register(email, "short").input("username", "nobody-yet")).await);
}

/// Who finds no room is not counted, and so must not learn anything either: the queue of hashes has 65 places here, of
/// which one network gets 33, and fills them itself.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_turned_away_for_lack_of_room_does_not_learn_whether_an_address_is_taken() {
    let slow = [("HASH_CONCURRENCY", "1"), ("HASH_ITERATIONS", "64")];
    let server = Arc::new(Server::with(UNLIMITED.into_iter().chain(slow)).await);
    server.registered("alice@example.org").await;
    let filling: Vec<_> = (0..66)
        .map(|number| {
            let server = Arc::clone(&server);
            tokio::spawn(async move {
                loop {
                    server.log_in(&format!("nobody{number}@example.org"), PASSWORD).await;
                    sleep(SECOND / 100).await;
                }
            })
        })
        .collect();
    let asked = || async { timeout(SECOND, server.register("alice@example.org", PASSWORD).into_future()).await.ok() };
    let is_busy = || async { asked().await.filter(|answer| answer.status == 503) };
    assert_eq!(eventually("her address to be answered like any other", is_busy).await.code(), "SERVICE_UNAVAILABLE");
    filling.iter().for_each(JoinHandle::<()>::abort);
}
