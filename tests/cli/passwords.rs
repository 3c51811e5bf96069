//! `keyward user set-password`.

use crate::{harness::PASSWORD, place::Place};

const NEW: &str = "a much longer phrase";

#[tokio::test]
async fn a_password_that_an_operator_sets_is_the_only_one_that_signs_in() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    place
        .run_with(NEW, "user set-password ada@example.org")
        .says("Set the password of ada@example.org; 1 session ended.");
    place.server.log_in(&ada.email, PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    place.server.log_in(&ada.email, NEW).await.signs_in();
}

#[tokio::test]
async fn setting_a_password_ends_every_session_at_once() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    let phone = place.server.log_in(&ada.email, PASSWORD).await.signs_in();
    place.server.me().by(&phone).await.succeeds();

    assert_eq!(place.run_with(NEW, "user set-password ada@example.org --json").json()["endedSessions"], 2);
    place.server.me().by(&ada).await.is_unauthorized("REVOKED");
    place.server.me().by(&phone).await.is_unauthorized("REVOKED");
    place.server.refresh(phone.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn setting_a_password_voids_mailed_links_and_tells_the_owner() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    let verification = place.mail_to(&ada.email).await.token();
    place.server.request_password_reset(&ada.email).await.succeeds();
    let reset = place.mails_to(&ada.email).await.pop().expect("a mail").token();

    place.run_with(NEW, "user set-password ada@example.org").succeeds();
    place.server.verify_email(&verification).await.fails_with(["TOKEN_INVALID"]);
    place.server.reset_password(&reset, "yet another phrase").await.fails_with(["TOKEN_INVALID"]);
    let told = place.mails_to(&ada.email).await.pop().expect("a mail");
    assert_eq!(told.subject, "Your password was changed");
}

#[tokio::test]
async fn a_password_that_breaks_a_rule_changes_nothing() {
    let place = Place::new().await;
    let ada = place.server.registered_as("ada@example.org", "adalovelace").await;
    place.run_with("short", "user set-password ada@example.org").fails_with("Use at least 8 characters.");
    place.run_with("AdaLovelace", "user set-password ada@example.org").fails_with("too easy to guess");
    place.server.me().by(&ada).await.succeeds();
    place.server.log_in(&ada.email, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn nobody_is_asked_for_a_password_for_a_user_who_does_not_exist() {
    let place = Place::new().await;
    place.run("user set-password ada@example.org").fails_with("no user is called ada@example.org");
}
