//! Who is signed in, and from where.

use serde_json::{Value, json};

use crate::harness::{HOUR, MINUTE, Server};

#[tokio::test]
async fn me_is_the_signed_in_user() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.registered("bob@example.org").await;
    let me = server.me().by(&alice).await.succeeds();
    assert_eq!(me["id"], alice.id.as_str());
    assert_eq!(me["email"], "alice@example.org");
}

#[tokio::test]
async fn without_a_token_me_is_null_and_the_other_fields_still_answer() {
    let server = Server::start().await;
    let answer = server.graphql("{ me { id } authSettings { registrationOpen } }", json!({})).about("me").await;
    answer.is_unauthenticated("MISSING");
    assert_eq!(answer.json()["data"]["authSettings"]["registrationOpen"], true);
}

#[tokio::test]
async fn a_token_that_is_not_good_ends_the_whole_request() {
    let server = Server::start().await;
    let query = "{ me { id } authSettings { registrationOpen } }";
    server.graphql(query, json!({})).bearer("nonsense").await.is_unauthorized("INVALID");
}

#[tokio::test]
async fn an_expired_token_says_so() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(HOUR);
    server.me().by(&alice).await.is_unauthorized("EXPIRED");
}

#[tokio::test]
async fn sessions_are_listed_with_the_most_recently_active_first() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(10 * MINUTE);
    let laptop = server.log_in(&alice.email, &alice.password).await.signs_in();
    server.clock.advance(10 * MINUTE);
    let phone = server.log_in(&alice.email, &alice.password).await.signs_in();
    server.clock.advance(10 * MINUTE);
    let laptop = server.refresh(laptop.refresh_token()).await.signs_in();

    let me = server.me().by(&phone).await.succeeds();
    let ids: Vec<Value> = me["sessions"].as_array().expect("a list").iter().map(|one| one["id"].clone()).collect();
    assert_eq!(ids, [laptop.session_id(), phone.session_id(), alice.tokens.session_id()]);
    let current: Vec<Value> =
        me["sessions"].as_array().expect("a list").iter().map(|one| one["current"].clone()).collect();
    assert_eq!(current, [false, true, false]);
}

#[tokio::test]
async fn a_session_knows_its_device_and_network() {
    let server = Server::behind_a_proxy([]).await;
    let alice = server.registered("alice@example.org").await;
    let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";
    let tokens = server.log_in(&alice.email, &alice.password).user_agent(firefox).from("203.0.113.7").await.signs_in();
    let session = server.current_session().by(&tokens).await.succeeds();
    assert_eq!(session["id"], tokens.session_id());
    assert_eq!(session["current"], true);
    assert_eq!(session["ipAddress"], "203.0.113.7");
    assert_eq!(session["userAgent"], firefox);
    assert_eq!(session["device"], "Firefox on Linux");
}

#[tokio::test]
async fn a_session_without_a_user_agent_has_none() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let session = server.current_session().by(&alice).await.succeeds();
    assert_eq!(session["userAgent"], Value::Null);
    assert_eq!(session["device"], Value::Null);
    assert_eq!(session["ipAddress"], "127.0.0.1");
}

#[tokio::test]
async fn a_user_agent_of_any_length_is_no_obstacle() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let long = "Mozilla/5.0 ".repeat(500);
    let tokens = server.log_in(&alice.email, &alice.password).user_agent(&long).await.signs_in();
    server.current_session().by(&tokens).await.succeeds();
}

#[tokio::test]
async fn a_session_ends_when_its_refresh_token_does() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let session = server.current_session().by(&alice).await.succeeds();
    let ends: chrono::DateTime<chrono::Utc> =
        session["expiresAt"].as_str().expect("a moment").parse().expect("RFC 3339");
    assert_eq!(ends, alice.tokens.refresh_token_expires_at);
}

#[tokio::test]
async fn ended_sessions_are_not_listed() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let phone = server.log_in(&alice.email, &alice.password).await.signs_in();
    server.log_out().by(&phone).await.succeeds();
    let me = server.me().by(&alice).await.succeeds();
    assert_eq!(me["sessions"].as_array().map(Vec::len), Some(1), "{me:#}");
}

#[tokio::test]
async fn without_a_token_there_is_no_current_session() {
    let server = Server::start().await;
    server.current_session().await.is_unauthenticated("MISSING");
}

#[tokio::test]
async fn a_bearer_scheme_is_known_in_any_case_and_others_are_not_good() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let token = &alice.tokens.access_token;
    for scheme in ["bearer", "BEARER"] {
        server.me().header("authorization", &format!("{scheme} {token}")).await.succeeds();
    }
    for value in ["Bearer".to_owned(), "Bearer ".to_owned(), format!("Basic {token}"), token.clone()] {
        let answer = server.me().header("authorization", &value).await;
        assert_eq!(answer.code(), "UNAUTHENTICATED", "{value}: {answer:#?}");
        assert_eq!(answer.payload(), Value::Null, "{value}");
    }
}

#[tokio::test]
async fn me_takes_exactly_one_statement() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.me().by(&alice).await.succeeds();
    let query = "{ me { id email emailVerified username fullName locale roles profile { displayName } } }";
    let me = async { server.graphql(query, json!({})).about("me").by(&alice).await.succeeds() };
    let (_, statements) = server.statements_during(me).await;
    assert_eq!(statements.len(), 1, "{statements:#?}");
}
