//! Of many who use one refresh token, or one session, at the same moment.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{
    crowd::{FIFTY, count, counts, fifty, noted, tally, those},
    unlimited,
};
use crate::harness::{Answer, HOUR, Server, Tokens, User};

/// As long as it may be, so that no slow machine gets past it.
const GRACE: (&str, &str) = ("REFRESH_GRACE", "1h");
const NO_GRACE: (&str, &str) = ("REFRESH_GRACE", "0s");

async fn generations(server: &Server) -> Vec<i32> {
    server.behind.rows("SELECT generation FROM sessions").await
}

/// The session is over; its owner was told by one mail, and the log by one row.
async fn ended_once(server: &Server, alice: &User) {
    server.me().by(alice).await.is_unauthorized("REVOKED");
    let mails = server.mailbox.to(&alice.email).await;
    let told = mails.iter().filter(|mail| mail.subject.contains("signed out"));
    assert_eq!(told.count(), 1, "{mails:#?}");
    assert_eq!(noted(server, "refresh_token_reused").await, 1);
    assert_eq!(count(server, "sessions WHERE ended_at IS NOT NULL AND end_reason = 'reused'").await, 1);
}

/// Whoever comes while the session lives ends it, or finds that another one has; whoever comes later is told no more
/// than that it is over.
fn reused_or_over(answers: &[Answer], all: usize) {
    let (reused, over) = (those(answers, "REFRESH_TOKEN_REUSED").len(), those(answers, "REFRESH_TOKEN_INVALID").len());
    assert!(reused >= 1, "{:?}", tally(answers));
    assert_eq!(reused + over, all, "{:?}", tally(answers));
}

#[tokio::test(flavor = "multi_thread")]
async fn within_the_grace_period_all_fifty_get_one_successor_and_the_session_moves_on_once() {
    let server = Server::with([GRACE]).await;
    let alice = server.registered("alice@example.org").await;
    let answers = fifty(&server, |_| server.refresh(alice.tokens.refresh_token())).await;
    let all: Vec<Tokens> = answers.into_iter().map(Answer::signs_in).collect();

    let successors: BTreeSet<_> = all.iter().map(Tokens::refresh_token).collect();
    let ends: BTreeSet<_> = all.iter().map(|tokens| tokens.refresh_token_expires_at).collect();
    assert_eq!((successors.len(), ends.len()), (1, 1), "{successors:?} {ends:?}");
    assert_eq!(generations(&server).await, [1]);
    for tokens in &all {
        let me = server.me().by(tokens).await.succeeds();
        assert_eq!(me["sessions"].as_array().map(Vec::len), Some(1), "{me:#}");
    }
    assert_eq!(server.mailbox.to(&alice.email).await.len(), 1, "only the one to verify the address");
    server.refresh(all[0].refresh_token()).await.signs_in();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_grace_period_one_of_fifty_gets_the_successor_and_the_session_ends_once() {
    let server = Server::with([NO_GRACE]).await;
    let alice = server.registered("alice@example.org").await;
    let answers = fifty(&server, |_| server.refresh(alice.tokens.refresh_token())).await;

    let done = those(&answers, "done");
    assert_eq!(done.len(), 1, "{:?}", tally(&answers));
    reused_or_over(&answers, FIFTY - 1);
    assert_eq!(generations(&server).await, [1]);
    ended_once(&server, &alice).await;
    let successor = done[0].payload()["tokens"]["refreshToken"].as_str().expect("a token").to_owned();
    server.refresh(&successor).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_who_show_a_token_spent_long_ago_end_its_session_once() {
    let server = Server::with([GRACE]).await;
    let alice = server.registered("alice@example.org").await;
    let other = server.log_in(&alice.email, &alice.password).await.signs_in();
    let next = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.clock.advance(2 * HOUR);
    let answers = fifty(&server, |number| {
        let spent = alice.tokens.refresh_token();
        if number % 2 == 0 { server.refresh(spent) } else { server.log_out().input("refreshToken", spent) }
    })
    .await;

    // A logout with a token of a session that is over ends nothing, and is no error.
    let over_already = those(&answers, "done");
    for answer in &over_already {
        assert_eq!(answer.payload()["endedSessions"], 0, "{answer:#?}");
    }
    reused_or_over(&answers, FIFTY - over_already.len());
    let other = server.refresh(other.refresh_token()).await.signs_in();
    server.refresh(next.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    let alice = User { tokens: server.refresh(other.refresh_token()).await.signs_in(), ..alice };
    assert_eq!(server.me().by(&alice).await.succeeds()["sessions"].as_array().map(Vec::len), Some(1));
    assert_eq!(noted(&server, "refresh_token_reused").await, 1);
    let mails = server.mailbox.to(&alice.email).await;
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("signed out")).count(), 1, "{mails:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_reissues_move_the_session_on_fifty_times_and_all_but_the_last_ones_tokens_are_spent() {
    let server = Server::with([GRACE]).await;
    let alice = server.registered("alice@example.org").await;
    let answers = fifty(&server, |_| server.reissue().by(&alice)).await;
    let all: Vec<Tokens> = answers.into_iter().map(Answer::signs_in).collect();

    let different: BTreeSet<_> = all.iter().map(Tokens::refresh_token).collect();
    assert_eq!(different.len(), FIFTY);
    assert_eq!(generations(&server).await, [50]);
    assert_eq!(noted(&server, "tokens_reissued").await, 50);

    // The last one's may be the first to come, and works then; any other one's is spent.
    let answers = fifty(&server, |number| server.refresh(all[number].refresh_token())).await;
    let done = those(&answers, "done").len();
    assert!(done <= 1, "{:?}", tally(&answers));
    reused_or_over(&answers, FIFTY - done);
    ended_once(&server, &alice).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_logouts_one_ends_the_session_and_the_others_nothing() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let answers = fifty(&server, |number| {
        let out = server.log_out();
        if number % 2 == 0 { out.by(&alice) } else { out.input("refreshToken", alice.tokens.refresh_token()) }
    })
    .await;
    assert_eq!(tally(&answers), counts([("done", FIFTY)]));
    let ended: Vec<Value> = answers.iter().map(|answer| answer.payload()["endedSessions"].clone()).collect();
    assert_eq!(ended.iter().filter(|ended| **ended == 1).count(), 1, "{ended:?}");
    assert_eq!(ended.iter().filter(|ended| **ended == 0).count(), FIFTY - 1, "{ended:?}");
    assert_eq!(noted(&server, "logged_out").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_fifty_refreshes_and_a_logout_do_at_once_nothing_of_the_session_is_left() {
    for grace in [GRACE, NO_GRACE] {
        let server = unlimited([grace]).await;
        let alice = server.registered("alice@example.org").await;
        let answers = fifty(&server, |number| match number {
            25 => server.log_out().by(&alice),
            _ => server.refresh(alice.tokens.refresh_token()),
        })
        .await;
        assert_eq!(super::crowd::outcome(&answers[25]), "done");
        for tokens in super::tokens_in(&answers) {
            server.me().by(&tokens).await.is_unauthorized("REVOKED");
            server.refresh(tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
        }
        assert_eq!(count(&server, "sessions WHERE ended_at IS NULL").await, 0);
        let reasons = noted(&server, "refresh_token_reused").await + noted(&server, "logged_out").await;
        assert_eq!(reasons, 1, "one of them ended it");
    }
}
