//! New tokens for a session whose refresh token was lost.

use serde_json::Value;

use crate::harness::{Jwt, MINUTE, PASSWORD, SECOND, Server};

#[tokio::test]
async fn reissued_tokens_are_the_same_sessions_and_refresh_it() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(5 * MINUTE);
    let answer = server.reissue().by(&alice).await;
    assert_eq!(answer.payload()["user"]["email"], alice.email.as_str());
    let reissued = answer.signs_in();

    assert_ne!(reissued.refresh_token, alice.tokens.refresh_token);
    assert_eq!(reissued.session_id(), alice.tokens.session_id());
    let (before, after) = (Jwt::parse(&alice.tokens.access_token), Jwt::parse(&reissued.access_token));
    assert_eq!(before.claims["auth_time"], after.claims["auth_time"], "it is no signing in");
    server.me().by(&reissued).await.succeeds();
    server.refresh(reissued.refresh_token()).await.signs_in();
}

#[tokio::test]
async fn a_reissue_leaves_the_sessions_end_where_it_is() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(50 * MINUTE);
    let reissued = server.reissue().by(&alice).await.signs_in();
    assert_eq!(reissued.refresh_token_expires_at, alice.tokens.refresh_token_expires_at);
    let session = server.current_session().by(&reissued).await.succeeds();
    let ends: chrono::DateTime<chrono::Utc> = session["expiresAt"].as_str().expect("a text").parse().expect("a moment");
    assert_eq!(ends, alice.tokens.refresh_token_expires_at);
}

#[tokio::test]
async fn a_refresh_token_from_before_ends_the_session_even_within_the_grace_period() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let reissued = server.reissue().by(&alice).await.signs_in();
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_REUSED"]);
    server.refresh(reissued.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    server.me().by(&reissued).await.is_unauthorized("REVOKED");
    assert!(server.mailbox.latest_to(&alice.email).await.subject.contains("signed out"));
}

#[tokio::test]
async fn a_spent_token_from_before_ends_the_session_too() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let next = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.reissue().by(&next).await.signs_in();
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_REUSED"]);
    server.me().by(&next).await.is_unauthorized("REVOKED");
}

#[tokio::test]
async fn a_logout_with_a_refresh_token_from_before_ends_the_session_and_says_why() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let reissued = server.reissue().by(&alice).await.signs_in();
    let out = server.log_out().input("refreshToken", alice.tokens.refresh_token()).await;
    out.fails_with(["REFRESH_TOKEN_REUSED"]);
    server.me().by(&reissued).await.is_unauthorized("REVOKED");
}

#[tokio::test]
async fn a_refresh_after_a_reissue_has_its_grace_period() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let reissued = server.reissue().by(&alice).await.signs_in();
    let next = server.refresh(reissued.refresh_token()).await.signs_in();
    server.clock.advance(5 * SECOND);
    let again = server.refresh(reissued.refresh_token()).await.signs_in();
    assert_eq!(next.refresh_token, again.refresh_token);
}

#[tokio::test]
async fn a_sign_in_that_is_too_old_must_be_repeated_first() {
    let server = Server::with([("REAUTHENTICATION_AGE", "10m")]).await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(595 * SECOND);
    let fresh = server.reissue().by(&alice).await.signs_in();
    server.clock.advance(6 * SECOND);
    server.reissue().by(&fresh).await.fails_with(["REAUTHENTICATION_REQUIRED"]);

    let refreshed = server.refresh(fresh.refresh_token()).await.signs_in();
    server.reissue().by(&refreshed).await.fails_with(["REAUTHENTICATION_REQUIRED"]);
    let again = server.log_in(&alice.email, &alice.password).await.signs_in();
    server.reissue().by(&again).await.signs_in();
}

#[tokio::test]
async fn by_default_a_sign_in_may_be_an_hour_old() {
    let server = Server::with([("ACCESS_TOKEN_LIFETIME", "2h")]).await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(59 * MINUTE + 55 * SECOND);
    server.reissue().by(&alice).await.signs_in();
    server.clock.advance(6 * SECOND);
    server.reissue().by(&alice).await.fails_with(["REAUTHENTICATION_REQUIRED"]);
}

#[tokio::test]
async fn reissuing_answers_with_a_cookie_where_the_session_was_begun_with_one() {
    let server = Server::start().await;
    let begun = server.register("alice@example.org", PASSWORD).input("tokenDelivery", "COOKIE").await.signs_in();
    let answer = server.reissue().by(&begun).await;
    assert_eq!(answer.payload()["tokens"]["refreshToken"], Value::Null);
    let cookie = answer.refresh_cookie().expect("a cookie");
    server.refresh_by_cookie(cookie.value()).await.signs_in();
}

#[tokio::test]
async fn another_site_gets_no_cookie_that_its_browser_would_drop() {
    let server = Server::start().await;
    let begun = server.register("alice@example.org", PASSWORD).input("tokenDelivery", "COOKIE").await;
    let cookie = begun.refresh_cookie().expect("a cookie");
    let begun = begun.signs_in();
    let answer = server.reissue().by(&begun).header("sec-fetch-site", "cross-site").await;
    assert_eq!(answer.code(), "FORBIDDEN");
    server.refresh_by_cookie(cookie.value()).await.signs_in();
}

#[tokio::test]
async fn of_several_reissues_the_last_ones_tokens_are_good() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let first = server.reissue().by(&alice).await.signs_in();
    let second = server.reissue().by(&alice).await.signs_in();
    server.refresh(second.refresh_token()).await.signs_in();
    server.refresh(first.refresh_token()).await.fails_with(["REFRESH_TOKEN_REUSED"]);
}

#[tokio::test]
async fn a_reissue_needs_an_access_token_that_is_good() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.reissue().await.is_unauthenticated("MISSING");
    server.log_out().by(&alice).await.succeeds();
    server.reissue().by(&alice).await.is_unauthorized("REVOKED");
}
