//! How the keys of access tokens take turns.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use jsonwebtoken::Algorithm;
use tokio::time::sleep;

use crate::{
    access_tokens::verified,
    harness::{DAY, HOUR, Jwt, MINUTE, PASSWORD, SECOND, Server, Tokens, eventually},
};

/// How long a key is published before it signs.
const LEAD: Duration = Duration::from_mins(11);
/// Long enough, in real time, for what a server does by itself once the clock says that it is time.
const A_MOMENT: Duration = Duration::from_millis(2_500);

/// The ids of the published keys, in their order.
async fn published(server: &Server) -> Vec<String> {
    let keys = server.get("/.well-known/jwks.json").await.json()["keys"].as_array().cloned().expect("keys");
    keys.iter().map(|key| key["kid"].as_str().expect("an id").to_owned()).collect()
}

/// The same, once there are so many.
async fn published_once(server: &Server, count: usize) -> Vec<String> {
    eventually("the published keys", || async { Some(published(server).await).filter(|keys| keys.len() == count) })
        .await
}

/// The id of the key that signs now.
async fn signs(server: &Server) -> String {
    Jwt::kid_of(&signed_in(server).await.access_token)
}

async fn signed_in(server: &Server) -> Tokens {
    server.log_in("alice@example.org", PASSWORD).await.signs_in()
}

#[tokio::test]
async fn an_old_key_gets_one_successor_that_is_published_first_and_signs_later_on_every_instance() {
    let server = Server::start().await;
    let second = server.another().await;
    server.registered("alice@example.org").await;
    let first_key = signs(&server).await;

    server.clock.advance((90 * DAY).saturating_sub(LEAD + 10 * MINUTE));
    sleep(A_MOMENT).await;
    assert_eq!(published(&server).await, std::slice::from_ref(&first_key), "it is not old enough");

    server.clock.advance(10 * MINUTE);
    let keys = published_once(&server, 2).await;
    sleep(A_MOMENT).await;
    assert_eq!(published(&server).await, keys);
    server.clock.advance(30 * SECOND);
    assert_eq!(published_once(&second, 2).await, keys, "the same, and no second successor");
    assert_eq!(keys[1], first_key, "the newest first");

    server.clock.advance(LEAD.saturating_sub(MINUTE));
    assert_eq!((signs(&server).await, signs(&second).await), (first_key.clone(), first_key.clone()));
    let last = signed_in(&server).await;
    verified(&server, &last.access_token, Algorithm::ES256).await;

    server.clock.advance(MINUTE);
    assert_eq!((signs(&server).await, signs(&second).await), (keys[0].clone(), keys[0].clone()));
    verified(&second, &signed_in(&server).await.access_token, Algorithm::ES256).await;
    verified(&second, &last.access_token, Algorithm::ES256).await;

    server.clock.advance(58 * MINUTE);
    second.me().by(&last).await.succeeds();
    verified(&second, &last.access_token, Algorithm::ES256).await;
    server.clock.advance(2 * MINUTE);
    second.me().by(&last).await.is_unauthorized("EXPIRED");
    assert_eq!(published_once(&second, 1).await, [keys[0].clone()]);

    server.clock.advance(LEAD);
    eventually("the expired key to be gone", || async { (server.behind.signing_keys().await == 1).then_some(()) })
        .await;
}

#[tokio::test]
async fn a_key_verifies_until_its_last_token_has_expired_though_the_lifetime_was_shortened_since() {
    let mut server = Server::with([("ACCESS_TOKEN_LIFETIME", "24h"), ("SIGNING_KEY_LIFETIME", "1h")]).await;
    let alice = server.registered("alice@example.org").await;
    let first_key = Jwt::kid_of(&alice.tokens.access_token);
    server.restart_with([("ACCESS_TOKEN_LIFETIME", "15m")]).await;

    server.clock.advance(HOUR.saturating_sub(LEAD));
    published_once(&server, 2).await;
    server.clock.advance(LEAD);
    assert_ne!(signs(&server).await, first_key);
    server.clock.advance(22 * HOUR);
    sleep(A_MOMENT).await;
    server.me().by(&alice).await.succeeds();
    verified(&server, &alice.tokens.access_token, Algorithm::ES256).await;
}

#[tokio::test]
async fn a_key_that_is_to_be_replaced_verifies_the_longer_tokens_of_a_lifetime_that_grew_meanwhile() {
    let mut server = Server::with([("ACCESS_TOKEN_LIFETIME", "15m"), ("SIGNING_KEY_LIFETIME", "1h")]).await;
    server.registered("alice@example.org").await;
    server.clock.advance(HOUR.saturating_sub(LEAD));
    published_once(&server, 2).await;
    server.restart_with([("ACCESS_TOKEN_LIFETIME", "24h")]).await;
    let long = signed_in(&server).await;
    server.clock.advance(5 * HOUR);
    sleep(A_MOMENT).await;
    server.me().by(&long).await.succeeds();
    verified(&server, &long.access_token, Algorithm::ES256).await;
}

#[tokio::test]
async fn another_algorithm_is_published_first_and_signs_later_on_instances_with_either_setting() {
    let mut server = Server::start().await;
    let unchanged = server.another().await;
    let alice = server.registered("alice@example.org").await;
    server.restart_with([("SIGNING_ALGORITHM", "EdDSA")]).await;
    let keys = published(&server).await;
    assert_eq!(keys.len(), 2);

    server.clock.advance(31 * SECOND);
    assert_eq!(published_once(&unchanged, 2).await, keys);
    for server in [&server, &unchanged] {
        assert_eq!(Jwt::parse(&signed_in(server).await.access_token).header["alg"], "ES256");
    }
    server.clock.advance(LEAD);
    sleep(A_MOMENT).await;
    for server in [&server, &unchanged] {
        let tokens = signed_in(server).await;
        assert_eq!(Jwt::parse(&tokens.access_token).header["alg"], "EdDSA");
        verified(server, &tokens.access_token, Algorithm::EdDSA).await;
        server.me().by(&alice).await.succeeds();
        assert_eq!(published(server).await, keys, "nobody changes it back");
    }
}

#[tokio::test]
async fn of_servers_that_start_at_once_with_an_empty_database_one_makes_the_key() {
    let server = Server::start().await;
    server.behind.forget_keys().await;
    let started = join_all((0..4).map(|_| server.another())).await;
    let key = published(&started[0]).await;
    assert_eq!(key.len(), 1);
    for another in &started {
        assert_eq!(published(another).await, key);
    }
}

#[tokio::test]
async fn foreign_keys_do_not_make_every_request_ask_the_database_for_them() {
    let server = Server::start().await;
    let mut jwt = Jwt::parse(&server.registered("alice@example.org").await.tokens.access_token);
    let tokens: Vec<String> = (0..40)
        .map(|number| {
            jwt.header["kid"] = format!("foreign-{number}").into();
            jwt.write()
        })
        .collect();
    sleep(SECOND).await;

    let began = Instant::now();
    let flood = join_all(tokens.iter().map(|token| async { server.me().bearer(token).await }));
    let (answers, statements) = server.statements_during(flood).await;
    for answer in answers {
        answer.is_unauthorized("INVALID");
    }
    let asked = statements.iter().filter(|sql| sql.contains("signing_keys")).count();
    let most = began.elapsed().as_secs() + 2;
    assert!(asked as u64 <= most, "{asked} times in {:?}", began.elapsed());
}
