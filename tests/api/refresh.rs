//! Trading a refresh token for the next pair.

use std::{
    collections::BTreeSet,
    ops::{BitAnd, BitOr},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::future::join_all;
use serde_json::Value;
use uuid::Uuid;

use crate::harness::{DAY, HOUR, Jwt, MINUTE, PASSWORD, SECOND, Server, Tokens, UNLIMITED};

#[tokio::test]
async fn a_refresh_answers_with_the_user_and_a_new_pair_for_the_same_session() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(5 * MINUTE);
    let payload = server.refresh(alice.tokens.refresh_token()).await;
    assert_eq!(payload.payload()["user"]["email"], alice.email.as_str());
    let next = payload.signs_in();

    assert_ne!(next.refresh_token, alice.tokens.refresh_token);
    assert_eq!(next.session_id(), alice.tokens.session_id());
    let (before, after) = (Jwt::parse(&alice.tokens.access_token), Jwt::parse(&next.access_token));
    assert_eq!(before.claims["auth_time"], after.claims["auth_time"], "refreshing is no signing in");
    assert_ne!(before.claims["jti"], after.claims["jti"]);
    server.me().by(&next).await.succeeds();
}

#[tokio::test]
async fn refreshing_does_not_count_as_a_login() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let before = server.me().by(&alice).await.succeeds();
    server.clock.advance(5 * MINUTE);
    let next = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    assert_eq!(server.me().by(&next).await.succeeds()["lastLoginAt"], before["lastLoginAt"]);
}

#[tokio::test]
async fn a_refresh_token_is_64_bytes_behind_a_prefix() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let encoded = alice.tokens.refresh_token().strip_prefix("kwr_").expect("the prefix");
    assert_eq!(encoded.len(), 86);
    assert!(encoded.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)), "{encoded}");
}

/// What of a session's tokens nobody can know beforehand: of the session's id, of the access token's, and of the refresh
/// token its nonce and its MAC.
fn random_parts(tokens: &Tokens) -> [Vec<u8>; 4] {
    let claims = Jwt::parse(&tokens.access_token);
    // A UUIDv7 begins with the time; its version and its variant share a byte each with what is random (RFC 9562 §5.7).
    let of_id = |claim: &str| {
        let id = *Uuid::parse_str(&claims.text(claim)).expect("a UUID").as_bytes();
        [&id[7..8], &id[9..]].concat()
    };
    let refresh = URL_SAFE_NO_PAD.decode(&tokens.refresh_token()[4..]).expect("base64url");
    [of_id("sid"), of_id("jti"), refresh[20..32].to_vec(), refresh[32..].to_vec()]
}

/// A bit that is the same fifty times by chance: less than once in a trillion runs.
#[tokio::test]
async fn of_fifty_sessions_no_two_have_a_random_part_in_common_and_each_bit_varies() {
    let server = Server::with(UNLIMITED).await;
    let mut sessions = vec![server.registered("alice@example.org").await.tokens];
    while sessions.len() < 50 {
        sessions.push(server.log_in("alice@example.org", PASSWORD).await.signs_in());
    }
    for part in 0..4 {
        let all: Vec<_> = sessions.iter().map(|tokens| random_parts(tokens)[part].clone()).collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 50, "{all:x?}");
        for place in 0..all[0].len() {
            let bytes = || all.iter().map(|bytes| bytes[place]);
            let (set, always_set) = (bytes().fold(0, u8::bitor), bytes().fold(0xff, u8::bitand));
            assert_eq!((set, always_set), (0xff, 0), "byte {place} of {all:x?}");
        }
    }
}

#[tokio::test]
async fn a_repeated_refresh_gets_the_same_successor_within_the_grace_period() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let first = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.clock.advance(9 * SECOND);
    let again = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    assert_eq!(first.refresh_token, again.refresh_token);
    assert_eq!(first.refresh_token_expires_at, again.refresh_token_expires_at);
}

#[tokio::test]
async fn tabs_that_race_all_get_the_same_successor() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let races = (0..8).map(|_| async { server.refresh(alice.tokens.refresh_token()).await.signs_in() });
    let successors: BTreeSet<_> = join_all(races).await.into_iter().map(|tokens| tokens.refresh_token).collect();
    assert_eq!(successors.len(), 1);
}

