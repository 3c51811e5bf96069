//! Deleting one's account.

use serde_json::json;

use crate::harness::{PASSWORD, Server};

#[tokio::test]
async fn deleting_an_account_takes_everything_that_belongs_to_it() {
    let server = Server::start().await;
    let alice = server.registered_as("alice@example.org", "alice").await;
    let verification = server.mailbox.latest_to(&alice.email).await.token();
    let phone = server.log_in(&alice.email, PASSWORD).await.signs_in();
    server.delete_account(PASSWORD).by(&alice).await.succeeds();

    server.me().by(&alice).await.is_unauthorized("REVOKED");
    server.me().by(&phone).await.is_unauthorized("REVOKED");
    server.refresh(phone.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    server.verify_email(&verification).await.fails_with(["TOKEN_INVALID"]);
    server.log_in(&alice.email, PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    let again = server.registered_as("alice@example.org", "alice").await;
    assert_ne!(again.id, alice.id);
}

#[tokio::test]
async fn a_deleted_account_gets_a_last_mail_and_leaves_no_trace() {
    let server = Server::start().await;
    let bob = server.registered("bob@example.org").await;
    let alice = server.verified("alice@example.org").await;
    server.request_email_change("alice@example.com", PASSWORD).by(&alice).await.succeeds();
    server.request_password_reset(&alice.email).await.succeeds();
    server.delete_account(PASSWORD).by(&alice).await.succeeds();

    let last = server.mailbox.latest_to(&alice.email).await;
    assert!(last.subject.contains("deleted") && !last.has_link(), "{last:#?}");
    assert_eq!(server.behind.traces_of("alice@example").await, 0);
    server.delete_account(PASSWORD).by(&bob).await.succeeds();
    server.mailbox.all().await;
    assert_eq!(server.behind.rows_of_accounts().await, 0);
}

#[tokio::test]
async fn a_wrong_password_deletes_nothing() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let answer = server.delete_account("not my password").by(&alice).await;
    answer.fails_at([("currentPassword", "INVALID_CREDENTIALS")]);
    server.delete_account("").by(&alice).await.fails_at([("currentPassword", "VALUE_REQUIRED")]);
    server.me().by(&alice).await.succeeds();
}

#[tokio::test]
async fn of_two_deletions_at_once_one_deletes() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let delete = || async { server.delete_account(PASSWORD).by(&alice).await };
    let (one, other) = tokio::join!(delete(), delete());
    let succeeded = [&one, &other].iter().filter(|answer| answer.payload()["errors"] == json!([])).count();
    assert_eq!(succeeded, 1, "{one:#?} {other:#?}");
    let last = server.mailbox.to(&alice.email).await.iter().filter(|mail| mail.subject.contains("deleted")).count();
    assert_eq!(last, 1);
}

#[tokio::test]
async fn deleting_needs_a_signed_in_user() {
    let server = Server::start().await;
    let answer = server.delete_account(PASSWORD).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (200, "UNAUTHENTICATED"), "{answer:#?}");
}
