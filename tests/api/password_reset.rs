//! Getting back in when the password is lost.

use serde_json::json;

use crate::harness::{HOUR, MINUTE, PASSWORD, Server, User};

const NEW: &str = "a much longer phrase";

async fn with_a_token(server: &Server) -> (User, String) {
    let alice = server.registered("alice@example.org").await;
    server.request_password_reset(&alice.email).await.succeeds();
    let token = server.mailbox.latest_to(&alice.email).await.token();
    (alice, token)
}

#[tokio::test]
async fn a_reset_link_sets_a_new_password() {
    let server = Server::start().await;
    let (alice, token) = with_a_token(&server).await;
    assert_eq!(server.reset_password(&token, NEW).await.succeeds(), json!({ "errors": [] }));
    server.log_in(&alice.email, NEW).await.signs_in();
    server.log_in(&alice.email, &alice.password).await.fails_with(["INVALID_CREDENTIALS"]);
}

#[tokio::test]
async fn a_reset_link_works_once() {
    let server = Server::start().await;
    let (alice, token) = with_a_token(&server).await;
    server.reset_password(&token, NEW).await.succeeds();
    server.reset_password(&token, "another long phrase").await.fails_with(["TOKEN_INVALID"]);
    server.log_in(&alice.email, NEW).await.signs_in();
}

#[tokio::test]
async fn of_many_who_use_a_link_at_once_one_sets_the_password() {
    let server = Server::start().await;
    let (_, token) = with_a_token(&server).await;
    let tries = (0..4).map(|number| {
        let (server, token) = (&server, &token);
        async move { server.reset_password(token, &format!("the phrase number {number}")).await }
    });
    let answers = futures_util::future::join_all(tries).await;
    let won = answers.iter().filter(|answer| answer.refusals().is_empty()).count();
    assert_eq!(won, 1, "{answers:#?}");
}

#[tokio::test]
async fn a_reset_ends_every_session() {
    let server = Server::start().await;
    let (alice, token) = with_a_token(&server).await;
    let phone = server.log_in(&alice.email, &alice.password).await.signs_in();
    server.reset_password(&token, NEW).await.succeeds();
    server.me().by(&alice).await.is_unauthorized("REVOKED");
    server.me().by(&phone).await.is_unauthorized("REVOKED");
    server.refresh(phone.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn a_reset_proves_the_address() {
    let server = Server::with([("EMAIL_VERIFICATION", "before_next_login")]).await;
    let (alice, token) = with_a_token(&server).await;
    server.reset_password(&token, NEW).await.succeeds();
    let payload = server.log_in(&alice.email, NEW).await.succeeds();
    assert_eq!(payload["user"]["emailVerified"], true);
}

#[tokio::test]
async fn a_reset_voids_every_other_mailed_token() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let verification = server.mailbox.latest_to(&alice.email).await.token();
    server.request_password_reset(&alice.email).await.succeeds();
    let first = server.mailbox.latest_to(&alice.email).await.token();
    server.request_password_reset(&alice.email).await.succeeds();
    let second = server.mailbox.latest_to(&alice.email).await.token();
    server.reset_password(&second, NEW).await.succeeds();
    server.reset_password(&first, "another long phrase").await.fails_with(["TOKEN_INVALID"]);
    server.verify_email(&verification).await.fails_with(["TOKEN_INVALID"]);
}

#[tokio::test]
async fn asking_again_leaves_earlier_links_valid_until_one_is_used() {
    let server = Server::start().await;
    let (alice, first) = with_a_token(&server).await;
    server.request_password_reset(&alice.email).await.succeeds();
    server.reset_password(&first, NEW).await.succeeds();
}

#[tokio::test]
async fn a_reset_tells_the_owner() {
    let server = Server::start().await;
    let (alice, token) = with_a_token(&server).await;
    let before = server.mailbox.to(&alice.email).await.len();
    server.reset_password(&token, NEW).await.succeeds();
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before + 1);
}

#[tokio::test]
async fn a_reset_link_expires_after_an_hour() {
    let server = Server::start().await;
    let (_, token) = with_a_token(&server).await;
    server.clock.advance(HOUR);
    server.reset_password(&token, NEW).await.fails_with(["TOKEN_EXPIRED"]);
}

#[tokio::test]
async fn a_reset_link_holds_until_the_hour_is_over() {
    let server = Server::start().await;
    let (_, token) = with_a_token(&server).await;
    server.clock.advance(59 * MINUTE);
    server.reset_password(&token, NEW).await.succeeds();
}

