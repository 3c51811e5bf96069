//! Proving an address, under each policy.

use serde_json::{Value, json};

use crate::harness::{DAY, HOUR, PASSWORD, Server};

const FIRST: [(&str, &str); 1] = [("EMAIL_VERIFICATION", "before_first_login")];

#[tokio::test]
async fn the_mailed_token_verifies_the_address_and_signs_nobody_in() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let token = server.mailbox.latest_to(&alice.email).await.token();
    let payload = server.verify_email(&token).await.succeeds();
    assert_eq!(payload, json!({ "errors": [] }));
    assert_eq!(server.me().by(&alice).await.succeeds()["emailVerified"], true);
}

#[tokio::test]
async fn a_used_token_keeps_succeeding_until_it_expires() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let token = server.mailbox.latest_to(&alice.email).await.token();
    server.verify_email(&token).await.succeeds();
    server.clock.advance(23 * HOUR);
    server.verify_email(&token).await.succeeds();
    server.clock.advance(HOUR);
    server.verify_email(&token).await.fails_with(["TOKEN_EXPIRED"]);
}

#[tokio::test]
async fn every_token_mailed_to_an_address_verifies_it() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let first = server.mailbox.latest_to(&alice.email).await.token();
    server.resend_verification(&alice.email).await.succeeds();
    let second = server.mailbox.latest_to(&alice.email).await.token();
    assert_ne!(first, second);
    server.verify_email(&first).await.succeeds();
    server.verify_email(&second).await.succeeds();
}

#[tokio::test]
async fn a_token_that_came_too_late_is_told_from_one_that_never_was() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let token = server.mailbox.latest_to(&alice.email).await.token();
    server.clock.advance(DAY);
    server.verify_email(&token).await.fails_with(["TOKEN_EXPIRED"]);
    let middle = token.len() / 2;
    let other = if &token[middle..=middle] == "A" { "B" } else { "A" };
    let forged = format!("{}{other}{}", &token[..middle], &token[middle + 1..]);
    for never in [forged.as_str(), "kwm_", "", "nonsense", &format!("{token}A")] {
        server.verify_email(never).await.fails_with(["TOKEN_INVALID"]);
    }
}

#[tokio::test]
async fn a_mailed_token_has_its_prefix_and_enough_bits() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let token = server.mailbox.latest_to(&alice.email).await.token();
    let encoded = token.strip_prefix("kwm_").expect("the prefix");
    assert!(encoded.len() >= 64, "128 random bits and a MAC of 256, not {encoded}");
}

#[tokio::test]
async fn a_token_for_another_purpose_verifies_nothing() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.request_password_reset(&alice.email).await.succeeds();
    let token = server.mailbox.latest_to(&alice.email).await.token();
    server.verify_email(&token).await.fails_with(["TOKEN_INVALID"]);
    assert_eq!(server.me().by(&alice).await.succeeds()["emailVerified"], false);
}

#[tokio::test]
async fn asking_again_answers_alike_for_unknown_known_and_verified_addresses() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let unverified = server.resend_verification(&alice.email).await;
    let token = server.mailbox.latest_to(&alice.email).await.token();
    server.verify_email(&token).await.succeeds();
    let before = server.mailbox.all().await.len();
    let verified = server.resend_verification(&alice.email).await;
    let unknown = server.resend_verification("nobody@example.org").await;
    assert_eq!(unverified.json(), json!({ "data": { "resendVerificationEmail": { "errors": [] } } }));
    assert_eq!(unverified.json(), verified.json());
    assert_eq!(unverified.json(), unknown.json());
    assert!(server.mailbox.to("nobody@example.org").await.is_empty());
    assert!(server.mailbox.all().await[before..].iter().all(|mail| !mail.has_link()), "nothing left to verify");
}

#[tokio::test]
async fn asking_again_needs_an_address() {
    let server = Server::start().await;
    server.resend_verification("").await.fails_at([("email", "VALUE_REQUIRED")]);
    server.resend_verification("no address").await.fails_at([("email", "EMAIL_INVALID")]);
}

#[tokio::test]
async fn mail_goes_to_the_address_as_stored() {
    let server = Server::start().await;
    server.registered("Alice@example.org").await;
    server.resend_verification("aLICE@EXAMPLE.org").await.succeeds();
    assert_eq!(server.mailbox.to("Alice@example.org").await.len(), 2);
    assert_eq!(server.mailbox.all().await.len(), 2);
}

#[tokio::test]
async fn by_default_signing_in_never_waits_for_a_verified_address() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.log_in(&alice.email, &alice.password).await.signs_in();
}

#[tokio::test]
async fn before_the_next_login_the_address_is_verified() {
    let server = Server::with([("EMAIL_VERIFICATION", "before_next_login")]).await;
    let alice = server.registered("alice@example.org").await;
    server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.log_in(&alice.email, &alice.password).await.fails_with(["EMAIL_NOT_VERIFIED"]);
    let token = server.mailbox.latest_to(&alice.email).await.token();
    server.verify_email(&token).await.succeeds();
    server.log_in(&alice.email, &alice.password).await.signs_in();
}

