//! `keyward user disable` and `keyward user enable`.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use serde_json::Value;
use tokio::sync::Notify;

use crate::{
    harness::{PASSWORD, Tokens},
    place::{Place, run},
};

#[tokio::test]
async fn a_disabled_accounts_tokens_stop_at_once() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    let phone = place.server.log_in(&ada.email, PASSWORD).await.signs_in();
    place.server.me().by(&phone).await.succeeds();

    place.run("user disable ada@example.org").says("Disabled ada@example.org; 2 sessions ended.");
    place.server.me().by(&ada).await.is_unauthorized("REVOKED");
    place.server.me().by(&phone).await.is_unauthorized("REVOKED");
    place.server.refresh(ada.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn no_login_that_is_under_way_outlives_the_disabling() {
    let place = Place::with(&[("HASH_ITERATIONS", "8")]).await;
    let ada = place.server.registered("ada@example.org").await;
    let (is_under_way, is_disabled) = (Notify::new(), AtomicBool::new(false));
    let keeps_signing_in = async || {
        let mut tokens = Vec::new();
        while !is_disabled.load(Relaxed) {
            let answer = place.server.log_in(&ada.email, PASSWORD).await;
            tokens.extend(serde_json::from_value::<Tokens>(answer.payload()["tokens"].clone()));
            is_under_way.notify_one();
        }
        tokens
    };
    let mut command = place.command();
    command.args(["user", "disable", "ada@example.org"]);
    let disable = async {
        is_under_way.notified().await;
        let ran = tokio::task::spawn_blocking(move || run(&mut command, "")).await.expect("it ends");
        is_disabled.store(true, Relaxed);
        ran.succeeds()
    };
    let (one, other, _) = tokio::join!(keeps_signing_in(), keeps_signing_in(), disable);
    place.run("user enable ada@example.org").succeeds();
    for tokens in one.into_iter().chain(other) {
        place.server.me().by(&tokens).await.is_unauthorized("REVOKED");
    }
}

#[tokio::test]
async fn only_who_knows_the_password_learns_that_the_account_is_disabled() {
    let place = Place::new().await;
    place.server.registered("ada@example.org").await;
    place.run("user disable ada@example.org").succeeds();
    place.server.log_in("ada@example.org", PASSWORD).await.fails_with(["ACCOUNT_DISABLED"]);
    place.server.log_in("ada@example.org", "a wrong guess").await.fails_with(["INVALID_CREDENTIALS"]);
}

#[tokio::test]
async fn mailed_links_of_a_disabled_account_stop_working() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    let verification = place.mail_to(&ada.email).await.token();
    place.server.request_password_reset(&ada.email).await.succeeds();
    let reset = place.mails_to(&ada.email).await.pop().expect("a mail").token();

    place.run("user disable ada@example.org").succeeds();
    place.server.verify_email(&verification).await.fails_with(["TOKEN_INVALID"]);
    place.server.reset_password(&reset, "a much longer phrase").await.fails_with(["TOKEN_INVALID"]);
    place.run("user enable ada@example.org").succeeds();
    place.server.reset_password(&reset, "a much longer phrase").await.fails_with(["TOKEN_INVALID"]);
}

#[tokio::test]
async fn disabling_an_account_or_setting_its_password_calls_a_move_off() {
    let place = Place::new().await;
    let mut ada = place.server.registered("ada@example.org").await.tokens;
    for command in ["user disable ada@example.org", "user set-password ada@example.org"] {
        place.server.request_email_change("ada@example.com", PASSWORD).by(&ada).await.succeeds();
        let new = place.mails_to("ada@example.com").await.pop().expect("a mail").token();
        place.run_with(PASSWORD, command).succeeds();
        place.run("user enable ada@example.org").succeeds();
        ada = place.server.log_in("ada@example.org", PASSWORD).await.signs_in();
        assert_eq!(place.server.me().by(&ada).await.succeeds()["pendingEmail"], Value::Null, "{command}");
        place.server.verify_email(&new).await.fails_with(["TOKEN_INVALID"]);
    }
    let undo = place.mails_to("ada@example.org").await.into_iter().find(|mail| mail.text.contains("ada@example.com"));
    place.server.undo_email_change(&undo.expect("a mail").token()).await.succeeds();
}

#[tokio::test]
async fn a_disabled_account_is_mailed_no_links() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    let before = place.mails_to(&ada.email).await.len();
    place.run("user disable ada@example.org").succeeds();
    place.server.request_password_reset(&ada.email).await.succeeds();
    place.server.resend_verification(&ada.email).await.succeeds();
    assert_eq!(place.mails_to(&ada.email).await.len(), before);

    place.run("user enable ada@example.org").succeeds();
    place.server.request_password_reset(&ada.email).await.succeeds();
    assert_eq!(place.mails_to(&ada.email).await.len(), before + 1);
}

#[tokio::test]
async fn where_addresses_are_verified_first_registering_again_begins_no_disabled_account_anew() {
    let place = Place::with(&[("EMAIL_VERIFICATION", "before_first_login")]).await;
    place.server.register("ada@example.org", PASSWORD).await.succeeds();
    let before = place.mails_to("ada@example.org").await.len();
    place.run("user disable ada@example.org").succeeds();
    place.server.register("ada@example.org", "a much longer phrase").await.succeeds();
    assert_eq!(place.mails_to("ada@example.org").await.len(), before);
}

#[tokio::test]
async fn an_enabled_account_is_as_before_but_for_its_sessions() {
    let place = Place::new().await;
    let ada = place.server.registered_as("ada@example.org", "ada").await;
    let shown = || {
        let mut shown = place.run("user show ada --json").json();
        for field in ["sessions", "updatedAt", "lastLoginAt"] {
            shown[field] = Value::Null;
        }
        shown
    };
    let before = shown();
    place.run("user disable ada").succeeds();
    assert_ne!(shown()["disabledAt"], Value::Null);
    place.run("user enable ada").says("Enabled ada@example.org.");

    assert_eq!(shown(), before);
    place.server.me().by(&ada).await.is_unauthorized("REVOKED");
    place.server.log_in("ada", PASSWORD).await.signs_in();
}

#[tokio::test]
async fn done_again_it_says_so_and_changes_nothing() {
    let place = Place::new().await;
    place.server.registered("ada@example.org").await;
    place.run("user enable ada@example.org").says("ada@example.org was not disabled.");
    let since = place.run("user disable ada@example.org --json").json()["disabledAt"].clone();
    place.run("user disable ada@example.org").says("ada@example.org was disabled already, since");
    assert_eq!(place.run("user show ada@example.org --json").json()["disabledAt"], since);
}
