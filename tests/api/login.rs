//! Signing in with a password.

use crate::harness::{Jwt, MINUTE, PASSWORD, Server};

#[tokio::test]
async fn an_address_signs_in_in_any_case() {
    let server = Server::start().await;
    let alice = server.registered("Alice@example.org").await;
    let tokens = server.log_in("aLICE@EXAMPLE.org", &alice.password).await.signs_in();
    assert_eq!(Jwt::parse(&tokens.access_token).text("sub"), alice.id);
}

#[tokio::test]
async fn a_username_signs_in_in_any_case() {
    let server = Server::start().await;
    let alice = server.registered_as("alice@example.org", "Alice").await;
    let tokens = server.log_in("aLICE", &alice.password).await.signs_in();
    assert_eq!(Jwt::parse(&tokens.access_token).text("sub"), alice.id);
}

#[tokio::test]
async fn spaces_around_an_identifier_do_not_matter() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.log_in(" alice@example.org ", &alice.password).await.signs_in();
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_identifier_look_the_same() {
    let server = Server::start().await;
    server.registered_as("alice@example.org", "alice").await;
    let wrong = server.log_in("alice@example.org", "another quiet harbour").await;
    for identifier in ["nobody@example.org", "alice", "nobody"] {
        let unknown = server.log_in(identifier, "another quiet harbour").await;
        assert_eq!(unknown.json(), wrong.json());
        assert_eq!(unknown.status, wrong.status);
    }
    wrong.fails_with(["INVALID_CREDENTIALS"]);
}

#[tokio::test]
async fn a_blank_identifier_or_password_is_asked_for() {
    let server = Server::start().await;
    let answer = server.log_in(" ", "").await;
    answer.fails_at([("identifier", "VALUE_REQUIRED"), ("password", "VALUE_REQUIRED")]);
}

#[tokio::test]
async fn what_could_be_nobodys_credentials_is_just_wrong() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    let long = "x".repeat(5_000);
    for (identifier, password) in [("ali\0ce", PASSWORD), (&long, PASSWORD), ("alice@example.org", &long)] {
        server.log_in(identifier, password).await.fails_with(["INVALID_CREDENTIALS"]);
    }
}

#[tokio::test]
async fn each_login_begins_a_session_of_its_own() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let laptop = server.log_in(&alice.email, &alice.password).await.signs_in();
    let phone = server.log_in(&alice.email, &alice.password).await.signs_in();
    assert_ne!(laptop.session_id(), phone.session_id());
    let me = server.me().by(&phone).await.succeeds();
    assert_eq!(me["sessions"].as_array().map(Vec::len), Some(3), "{me:#}");
}

#[tokio::test]
async fn a_login_is_the_users_last_login() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let before = server.me().by(&alice).await.succeeds()["lastLoginAt"].clone();
    server.clock.advance(5 * MINUTE);
    let after = server.log_in(&alice.email, &alice.password).await.succeeds()["user"]["lastLoginAt"].clone();
    assert_ne!(before, after);
    assert_eq!(server.me().by(&alice).await.succeeds()["lastLoginAt"], after);
}

#[tokio::test]
async fn a_failed_login_is_nobodys_last_login() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let before = server.me().by(&alice).await.succeeds();
    server.clock.advance(5 * MINUTE);
    server.log_in(&alice.email, "another quiet harbour").await.fails_with(["INVALID_CREDENTIALS"]);
    assert_eq!(server.me().by(&alice).await.succeeds()["lastLoginAt"], before["lastLoginAt"]);
}

#[tokio::test]
async fn an_unverified_address_waits_only_when_the_password_is_right() {
    let server = Server::with([("EMAIL_VERIFICATION", "before_next_login")]).await;
    let alice = server.registered("alice@example.org").await;
    server.log_in(&alice.email, "another quiet harbour").await.fails_with(["INVALID_CREDENTIALS"]);
    server.log_in(&alice.email, &alice.password).await.fails_with(["EMAIL_NOT_VERIFIED"]);
}

#[tokio::test]
async fn a_disabled_account_says_so_only_when_the_password_is_right() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.behind.disable(&alice.email).await;
    server.log_in(&alice.email, "another quiet harbour").await.fails_with(["INVALID_CREDENTIALS"]);
    server.log_in(&alice.email, &alice.password).await.fails_with(["ACCOUNT_DISABLED"]);
}

#[tokio::test]
async fn a_hash_with_other_parameters_is_replaced_at_the_next_login() {
    let mut server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    assert_eq!(server.behind.hashes_with("m=19456,t=2,p=1").await, 1);

    server.restart_with([("HASH_ITERATIONS", "3")]).await;
    server.log_in(&alice.email, "another quiet harbour").await.fails_with(["INVALID_CREDENTIALS"]);
    assert_eq!(server.behind.hashes_with("m=19456,t=2,p=1").await, 1);
    server.log_in(&alice.email, &alice.password).await.signs_in();
    assert_eq!(server.behind.hashes_with("m=19456,t=3,p=1").await, 1);
    server.log_in(&alice.email, &alice.password).await.signs_in();
}

#[tokio::test]
async fn a_stale_access_token_keeps_nobody_from_signing_in() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.log_in(&alice.email, &alice.password).bearer("stale").await.signs_in();
}

#[tokio::test]
async fn a_login_takes_ten_statements_at_most() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let login = async { server.log_in(&alice.email, &alice.password).await.signs_in() };
    let (_, statements) = server.statements_during(login).await;
    // Eight for the login, one that asks whether its device is known, one that writes down that it happened.
    assert!((1..=10).contains(&statements.len()), "{statements:#?}");
}
