//! How many sessions an account may have.

use futures_util::future::join_all;
use serde_json::Value;

use crate::harness::{Server, Tokens, User};

async fn live_sessions(server: &Server, who: &impl AsRef<Tokens>) -> usize {
    let me = server.me().by(who).await.succeeds();
    me["sessions"].as_array().map_or(0, Vec::len)
}

/// Some at a time, as only so many hashes may wait.
async fn sign_in(server: &Server, user: &User, times: usize) {
    for _ in 0..times / 5 {
        join_all((0..5).map(|_| async { server.log_in(&user.email, &user.password).await.signs_in() })).await;
    }
}

#[tokio::test]
async fn the_hundred_and_first_session_ends_the_oldest() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let second = server.log_in(&alice.email, &alice.password).await.signs_in();
    sign_in(&server, &alice, 95).await;
    for _ in 0..3 {
        server.log_in(&alice.email, &alice.password).await.signs_in();
    }
    assert_eq!(live_sessions(&server, &alice).await, 100);

    let newest = server.log_in(&alice.email, &alice.password).await.signs_in();
    server.me().by(&alice).await.is_unauthorized("REVOKED");
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    assert_eq!(live_sessions(&server, &second).await, 100);

    sign_in(&server, &alice, 10).await;
    let me = server.me().by(&newest).await.succeeds();
    assert_eq!(me["sessions"].as_array().map(Vec::len), Some(100), "sign-ins at once leave a hundred, too");
    let ids: Vec<&Value> = me["sessions"].as_array().into_iter().flatten().map(|session| &session["id"]).collect();
    assert!(!ids.contains(&&Value::from(second.session_id())), "the oldest go first");
}
