//! A list of devices, and ending one of them.

use crate::harness::{PASSWORD, Server, Tokens};

async fn live_sessions(server: &Server, who: &impl AsRef<Tokens>) -> usize {
    let me = server.me().by(who).await.succeeds();
    me["sessions"].as_array().map_or(0, Vec::len)
}

#[tokio::test]
async fn a_revoked_session_ends_at_once_and_the_callers_stays() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let phone = server.log_in(&alice.email, &alice.password).await.signs_in();
    server.revoke_session(&phone.session_id()).by(&alice).await.succeeds();

    server.me().by(&phone).await.is_unauthorized("REVOKED");
    server.refresh(phone.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    assert_eq!(live_sessions(&server, &alice).await, 1);
    server.refresh(alice.tokens.refresh_token()).await.signs_in();
}

#[tokio::test]
async fn a_revoked_session_has_ended_on_every_instance() {
    let server = Server::start().await;
    let second = server.another().await;
    let alice = server.registered("alice@example.org").await;
    let phone = second.log_in(&alice.email, &alice.password).await.signs_in();
    server.revoke_session(&phone.session_id()).by(&alice).await.succeeds();
    second.me().by(&phone).await.is_unauthorized("REVOKED");
}

#[tokio::test]
async fn the_callers_own_session_can_be_revoked_and_takes_its_cookie_along() {
    let server = Server::start().await;
    let begun = server.register("alice@example.org", PASSWORD).input("tokenDelivery", "COOKIE").await.signs_in();
    let answer = server.revoke_session(&begun.session_id()).by(&begun).await;
    let cleared = answer.refresh_cookie().expect("a cookie that clears");
    assert_eq!((cleared.value(), cleared.max_age().map(cookie::time::Duration::whole_seconds)), ("", Some(0)));
    answer.succeeds();
    server.me().by(&begun).await.is_unauthorized("REVOKED");
}

#[tokio::test]
async fn revoking_another_session_leaves_the_cookie_alone() {
    let server = Server::start().await;
    let begun = server.register("alice@example.org", PASSWORD).input("tokenDelivery", "COOKIE").await.signs_in();
    let phone = server.log_in("alice@example.org", PASSWORD).await.signs_in();
    let answer = server.revoke_session(&phone.session_id()).by(&begun).await;
    assert_eq!(answer.refresh_cookie(), None);
    answer.succeeds();
}

#[tokio::test]
async fn only_the_callers_own_live_sessions_are_found() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let bob = server.registered("bob@example.org").await;
    let ended = server.log_in(&alice.email, &alice.password).await.signs_in();
    server.log_out().by(&ended).await.succeeds();
    for id in
        [bob.tokens.session_id(), ended.session_id(), alice.id.clone(), "00000000-0000-0000-0000-000000000000".into()]
    {
        server.revoke_session(&id).by(&alice).await.fails_at([("sessionId", "SESSION_NOT_FOUND")]);
    }
    server.me().by(&bob).await.succeeds();
}

#[tokio::test]
async fn what_is_no_id_is_not_found_either() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    for id in ["", " ", "nonsense", "1", "\0", "' OR 1=1 --", &"0".repeat(5_000)] {
        server.revoke_session(id).by(&alice).await.fails_at([("sessionId", "SESSION_NOT_FOUND")]);
    }
    let by_number = server.revoke_session("").input("sessionId", 7).by(&alice).await;
    by_number.fails_at([("sessionId", "SESSION_NOT_FOUND")]);
}

#[tokio::test]
async fn a_session_is_revoked_once() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let phone = server.log_in(&alice.email, &alice.password).await.signs_in();
    server.revoke_session(&phone.session_id()).by(&alice).await.succeeds();
    server.revoke_session(&phone.session_id()).by(&alice).await.fails_with(["SESSION_NOT_FOUND"]);
}

#[tokio::test]
async fn nobody_revokes_without_an_access_token() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.revoke_session(&alice.tokens.session_id()).await.is_unauthenticated("MISSING");
    server.me().by(&alice).await.succeeds();
}
