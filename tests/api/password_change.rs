//! A new password while signed in.

use chrono::{DateTime, Utc};

use crate::harness::{DAY, Jwt, MINUTE, PASSWORD, Server, SmtpSink};

const NEW: &str = "a much longer phrase";

#[tokio::test]
async fn changing_the_password_ends_every_session_and_begins_a_new_one() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let phone = server.log_in(&alice.email, &alice.password).await.signs_in();
    server.clock.advance(5 * MINUTE);
    let tokens = server.change_password(PASSWORD, NEW).by(&alice).await.signs_in();

    server.me().by(&alice).await.is_unauthorized("REVOKED");
    server.me().by(&phone).await.is_unauthorized("REVOKED");
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    assert_ne!(tokens.session_id(), alice.tokens.session_id());
    let (before, after) = (Jwt::parse(&alice.tokens.access_token), Jwt::parse(&tokens.access_token));
    assert!(after.seconds("auth_time") > before.seconds("auth_time"), "a new sign-in");
    server.refresh(tokens.refresh_token()).await.signs_in();
    server.log_in(&alice.email, PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    server.log_in(&alice.email, NEW).await.signs_in();
}

#[tokio::test]
async fn a_password_is_later_than_the_one_before_whatever_an_instances_clock_says() {
    let ahead = Server::mailing(SmtpSink::start().await, []).await;
    let behind = ahead.another_with_its_own_clock().await;
    ahead.clock.advance(5 * MINUTE);
    let alice = ahead.registered("alice@example.org").await;
    let set_at = async || ahead.behind.rows::<DateTime<Utc>>("SELECT changed_at FROM passwords").await[0];
    let before = set_at().await;

    behind.request_password_reset(&alice.email).await.succeeds();
    let mails = behind.mailbox.to(&alice.email).await;
    let reset = mails.iter().find(|mail| mail.link().contains("/reset-password")).expect("a link to reset");
    behind.reset_password(&reset.token(), NEW).await.succeeds();
    let after = set_at().await;
    assert!(after > before, "{after} after {before}");
    behind.log_in(&alice.email, NEW).await.signs_in();
}

#[tokio::test]
async fn changing_the_password_does_not_count_as_a_login() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let before = server.me().by(&alice).await.succeeds();
    server.clock.advance(5 * MINUTE);
    let tokens = server.change_password(PASSWORD, NEW).by(&alice).await.signs_in();
    assert_eq!(server.me().by(&tokens).await.succeeds()["lastLoginAt"], before["lastLoginAt"]);
}

#[tokio::test]
async fn a_wrong_current_password_changes_nothing() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let answer = server.change_password("not my password", NEW).by(&alice).await;
    answer.fails_at([("currentPassword", "INVALID_CREDENTIALS")]);
    server.me().by(&alice).await.succeeds();
    server.log_in(&alice.email, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn a_new_password_follows_the_rules() {
    let server = Server::start().await;
    let alice = server.registered_as("alice@example.org", "captain_alice").await;
    let refused = [
        ("short", "PASSWORD_TOO_SHORT"),
        ("password1", "PASSWORD_TOO_COMMON"),
        ("Captain_Alice", "PASSWORD_TOO_COMMON"),
        ("", "VALUE_REQUIRED"),
    ];
    for (password, code) in refused {
        server.change_password(PASSWORD, password).by(&alice).await.fails_at([("newPassword", code)]);
    }
    let other = server.change_password(PASSWORD, NEW).input("newPasswordConfirmation", "something else");
    other.by(&alice).await.fails_at([("newPasswordConfirmation", "PASSWORD_MISMATCH")]);
}

#[tokio::test]
async fn every_field_at_fault_is_told_at_once() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let wrong = server.change_password("not my password", "short").input("newPasswordConfirmation", "shorter");
    wrong.by(&alice).await.fails_at([
        ("currentPassword", "INVALID_CREDENTIALS"),
        ("newPassword", "PASSWORD_TOO_SHORT"),
        ("newPasswordConfirmation", "PASSWORD_MISMATCH"),
    ]);
    let blank = server.change_password("", "").by(&alice).await;
    blank.fails_at([("currentPassword", "VALUE_REQUIRED"), ("newPassword", "VALUE_REQUIRED")]);
}

