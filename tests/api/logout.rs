//! Ending sessions.

use serde_json::Value;

use crate::harness::{HOUR, MINUTE, Server, Tokens, User};

async fn with_three_sessions(server: &Server) -> (User, Tokens, Tokens) {
    let alice = server.registered("alice@example.org").await;
    let laptop = server.log_in(&alice.email, &alice.password).await.signs_in();
    let phone = server.log_in(&alice.email, &alice.password).await.signs_in();
    (alice, laptop, phone)
}

#[tokio::test]
async fn logging_out_ends_the_callers_session_at_once() {
    let server = Server::start().await;
    let (alice, laptop, _) = with_three_sessions(&server).await;
    assert_eq!(server.log_out().by(&laptop).await.succeeds()["endedSessions"], 1);
    server.me().by(&laptop).await.is_unauthorized("REVOKED");
    server.refresh(laptop.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    server.me().by(&alice).await.succeeds();
}

#[tokio::test]
async fn logging_out_the_others_keeps_the_callers_session() {
    let server = Server::start().await;
    let (alice, laptop, phone) = with_three_sessions(&server).await;
    assert_eq!(server.log_out().by(&laptop).input("scope", "OTHERS").await.succeeds()["endedSessions"], 2);
    server.me().by(&laptop).await.succeeds();
    server.me().by(&phone).await.is_unauthorized("REVOKED");
    server.me().by(&alice).await.is_unauthorized("REVOKED");
}

#[tokio::test]
async fn logging_out_everywhere_ends_every_session_of_the_user_and_of_nobody_else() {
    let server = Server::start().await;
    let (alice, laptop, phone) = with_three_sessions(&server).await;
    let bob = server.registered("bob@example.org").await;
    assert_eq!(server.log_out().by(&laptop).input("scope", "ALL").await.succeeds()["endedSessions"], 3);
    for tokens in [&alice.tokens, &laptop, &phone] {
        server.me().by(tokens).await.is_unauthorized("REVOKED");
    }
    server.me().by(&bob).await.succeeds();
}

#[tokio::test]
async fn a_refresh_token_alone_has_the_sessions_authority_for_every_scope() {
    let server = Server::start().await;
    for (scope, ended) in [("OTHERS", 2), ("CURRENT", 1)] {
        let email = format!("{scope}@example.org");
        let alice = server.registered(&email).await;
        server.log_in(&email, &alice.password).await.signs_in();
        server.log_in(&email, &alice.password).await.signs_in();
        let out = server.log_out().input("refreshToken", alice.tokens.refresh_token()).input("scope", scope).await;
        assert_eq!(out.succeeds()["endedSessions"], ended, "{scope}");
    }
    let (alice, ..) = with_three_sessions(&server).await;
    let out = server.log_out().input("refreshToken", alice.tokens.refresh_token()).input("scope", "ALL").await;
    assert_eq!(out.succeeds()["endedSessions"], 3);
}

#[tokio::test]
async fn a_refresh_token_serves_where_the_access_token_is_no_longer_good() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(2 * HOUR);
    let out = server.log_out().by(&alice).input("refreshToken", alice.tokens.refresh_token()).await;
    assert_eq!(out.succeeds()["endedSessions"], 1);
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn logging_out_again_ends_nothing_and_is_no_error() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.log_out().by(&alice).await.succeeds();
    assert_eq!(server.log_out().by(&alice).await.succeeds()["endedSessions"], 0);
    let by_refresh_token = server.log_out().input("refreshToken", alice.tokens.refresh_token()).await;
    assert_eq!(by_refresh_token.succeeds()["endedSessions"], 0);
    let everywhere = server.log_out().by(&alice).input("scope", "ALL").await;
    assert_eq!(everywhere.succeeds()["endedSessions"], 0);
}

#[tokio::test]
async fn an_ended_sessions_token_has_no_authority_over_the_others() {
    let server = Server::start().await;
    let (alice, laptop, _) = with_three_sessions(&server).await;
    server.log_out().by(&laptop).await.succeeds();
    assert_eq!(server.log_out().by(&laptop).input("scope", "ALL").await.succeeds()["endedSessions"], 0);
    let out = server.log_out().input("refreshToken", laptop.refresh_token()).input("scope", "OTHERS").await;
    assert_eq!(out.succeeds()["endedSessions"], 0);
    server.me().by(&alice).await.succeeds();
}

#[tokio::test]
async fn a_spent_refresh_token_ends_its_session_and_says_that_it_was_reused() {
    let server = Server::start().await;
    let (alice, laptop, _) = with_three_sessions(&server).await;
    let next = server.refresh(laptop.refresh_token()).await.signs_in();
    server.clock.advance(MINUTE);
    let out = server.log_out().input("refreshToken", laptop.refresh_token()).input("scope", "ALL").await;
    out.fails_with(["REFRESH_TOKEN_REUSED"]);
    server.me().by(&next).await.is_unauthorized("REVOKED");
    server.me().by(&alice).await.succeeds();
}

#[tokio::test]
async fn a_refresh_token_that_was_never_issued_is_invalid() {
    let server = Server::start().await;
    server.log_out().input("refreshToken", "kwr_nonsense").await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn with_neither_token_nobody_is_known() {
    let server = Server::start().await;
    let answer = server.log_out().await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (200, "UNAUTHENTICATED"), "{answer:#?}");
    assert_eq!(answer.json()["errors"][0]["extensions"]["reason"], "MISSING");
}

#[tokio::test]
async fn an_access_token_that_is_not_good_alone_is_the_fields_error() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(2 * HOUR);
    for (token, reason) in [("nonsense", "INVALID"), (alice.tokens.access_token.as_str(), "EXPIRED")] {
        let answer = server.log_out().bearer(token).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (200, "UNAUTHENTICATED"), "{answer:#?}");
        assert_eq!(answer.json()["errors"][0]["extensions"]["reason"], reason, "{answer:#?}");
    }
}

#[tokio::test]
async fn an_input_of_null_is_the_default_scope() {
    let server = Server::start().await;
    let (_, laptop, phone) = with_three_sessions(&server).await;
    let out = server.graphql("mutation { logout(input: null) { endedSessions } }", Value::Null).by(&laptop);
    assert_eq!(out.about("logout").await.succeeds()["endedSessions"], 1);
    let out = server.graphql("mutation { logout { endedSessions } }", Value::Null).by(&phone);
    assert_eq!(out.about("logout").await.succeeds()["endedSessions"], 1);
}