#[tokio::test]
async fn a_spent_token_after_the_grace_period_ends_the_session() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let next = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.clock.advance(11 * SECOND);
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_REUSED"]);
    server.refresh(next.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    server.me().by(&next).await.is_unauthorized("REVOKED");
}

#[tokio::test]
async fn the_grace_period_is_over_once_the_successor_is_spent() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let second = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.refresh(second.refresh_token()).await.signs_in();
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_REUSED"]);
}

#[tokio::test]
async fn without_a_grace_period_the_second_use_ends_the_session() {
    let server = Server::with([("REFRESH_GRACE", "0s")]).await;
    let alice = server.registered("alice@example.org").await;
    server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_REUSED"]);
}

#[tokio::test]
async fn without_a_grace_period_one_of_many_at_once_wins_and_the_session_ends() {
    let server = Server::with([("REFRESH_GRACE", "0s")]).await;
    let alice = server.registered("alice@example.org").await;
    let races = (0..6).map(|_| async { server.refresh(alice.tokens.refresh_token()).await });
    let answers = join_all(races).await;
    let won: Vec<_> = answers.iter().filter(|answer| answer.refusals().is_empty()).collect();
    assert_eq!(won.len(), 1, "{answers:#?}");
    let next = won[0].payload()["tokens"]["refreshToken"].as_str().expect("a successor").to_owned();
    server.refresh(&next).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn a_reuse_mails_the_owner_once_and_leaves_other_sessions_alone() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let other = server.log_in(&alice.email, &alice.password).await.signs_in();
    let before = server.mailbox.to(&alice.email).await.len();
    server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.clock.advance(MINUTE);
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_REUSED"]);
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    assert_eq!(server.mailbox.to(&alice.email).await.len(), before + 1);
    server.refresh(other.refresh_token()).await.signs_in();
}

#[tokio::test]
async fn what_was_never_issued_is_invalid_and_harms_no_session() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let good = alice.tokens.refresh_token().to_owned();
    let forged = |at: usize| {
        let other = if &good[at..=at] == "A" { "B" } else { "A" };
        format!("{}{other}{}", &good[..at], &good[at + 1..])
    };
    let malformed = [
        String::new(),
        "kwr_".to_owned(),
        "nonsense".to_owned(),
        good.replace("kwr_", "kwm_"),
        good[4..].to_owned(),
        good[..good.len() - 1].to_owned(),
        format!("{good}A"),
        format!("{good}=="),
        forged(8),
        forged(27),
        forged(35),
        forged(60),
    ];
    for token in malformed {
        server.refresh(&token).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    }
    server.refresh(&good).await.signs_in();
}

#[tokio::test]
async fn a_refresh_with_no_token_at_all_is_invalid() {
    let server = Server::start().await;
    server.refresh("").input("refreshToken", Value::Null).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn a_refresh_token_of_an_ended_session_is_invalid() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.log_out().by(&alice).await.succeeds();
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn a_refresh_token_expires_after_seven_days_without_a_refresh() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.clock.advance(6 * DAY + 23 * HOUR);
    let next = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.clock.advance(7 * DAY);
    server.refresh(next.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn a_session_ends_after_its_lifetime_whatever_is_refreshed() {
    let server = Server::with([("SESSION_LIFETIME", "10d"), ("REFRESH_TOKEN_LIFETIME", "7d")]).await;
    let alice = server.registered("alice@example.org").await;
    let began = alice.tokens.refresh_token_expires_at - 7 * DAY;
    server.clock.advance(6 * DAY);
    let second = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    assert_eq!(second.refresh_token_expires_at, began + 10 * DAY);
    server.clock.advance(3 * DAY + 23 * HOUR + 50 * MINUTE);
    let third = server.refresh(second.refresh_token()).await.signs_in();
    assert_eq!(third.refresh_token_expires_at, began + 10 * DAY);
    assert!(third.access_token_expires_at <= began + 10 * DAY, "an access token never outlives its session");
    server.clock.advance(10 * MINUTE);
    server.refresh(third.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
}

#[tokio::test]
async fn a_disabled_account_gets_no_more_tokens() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.behind.disable(&alice.email).await;
    let answer = server.refresh(alice.tokens.refresh_token()).await;
    assert!(!answer.refusals().is_empty(), "{answer:#?}");
    assert_eq!(answer.payload()["tokens"], Value::Null);
}