#[tokio::test]
async fn before_the_first_login_the_address_is_verified() {
    let server = Server::with(FIRST).await;
    let payload = server.register("alice@example.org", PASSWORD).await.succeeds();
    assert_eq!(payload, json!({ "user": null, "tokens": null, "errors": [] }));
    server.log_in("alice@example.org", PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    let token = server.mailbox.latest_to("alice@example.org").await.token();
    server.verify_email(&token).await.succeeds();
    server.log_in("alice@example.org", PASSWORD).await.signs_in();
}

#[tokio::test]
async fn before_the_first_login_an_unverified_account_looks_like_none() {
    let server = Server::with(FIRST).await;
    server.register("alice@example.org", PASSWORD).await.succeeds();
    server.mailbox.latest_to("alice@example.org").await;
    let right = server.log_in("alice@example.org", PASSWORD).await;
    let wrong = server.log_in("alice@example.org", "another quiet harbour").await;
    let unknown = server.log_in("nobody@example.org", PASSWORD).await;
    assert_eq!(right.json(), wrong.json());
    assert_eq!(right.json(), unknown.json());
    let message = right.refusals()[0]["message"].as_str().expect("a message").to_lowercase();
    assert!(message.contains("verif") || message.contains("confirm"), "it always mentions verification: {message}");
}

#[tokio::test]
async fn before_the_first_login_registering_says_nothing_about_who_is_known() {
    let server = Server::with(FIRST).await;
    server.verified("alice@example.org").await;
    server.register("carol@example.org", PASSWORD).await.succeeds();
    let before = server.mailbox.to("alice@example.org").await.len();
    let fresh = server.register("bob@example.org", PASSWORD).await;
    let known = server.register("ALICE@example.org", PASSWORD).await;
    let waiting = server.register("carol@example.org", PASSWORD).await;
    fresh.is_alike(&known);
    fresh.is_alike(&waiting);
    fresh.succeeds();
    let told = server.mailbox.to("alice@example.org").await;
    assert_eq!(told.len(), before + 1, "the owner is told: {told:#?}");
}

#[tokio::test]
async fn before_the_first_login_registering_a_known_address_changes_nothing_of_the_account() {
    let server = Server::with(FIRST).await;
    let alice = server.verified("alice@example.org").await;
    server.register(&alice.email, "somebody else's phrase").input("fullName", "Mallory").await.succeeds();
    server.mailbox.all().await;
    server.log_in(&alice.email, "somebody else's phrase").await.fails_with(["INVALID_CREDENTIALS"]);
    let payload = server.log_in(&alice.email, &alice.password).await.succeeds();
    assert_eq!(payload["user"]["fullName"], Value::Null);
}

#[tokio::test]
async fn before_the_first_login_registering_again_replaces_what_was_never_verified() {
    let server = Server::with(FIRST).await;
    let mallory = server.register("alice@example.org", "somebody else's phrase").input("fullName", "Mallory");
    mallory.await.succeeds();
    let earlier = server.mailbox.latest_to("alice@example.org").await.token();
    server.register("alice@example.org", PASSWORD).input("fullName", "Alice").await.succeeds();
    let later = server.mailbox.latest_to("alice@example.org").await.token();

    server.verify_email(&earlier).await.fails_with(["TOKEN_INVALID"]);
    server.verify_email(&later).await.succeeds();
    server.log_in("alice@example.org", "somebody else's phrase").await.fails_with(["INVALID_CREDENTIALS"]);
    let payload = server.log_in("alice@example.org", PASSWORD).await.succeeds();
    assert_eq!(payload["user"]["fullName"], "Alice");
}

#[tokio::test]
async fn before_the_first_login_a_username_is_claimed_when_the_address_is_verified() {
    let server = Server::with(FIRST).await;
    for email in ["alice@example.org", "bob@example.org"] {
        server.register(email, PASSWORD).input("username", "wonder").await.succeeds();
    }
    let first = server.mailbox.latest_to("bob@example.org").await.token();
    server.verify_email(&first).await.succeeds();
    let second = server.mailbox.latest_to("alice@example.org").await.token();
    server.verify_email(&second).await.succeeds();

    let bob = server.log_in("wonder", PASSWORD).await.succeeds();
    assert_eq!(bob["user"]["email"], "bob@example.org");
    let alice = server.log_in("alice@example.org", PASSWORD).await.succeeds();
    assert_eq!(alice["user"]["username"], Value::Null);
}

#[tokio::test]
async fn before_the_first_login_fields_at_fault_are_still_named() {
    let server = Server::with(FIRST).await;
    server
        .register("no address", "short")
        .await
        .fails_at([("email", "EMAIL_INVALID"), ("password", "PASSWORD_TOO_SHORT")]);
}

#[tokio::test]
async fn a_stale_access_token_does_not_keep_an_address_from_being_verified() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let token = server.mailbox.latest_to(&alice.email).await.token();
    server.verify_email(&token).bearer("stale").await.succeeds();
}

/// As by whoever opens an old mail again: it proves what is proved.
#[tokio::test]
async fn a_link_that_was_used_still_answers_well_when_what_was_mailed_has_become_void() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let used = server.mailbox.latest_to(&alice.email).await.token();
    server.resend_verification(&alice.email).await.succeeds();
    let unused = server.mailbox.latest_to(&alice.email).await.token();
    server.verify_email(&used).await.succeeds();
    server.request_password_reset(&alice.email).await.succeeds();
    let reset = server.mailbox.latest_to(&alice.email).await.token();
    server.reset_password(&reset, "a louder harbour at noon").await.succeeds();
    server.verify_email(&used).await.succeeds();
    server.verify_email(&unused).await.fails_with(["TOKEN_INVALID"]);
}

#[tokio::test]
async fn registering_again_ends_what_somebody_else_began_under_another_policy() {
    let mut server = Server::start().await;
    let intruder = server.registered("alice@example.org").await;
    server.restart_with([("EMAIL_VERIFICATION", "before_first_login")]).await;
    server.register("alice@example.org", "the owner's own phrase").await.succeeds();
    server.mailbox.all().await;
    server.refresh(intruder.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}
