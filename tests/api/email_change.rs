//! Moving an account to another address, and back.

use serde_json::{Value, json};

use crate::harness::{Answer, DAY, HOUR, Mail, PASSWORD, Server, User};

pub(crate) const NEW: &str = "alice@example.com";

/// Alice has asked to move; the mail to the new address, and the one to the old.
pub(crate) async fn moving(server: &Server) -> (User, Mail, Mail) {
    let alice = server.verified("alice@example.org").await;
    server.request_email_change(NEW, PASSWORD).by(&alice).await.succeeds();
    let (new, old) = (server.mailbox.latest_to(NEW).await, server.mailbox.latest_to(&alice.email).await);
    (alice, new, old)
}

#[tokio::test]
async fn the_old_address_stays_in_force_until_the_new_one_is_proved() {
    let server = Server::start().await;
    let (alice, new, old) = moving(&server).await;
    assert!(new.link().starts_with(&format!("{}/verify-email?token=kwm_", server.url)), "{new:#?}");
    assert!(old.link().starts_with(&format!("{}/undo-email-change?token=kwm_", server.url)), "{old:#?}");
    let me = server.me().by(&alice).await.succeeds();
    assert_eq!((&me["email"], &me["pendingEmail"]), (&json!("alice@example.org"), &json!(NEW)));
    server.log_in(NEW, PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);

    server.verify_email(&new.token()).await.succeeds();
    let me = server.me().by(&alice).await.succeeds();
    assert_eq!((&me["email"], &me["pendingEmail"]), (&json!(NEW), &Value::Null));
    assert_eq!(me["emailVerified"], true);
    server.log_in(NEW, PASSWORD).await.signs_in();
    server.log_in("alice@example.org", PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    server.registered("alice@example.org").await;
}

#[tokio::test]
async fn the_old_address_is_told_of_the_request_and_of_the_move() {
    let server = Server::start().await;
    let (alice, new, requested) = moving(&server).await;
    server.verify_email(&new.token()).await.succeeds();
    let moved = server.mailbox.latest_to(&alice.email).await;
    assert_ne!(moved.subject, requested.subject);
    for mail in [&requested, &moved] {
        assert!(mail.text.contains(NEW) && mail.text.contains("7 days"), "{mail:#?}");
    }
    server.clock.advance(6 * DAY);
    server.undo_email_change(&moved.token()).await.succeeds();
}

#[tokio::test]
async fn a_link_that_moved_an_account_keeps_succeeding_and_so_do_others_to_that_address() {
    let server = Server::start().await;
    let (alice, first, _) = moving(&server).await;
    server.request_email_change(NEW, PASSWORD).by(&alice).await.succeeds();
    let second = server.mailbox.latest_to(NEW).await;
    server.verify_email(&first.token()).await.succeeds();
    let told = server.mailbox.to(&alice.email).await.len();
    server.verify_email(&first.token()).await.succeeds();
    server.verify_email(&second.token()).await.succeeds();
    assert_eq!(server.mailbox.to(&alice.email).await.len(), told, "it moved once");
    server.clock.advance(DAY);
    server.verify_email(&first.token()).await.fails_with(["TOKEN_EXPIRED"]);
}

#[tokio::test]
async fn only_the_address_asked_for_last_can_be_proved() {
    let server = Server::start().await;
    let (alice, slip, _) = moving(&server).await;
    server.request_email_change("alice@example.net", PASSWORD).by(&alice).await.succeeds();
    server.verify_email(&slip.token()).await.fails_with(["TOKEN_INVALID"]);
    let meant = server.mailbox.latest_to("alice@example.net").await;
    server.verify_email(&meant.token()).await.succeeds();
    server.verify_email(&slip.token()).await.fails_with(["TOKEN_INVALID"]);
}

#[tokio::test]
async fn a_move_voids_what_was_mailed_to_the_old_address() {
    let server = Server::start().await;
    let (alice, new, _) = moving(&server).await;
    server.request_password_reset(&alice.email).await.succeeds();
    let reset = server.mailbox.latest_to(&alice.email).await;
    server.verify_email(&new.token()).await.succeeds();
    server.reset_password(&reset.token(), "a much longer phrase").await.fails_with(["TOKEN_INVALID"]);
}

#[tokio::test]
async fn what_a_move_voided_stays_void_when_the_account_comes_back() {
    let server = Server::start().await;
    let (alice, new, _) = moving(&server).await;
    server.request_password_reset(&alice.email).await.succeeds();
    let reset = server.mailbox.latest_to(&alice.email).await;
    server.verify_email(&new.token()).await.succeeds();
    server.request_email_change(&alice.email, PASSWORD).by(&alice).await.succeeds();
    let back = server.mailbox.latest_to(&alice.email).await;
    server.verify_email(&back.token()).await.succeeds();
    assert_eq!(server.me().by(&alice).await.succeeds()["email"], "alice@example.org");
    server.reset_password(&reset.token(), "a much longer phrase").await.fails_with(["TOKEN_INVALID"]);
}

#[tokio::test]
async fn a_new_password_calls_a_move_off() {
    let server = Server::start().await;
    let (alice, new, _) = moving(&server).await;
    let tokens = server.change_password(PASSWORD, "a much longer phrase").by(&alice).await.signs_in();
    assert_eq!(server.me().by(&tokens).await.succeeds()["pendingEmail"], Value::Null);
    server.verify_email(&new.token()).await.fails_with(["TOKEN_INVALID"]);

    server.request_email_change(NEW, "a much longer phrase").by(&tokens).await.succeeds();
    let new = server.mailbox.latest_to(NEW).await;
    server.request_password_reset(&alice.email).await.succeeds();
    let reset = server.mailbox.latest_to(&alice.email).await.token();
    server.reset_password(&reset, PASSWORD).await.succeeds();
    let tokens = server.log_in(&alice.email, PASSWORD).await.signs_in();
    assert_eq!(server.me().by(&tokens).await.succeeds()["pendingEmail"], Value::Null);
    server.verify_email(&new.token()).await.fails_with(["TOKEN_INVALID"]);
}

#[tokio::test]
async fn an_address_that_is_taken_is_told_to_whoever_has_the_password() {
    let server = Server::start().await;
    let alice = server.verified("alice@example.org").await;
    server.registered("bob@example.org").await;
    for taken in ["BOB@example.org", "Alice@example.org"] {
        let answer = server.request_email_change(taken, PASSWORD).by(&alice).await;
        answer.fails_at([("newEmail", "EMAIL_TAKEN")]);
    }
    let blind = server.request_email_change("bob@example.org", "not my password").by(&alice).await;
    blind.fails_at([("currentPassword", "INVALID_CREDENTIALS")]);
}

#[tokio::test]
async fn where_the_address_is_verified_first_only_the_owner_of_a_taken_one_is_told() {
    let server = Server::with([("EMAIL_VERIFICATION", "before_first_login")]).await;
    let alice = server.verified("alice@example.org").await;
    server.verified("bob@example.org").await;
    server.request_email_change("bob@example.org", PASSWORD).by(&alice).await.succeeds();
    assert_eq!(server.me().by(&alice).await.succeeds()["pendingEmail"], "bob@example.org");
    let told = server.mailbox.latest_to("bob@example.org").await;
    assert!(!told.has_link() && told.text.contains("has an account already"), "{told:#?}");
    assert!(server.mailbox.latest_to(&alice.email).await.has_link());
}

#[tokio::test]
async fn where_the_address_is_verified_first_nobody_keeps_one_unverified() {
    let server = Server::with([("EMAIL_VERIFICATION", "before_first_login")]).await;
    server.register(NEW, "a squatter's phrase").await.succeeds();
    let (alice, new, _) = moving(&server).await;
    server.verify_email(&new.token()).await.succeeds();
    assert_eq!(server.me().by(&alice).await.succeeds()["email"], NEW);
    server.log_in(NEW, "a squatter's phrase").await.fails_with(["INVALID_CREDENTIALS"]);
}

#[tokio::test]
async fn an_address_that_was_taken_meanwhile_is_taken() {
    let server = Server::start().await;
    let (alice, new, _) = moving(&server).await;
    server.registered(NEW).await;
    server.verify_email(&new.token()).await.fails_with(["EMAIL_TAKEN"]);
    assert_eq!(server.me().by(&alice).await.succeeds()["email"], "alice@example.org");
}

#[tokio::test]
async fn of_two_that_move_to_one_address_at_once_one_does() {
    let server = Server::start().await;
    let mut links = Vec::new();
    for email in ["alice@example.org", "bob@example.org"] {
        let user = server.verified(email).await;
        server.request_email_change(NEW, PASSWORD).by(&user).await.succeeds();
        links.push(server.mailbox.latest_to(NEW).await.token());
    }
    let (one, other) = tokio::join!(server.verify_email(&links[0]), server.verify_email(&links[1]));
    let codes: Vec<Value> = [one, other].iter().flat_map(Answer::refusals).collect();
    assert_eq!((codes.len(), &codes[0]["code"]), (1, &json!("EMAIL_TAKEN")), "{codes:#?}");
}

#[tokio::test]
async fn a_move_needs_the_password_and_an_address() {
    let server = Server::start().await;
    let alice = server.verified("alice@example.org").await;
    let wrong = server.request_email_change(NEW, "not my password").by(&alice).await;
    wrong.fails_at([("currentPassword", "INVALID_CREDENTIALS")]);
    let broken = server.request_email_change("no address", PASSWORD).by(&alice).await;
    broken.fails_at([("newEmail", "EMAIL_INVALID")]);
    let both = server.request_email_change(" ", "").by(&alice).await;
    both.fails_at([("newEmail", "VALUE_REQUIRED"), ("currentPassword", "VALUE_REQUIRED")]);
    let answer = server.request_email_change(NEW, PASSWORD).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (200, "UNAUTHENTICATED"), "{answer:#?}");
    assert!(server.mailbox.to(NEW).await.is_empty());
}

#[tokio::test]
async fn mails_to_one_new_address_are_limited_and_so_are_looks_from_one_network() {
    let server = Server::with([("MAILS_PER_RECIPIENT", "2/1h"), ("REGISTRATIONS_PER_ADDRESS", "3/1h")]).await;
    let alice = server.verified("alice@example.org").await;
    for _ in 0..2 {
        server.request_email_change(NEW, PASSWORD).by(&alice).await.succeeds();
    }
    server.request_email_change(NEW, PASSWORD).by(&alice).await.throttles();
    server.request_email_change("alice@example.net", PASSWORD).by(&alice).await.succeeds();
    server.request_email_change("alice@example.edu", PASSWORD).by(&alice).await.throttles();
    server.clock.advance(HOUR / 2);
    let alice = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.request_email_change(NEW, PASSWORD).by(&alice).await.succeeds();
}