#[tokio::test]
async fn a_change_voids_the_mailed_tokens_and_tells_the_owner() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let verification = server.mailbox.latest_to(&alice.email).await.token();
    server.request_password_reset(&alice.email).await.succeeds();
    let token = server.mailbox.latest_to(&alice.email).await.token();
    let before = server.mailbox.to(&alice.email).await.len();
    server.change_password(PASSWORD, NEW).by(&alice).await.signs_in();
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before + 1);
    server.reset_password(&token, "another long phrase").await.fails_with(["TOKEN_INVALID"]);
    server.verify_email(&verification).await.fails_with(["TOKEN_INVALID"]);
}

#[tokio::test]
async fn of_two_changes_at_once_one_wins() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let change = |new: &'static str| async { server.change_password(PASSWORD, new).by(&alice).await };
    let (one, other) = tokio::join!(change(NEW), change("another long phrase"));
    let wins = [&one, &other].map(|answer| answer.payload()["tokens"]["accessToken"].is_string());
    assert_eq!(wins.iter().filter(|won| **won).count(), 1, "{one:#?} {other:#?}");
    server.log_in(&alice.email, if wins[0] { NEW } else { "another long phrase" }).await.signs_in();
    let told = server.mailbox.to(&alice.email).await.iter().filter(|mail| mail.subject.contains("changed")).count();
    assert_eq!(told, 1);
}

#[tokio::test]
async fn each_check_of_the_current_password_counts() {
    let server = Server::with([("LOGIN_ATTEMPTS", "3/15m")]).await;
    let alice = server.registered("alice@example.org").await;
    for _ in 0..3 {
        server.change_password("not my password", NEW).by(&alice).await.fails_with(["INVALID_CREDENTIALS"]);
    }
    server.change_password(PASSWORD, NEW).by(&alice).await.throttles();
    server.delete_account(PASSWORD).by(&alice).await.throttles();
    server.request_email_change("alice@example.com", PASSWORD).by(&alice).await.throttles();
    server.log_in(&alice.email, PASSWORD).await.throttles();
}

#[tokio::test]
async fn a_right_current_password_counts_as_no_failure_whatever_else_is_wrong() {
    let server = Server::with([("LOGIN_ATTEMPTS", "2/1d")]).await;
    let mut tokens = server.verified("alice@example.org").await.tokens;
    for _ in 0..3 {
        server.change_password(PASSWORD, "short").by(&tokens).await.fails_with(["PASSWORD_TOO_SHORT"]);
        server.request_email_change("no address", PASSWORD).by(&tokens).await.fails_with(["EMAIL_INVALID"]);
        server.request_email_change("alice@example.com", PASSWORD).by(&tokens).await.succeeds();
        tokens = server.change_password(PASSWORD, PASSWORD).by(&tokens).await.signs_in();
    }
}

#[tokio::test]
async fn a_right_current_password_counts_as_no_failure_where_the_server_fails() {
    let server = Server::with([("LOGIN_ATTEMPTS", "2/1d")]).await;
    let alice = server.verified("alice@example.org").await;
    server.behind.break_mails().await;
    for _ in 0..2 {
        for answer in [
            server.change_password(PASSWORD, NEW).by(&alice).await,
            server.request_email_change("alice@example.com", PASSWORD).by(&alice).await,
            server.delete_account(PASSWORD).by(&alice).await,
        ] {
            assert_eq!(answer.code(), "INTERNAL_SERVER_ERROR", "{answer:#?}");
        }
    }
    server.behind.mend_mails().await;
    server.log_in(&alice.email, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn a_session_that_ended_by_itself_changes_nothing() {
    let server = Server::with([("ACCESS_TOKEN_LIFETIME", "30d"), ("REFRESH_TOKEN_LIFETIME", "1d")]).await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(DAY);
    server.change_password(PASSWORD, NEW).by(&alice).await.is_unauthorized("EXPIRED");
}

#[tokio::test]
async fn changing_the_password_needs_a_signed_in_user() {
    let server = Server::start().await;
    let answer = server.change_password(PASSWORD, NEW).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (200, "UNAUTHENTICATED"), "{answer:#?}");
}
