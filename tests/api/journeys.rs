//! Whole stories, from the first visit to the last, with a real mail server.

use serde_json::json;

use crate::harness::{HOUR, MINUTE, PASSWORD, Server, SmtpSink};

#[tokio::test]
async fn someone_registers_verifies_loses_the_password_and_comes_back() {
    let frontend = [("FRONTEND_URL", "https://app.example.org"), ("EMAIL_VERIFICATION", "before_next_login")];
    let server = Server::mailing(SmtpSink::start().await, frontend).await;

    let settings = server.auth_settings().await.payload();
    assert_eq!(settings["emailVerification"], "BEFORE_NEXT_LOGIN");
    let alice = server.registered_as("alice@example.org", "alice").await;
    assert_eq!(server.me().by(&alice).await.succeeds()["emailVerified"], false);

    let link = server.mailbox.latest_to(&alice.email).await.link();
    let button = server.open(&link).await.page().button(0);
    let done = server.press(&link, &button).await;
    assert_eq!(done.header("location"), Some("https://app.example.org/email-verified"));
    assert_eq!(server.me().by(&alice).await.succeeds()["emailVerified"], true);

    server.clock.advance(2 * HOUR);
    server.me().by(&alice).await.is_unauthorized("EXPIRED");
    let refreshed = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.me().by(&refreshed).await.succeeds();
    server.log_out().by(&refreshed).await.succeeds();
    server.me().by(&refreshed).await.is_unauthorized("REVOKED");

    server.log_in("alice", "forgotten phrase").await.fails_with(["INVALID_CREDENTIALS"]);
    server.request_password_reset(&alice.email).await.succeeds();
    let reset = server.mailbox.latest_to(&alice.email).await;
    assert!(reset.link().starts_with("https://app.example.org/reset-password?token="), "{reset:#?}");
    server.reset_password(&reset.token(), "a much longer phrase").await.succeeds();

    let back = server.log_in("alice", "a much longer phrase").await.signs_in();
    let me = server.me().by(&back).await.succeeds();
    assert_eq!((&me["id"], &me["emailVerified"]), (&json!(alice.id), &json!(true)));
    assert_eq!(me["sessions"].as_array().map(Vec::len), Some(1), "{me:#}");
}

#[tokio::test]
async fn a_thief_of_a_refresh_token_is_found_out() {
    let server = Server::mailing(SmtpSink::start().await, []).await;
    let alice = server.registered("alice@example.org").await;
    let stolen = alice.tokens.refresh_token().to_owned();
    let thief = server.refresh(&stolen).await.signs_in();
    let before = server.mailbox.to(&alice.email).await.len();

    server.clock.advance(MINUTE);
    server.refresh(&stolen).await.fails_with(["REFRESH_TOKEN_REUSED"]);
    server.me().by(&thief).await.is_unauthorized("REVOKED");
    server.refresh(thief.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before + 1);
    server.log_in(&alice.email, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn an_account_lives_and_ends() {
    let server = Server::mailing(SmtpSink::start().await, []).await;
    let alice = server.verified("alice@example.org").await;
    server.update_profile().input("displayName", "Alice").input("locale", "de").by(&alice).await.succeeds();
    server.request_email_change("alice@example.com", PASSWORD).by(&alice).await.succeeds();
    let token = server.mailbox.latest_to("alice@example.com").await.token();
    server.verify_email(&token).await.succeeds();
    let moved = server.log_in("alice@example.com", PASSWORD).await.signs_in();
    let changed = server.change_password(PASSWORD, "a much longer phrase").by(&moved).await.signs_in();
    server.delete_account("a much longer phrase").by(&changed).await.succeeds();
    server.log_in("alice@example.com", "a much longer phrase").await.fails_with(["INVALID_CREDENTIALS"]);
}
