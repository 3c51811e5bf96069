//! Clocks that were wrong: what was written while one was ahead, and is read once it has been set back. An instance
//! with a clock of its own is the time before, and another one on the same database the time after.

use std::time::Duration;

use crate::harness::{DAY, HOUR, Jwt, MINUTE, Mail, PASSWORD, Reply, SECOND, Server, SmtpSink, User, eventually};

const OLD: &str = "alice@example.org";
const NEW: &str = "alice@example.com";
const YEAR: Duration = DAY.saturating_mul(365);

/// An instance whose clock is ahead.
async fn ahead_of(server: &Server, by: Duration) -> Server {
    let ahead = server.another_with_its_own_clock().await;
    ahead.clock.advance(by);
    ahead
}

#[tokio::test]
async fn a_session_that_was_ended_by_a_clock_past_its_time_does_not_come_back_to_life() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let ahead = ahead_of(&server, 8 * DAY).await;
    let owner = ahead.log_in(&alice.email, PASSWORD).await.signs_in();
    ahead.change_password(PASSWORD, "a much longer phrase").by(&owner).await.signs_in();
    server.me().by(&alice).await.is_unauthorized("REVOKED");
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn a_spent_token_has_no_longer_a_grace_for_a_clock_that_was_set_back() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let ahead = ahead_of(&server, HOUR).await;
    let next = ahead.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_REUSED"]);
    server.refresh(next.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn instances_whose_clocks_differ_by_seconds_give_one_successor() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let ahead = ahead_of(&server, 20 * SECOND).await;
    let next = ahead.refresh(alice.tokens.refresh_token()).await.signs_in();
    let again = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    assert_eq!(next.refresh_token(), again.refresh_token());
    server.me().by(&next).await.succeeds();
}

#[tokio::test]
async fn a_sign_in_from_the_future_is_no_recent_one_and_its_access_token_is_not_good_before_its_time() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let ahead = ahead_of(&server, DAY).await;
    let early = ahead.log_in(&alice.email, PASSWORD).await.signs_in();
    server.me().by(&early).await.is_unauthorized("INVALID");
    let now = server.refresh(early.refresh_token()).await.signs_in();
    server.me().by(&now).await.succeeds();
    server.reissue().by(&now).await.fails_with(["REAUTHENTICATION_REQUIRED"]);
}

#[tokio::test]
async fn a_clock_that_was_a_year_ahead_locks_nobody_out_once_it_is_set_back() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let ahead = ahead_of(&server, YEAR).await;
    ahead.log_in(&alice.email, PASSWORD).await.signs_in();
    ahead.log_in(&alice.email, "not her password").await.fails_with(["INVALID_CREDENTIALS"]);
    drop(ahead);
    // As what is over is put right every ten minutes.
    server.clock.advance(11 * MINUTE);
    eventually("a login", || async { server.log_in(&alice.email, PASSWORD).await.refusals().is_empty().then_some(()) })
        .await;
}

#[tokio::test]
async fn a_mail_that_was_put_off_by_a_clock_a_year_ahead_is_sent_once_it_is_set_back() {
    let sink = SmtpSink::start().await;
    let server = Server::mailing(std::sync::Arc::clone(&sink), []).await;
    let ahead = ahead_of(&server, YEAR).await;
    sink.answers_always(Reply::NotNow);
    ahead.registered("alice@example.org").await;
    eventually("a try", || async { (sink.tries() > 0).then_some(()) }).await;
    drop(ahead);
    sink.answers_always(Reply::Accept);
    server.clock.advance(11 * MINUTE);
    let mail = eventually("the mail", || async { sink.mails().pop() }).await;
    server.verify_email(&mail.token()).await.succeeds();
}

#[tokio::test]
async fn a_key_from_the_future_waits_and_the_one_before_goes_on_signing() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let first = Jwt::parse(&alice.tokens.access_token).header["kid"].clone();
    let ahead = ahead_of(&server, YEAR).await;
    eventually("a second key", || async { (server.behind.signing_keys().await == 2).then_some(()) }).await;
    drop(ahead);
    server.clock.advance(MINUTE);
    let keys = || async { Some(server.get("/.well-known/jwks.json").await.json()["keys"].clone()) };
    let keys = eventually("both keys", || async { keys().await.filter(|keys| keys[1].is_object()) }).await;
    let login = server.log_in(&alice.email, PASSWORD).await.signs_in();
    assert_eq!(Jwt::parse(&login.access_token).header["kid"], first);
    server.me().by(&login).await.succeeds();

    // What waits for a year is taken away, and another one made that waits for its eleven minutes.
    let waiting = keys[0]["kid"].as_str().expect("an id").to_owned();
    assert_ne!(first, waiting.as_str());
    server.operator_runs(&format!("keys revoke {waiting}")).await;
    server.clock.advance(MINUTE);
    eventually("its successor", || async { (server.behind.signing_keys().await == 2).then_some(()) }).await;
    server.clock.advance(15 * MINUTE);
    let later = server.log_in(&alice.email, PASSWORD).await.signs_in();
    let signed = Jwt::parse(&later.access_token).header["kid"].clone();
    assert!(signed != first && signed != waiting.as_str(), "{signed}");
}

#[tokio::test]
async fn a_second_move_is_undone_with_the_first_though_the_clock_was_set_back_in_between() {
    let (server, alice, [undo, further]) = moved_on_while_the_clock_was_set_back().await;
    server.undo_email_change(&undo).await.succeeds();
    server.undo_email_change(&further).await.fails_with(["TOKEN_INVALID"]);
    server.me().by(&alice).await.is_unauthorized("REVOKED");
}

#[tokio::test]
async fn a_first_move_can_be_undone_after_the_second_though_the_clock_was_set_back_in_between() {
    let (server, _, [undo, further]) = moved_on_while_the_clock_was_set_back().await;
    server.undo_email_change(&further).await.succeeds();
    server.undo_email_change(&undo).await.succeeds();
}

/// With the links that undo the first move and the second.
async fn moved_on_while_the_clock_was_set_back() -> (Server, User, [String; 2]) {
    let server = Server::start().await;
    let alice = server.verified(OLD).await;
    let ahead = ahead_of(&server, MINUTE).await;
    let mallory = ahead.log_in(OLD, PASSWORD).await.signs_in();
    ahead.request_email_change(NEW, PASSWORD).by(&mallory).await.succeeds();
    let confirmation = ahead.mailbox.latest_to(NEW).await.token();
    ahead.verify_email(&confirmation).await.succeeds();
    // The one that came with the move, not with its request.
    let undo = undo_link_to(&ahead, OLD).await.token();

    let mallory = server.log_in(NEW, PASSWORD).await.signs_in();
    server.request_email_change("mallory@example.net", PASSWORD).by(&mallory).await.succeeds();
    let further = undo_link_to(&server, NEW).await.token();
    (server, alice, [undo, further])
}

async fn undo_link_to(server: &Server, email: &str) -> Mail {
    let mails = server.mailbox.to(email).await;
    mails.into_iter().rfind(|mail| mail.text.contains("/undo-email-change?")).expect("a link to undo the move")
}
