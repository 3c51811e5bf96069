//! What is kept of why a session ended, for whoever looks into it.

use crate::harness::{MINUTE, PASSWORD, Server};

async fn reasons(server: &Server) -> Vec<String> {
    server.behind.rows("SELECT end_reason FROM sessions WHERE ended_at IS NOT NULL ORDER BY ended_at").await
}

#[tokio::test]
async fn a_session_says_why_it_ended() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let log_in = async || server.log_in(&alice.email, PASSWORD).await.signs_in();
    server.log_out().by(&log_in().await).await.succeeds();
    server.revoke_session(&log_in().await.session_id()).by(&alice).await.succeeds();
    let stolen = log_in().await;
    server.refresh(stolen.refresh_token()).await.signs_in();
    server.clock.advance(MINUTE);
    server.refresh(stolen.refresh_token()).await.fails_with(["REFRESH_TOKEN_REUSED"]);
    server.change_password(PASSWORD, "a much longer phrase").by(&alice).await.signs_in();
    assert_eq!(reasons(&server).await, ["logout", "revoked", "reused", "password_set"]);
}

#[tokio::test]
async fn a_logout_that_ends_nothing_is_not_written_down() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let events = async || server.behind.rows::<String>("SELECT event FROM audit_events").await.len();
    let before = events().await;
    let ended = server.log_out().input("scope", "OTHERS").by(&alice).await.succeeds();
    assert_eq!(ended["endedSessions"], 0);
    assert_eq!(events().await, before);
    server.log_out().by(&alice).await.succeeds();
    assert_eq!(events().await, before + 1);
}

#[tokio::test]
async fn a_login_is_written_down_with_the_session_that_it_began() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    let login = "SELECT count(*) FROM audit_events JOIN sessions ON sessions.id = audit_events.session_id \
                 WHERE event IN ('account_registered', 'login_succeeded')";
    server.log_in("alice@example.org", PASSWORD).await.signs_in();
    assert_eq!(server.behind.rows::<i64>(login).await, [2]);
}