#[tokio::test]
async fn what_was_never_mailed_or_for_something_else_resets_nothing() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let verification = server.mailbox.latest_to(&alice.email).await.token();
    for token in [verification.as_str(), "", "kwm_", "nonsense"] {
        server.reset_password(token, NEW).await.fails_with(["TOKEN_INVALID"]);
    }
    server.log_in(&alice.email, &alice.password).await.signs_in();
}

#[tokio::test]
async fn a_new_password_follows_the_rules_and_the_link_stays_good() {
    let server = Server::start().await;
    let (alice, token) = with_a_token(&server).await;
    let too_long = "q7".repeat(129);
    let refused = [
        ("short", "PASSWORD_TOO_SHORT"),
        (too_long.as_str(), "PASSWORD_TOO_LONG"),
        ("password1", "PASSWORD_TOO_COMMON"),
        (alice.email.as_str(), "PASSWORD_TOO_COMMON"),
        ("", "VALUE_REQUIRED"),
    ];
    for (password, code) in refused {
        server.reset_password(&token, password).await.fails_at([("newPassword", code)]);
    }
    let confirmed = server.reset_password(&token, NEW).input("newPasswordConfirmation", "something else");
    confirmed.await.fails_at([("newPasswordConfirmation", "PASSWORD_MISMATCH")]);
    server.reset_password(&token, NEW).input("newPasswordConfirmation", NEW).await.succeeds();
}

#[tokio::test]
async fn asking_answers_alike_for_unknown_and_known_addresses() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let known = server.request_password_reset(&alice.email).await;
    let unknown = server.request_password_reset("nobody@example.org").await;
    assert_eq!(known.json(), json!({ "data": { "requestPasswordReset": { "errors": [] } } }));
    assert_eq!(known.json(), unknown.json());
    assert!(server.mailbox.to("nobody@example.org").await.is_empty());
}

#[tokio::test]
async fn asking_needs_an_address() {
    let server = Server::start().await;
    server.request_password_reset(" ").await.fails_at([("email", "VALUE_REQUIRED")]);
    server.request_password_reset("no address").await.fails_at([("email", "EMAIL_INVALID")]);
}

#[tokio::test]
async fn mail_goes_to_the_address_as_stored_never_as_typed() {
    let server = Server::start().await;
    server.registered("Alice@example.org").await;
    server.request_password_reset("ALICE@EXAMPLE.ORG").await.succeeds();
    assert_eq!(server.mailbox.to("Alice@example.org").await.len(), 2);
}

#[tokio::test]
async fn a_disabled_account_gets_no_reset() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.behind.disable(&alice.email).await;
    let before = server.mailbox.all().await.len();
    server.request_password_reset(&alice.email).await.succeeds();
    let mails = server.mailbox.all().await;
    assert!(mails[before..].iter().all(|mail| !mail.has_link()), "{mails:#?}");
}

#[tokio::test]
async fn the_link_leads_to_the_frontend_where_there_is_one() {
    let server = Server::with([("FRONTEND_URL", "https://app.example.org")]).await;
    let alice = server.registered("alice@example.org").await;
    server.request_password_reset(&alice.email).await.succeeds();
    let link = server.mailbox.latest_to(&alice.email).await.link();
    assert!(link.starts_with("https://app.example.org/reset-password?token=kwm_"), "{link}");
}

#[tokio::test]
async fn without_a_frontend_the_servers_own_page_sets_the_password() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.request_password_reset(&alice.email).await.succeeds();
    let link = server.mailbox.latest_to(&alice.email).await.link();
    let opened = server.open(&link).await;
    assert_eq!(opened.status, 200, "{opened:#?}");
    assert_eq!(opened.header("referrer-policy"), Some("same-origin"), "{opened:#?}");

    let button = opened.page().button(0);
    let refused = server.press(&link, &button.clone().with_passwords("short")).await;
    assert!(refused.page().buttons().len() == 1, "the form again, with what is wrong: {refused:#?}");
    server.log_in(&alice.email, &alice.password).await.signs_in();

    let done = server.press(&link, &button.with_passwords(NEW)).await;
    assert!(done.status.is_success() || done.status == 303, "{done:#?}");
    server.log_in(&alice.email, NEW).await.signs_in();
}

#[tokio::test]
async fn a_reset_brings_back_whoever_registered_but_never_verified() {
    let server = Server::with([("EMAIL_VERIFICATION", "before_first_login")]).await;
    server.register("alice@example.org", PASSWORD).await.succeeds();
    server.mailbox.latest_to("alice@example.org").await;
    server.request_password_reset("alice@example.org").await.succeeds();
    let token = server.mailbox.latest_to("alice@example.org").await.token();
    server.reset_password(&token, NEW).await.succeeds();
    server.log_in("alice@example.org", NEW).await.signs_in();
}
