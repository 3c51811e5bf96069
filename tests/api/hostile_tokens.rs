//! What looks like an access token and is none: every row is one mutation of one token, which the server takes before
//! and after (RFC 8725, RFC 9068 §4, RFC 7515 §10).

mod claims;
mod elsewhere;
mod encodings;
mod forge;
mod headers;
mod keys;
mod signatures;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::harness::{Jwt, PASSWORD, Server, User};
use claims::Others;
use forge::{Forge, Row};

/// A server with Alice, whose token it takes, and others whose tokens they are not.
struct Scene {
    server: Server,
    alice: User,
    forge: Forge,
    rows: Vec<Row>,
}

impl Scene {
    async fn with(algorithm: &str) -> Self {
        let server = Server::with([("SIGNING_ALGORITHM", algorithm)]).await;
        let alice = server.registered_as("alice@example.org", "alice").await;
        let bob = server.registered("bob@example.org").await;
        let ended = server.log_in(&alice.email, PASSWORD).await.signs_in();
        server.log_out().by(&ended).await.succeeds();
        let forge = Forge::of(&server, &alice).await;

        let others =
            Others { user: bob.id.clone(), session: bob.tokens.session_id(), ended_session: ended.session_id() };
        let key_set = server.get("/.well-known/jwks.json").await.body;
        let mut rows = headers::rows(&forge);
        rows.extend(claims::rows(&forge, &others, server.clock.now().timestamp()));
        rows.extend(signatures::rows(&forge, &bob.tokens.access_token));
        rows.extend(keys::rows(&forge, &key_set));
        rows.extend(encodings::rows(&forge));
        rows.extend(elsewhere::malformed(&forge));
        rows.extend(other_tokens(&server, &alice).await);
        Self { server, alice, forge, rows }
    }

    /// The token that all others are mutations of is good, and so is the one it was made of.
    async fn takes_the_good_one(&self) {
        let me = self.server.me().bearer(&self.forge.good).await.succeeds();
        assert_eq!(me["id"], self.alice.id.as_str());
        self.server.me().by(&self.alice).await.succeeds();
    }
}

/// What is a token, but not of this kind, or not of this server.
async fn other_tokens(server: &Server, alice: &User) -> Vec<Row> {
    let refresh = alice.tokens.refresh_token();
    let mailed = server.mailbox.latest_to(&alice.email).await.token();
    let twin = Server::with([("PUBLIC_URL", server.url.as_str())]).await;
    let elsewhere = twin.registered(&alice.email).await.tokens.access_token;
    let kid = Jwt::kid_of(&alice.tokens.access_token);
    let mut under_this_id = Jwt::parse(&elsewhere);
    under_this_id.header["kid"] = kid.into();
    vec![
        Row::invalid("a refresh token", refresh),
        Row::invalid("a refresh token without its prefix", &refresh[4..]),
        Row::invalid("a mailed token", &mailed),
        Row::invalid("a mailed token without its prefix", &mailed[4..]),
        Row::invalid(
            "a refresh token in three parts",
            format!("{}.{}.{}", &refresh[4..34], &refresh[34..64], &refresh[64..]),
        ),
        Row::invalid("a token of a server with another secret", &elsewhere),
        Row::invalid("a token of a server with another secret, under this one's key", under_this_id.write()),
    ]
}

/// Each row is refused as what it is, and none takes the good token's place in anything that is kept.
async fn none_is_a_token(algorithm: &str) {
    let scene = Scene::with(algorithm).await;
    let rows = &scene.rows;
    assert!(rows.len() >= 150, "{} rows", rows.len());
    let mut names = BTreeSet::new();
    let mut texts = BTreeMap::new();
    for row in rows {
        assert!(names.insert(&row.what), "two rows are called {}", row.what);
        let same = texts.insert(&row.sent, &row.what);
        assert_eq!(same, None, "the same as {}: {:?}", row.what, row.sent);
    }
    let good = format!("Bearer {}", scene.forge.good);
    assert!(rows.iter().all(|row| row.sent != [good.clone()]), "none is the good one");

    scene.takes_the_good_one().await;
    for Row { what, sent, reason } in rows {
        let query = "query { me { id email } currentSession { id } }";
        let asked = scene.server.graphql(query, json!({}));
        let asked = sent.iter().fold(asked, |asked, value| asked.another_header("authorization", value));
        let answer = asked.await;
        assert_eq!(answer.status, 401, "{what}: {answer:#?}");
        assert_eq!(answer.header("www-authenticate"), Some(r#"Bearer error="invalid_token""#), "{what}: {answer:#?}");
        let found = &answer.json()["errors"][0]["extensions"];
        assert_eq!(found["reason"], *reason, "{what}: {answer:#?}");
        answer.is_unauthorized(reason);
    }
    scene.takes_the_good_one().await;
    scene.server.refresh(scene.alice.tokens.refresh_token()).await.signs_in();
}

#[tokio::test]
async fn what_only_looks_like_a_token_is_none() {
    none_is_a_token("ES256").await;
}

#[tokio::test]
async fn what_only_looks_like_a_token_of_eddsa_is_none() {
    none_is_a_token("EdDSA").await;
}

#[tokio::test]
async fn what_only_looks_like_a_token_of_rs256_is_none() {
    none_is_a_token("RS256").await;
}

#[tokio::test]
async fn a_claim_that_this_server_does_not_read_tells_it_nothing() {
    let scene = Scene::with("ES256").await;
    let before = scene.server.me().by(&scene.alice).await.succeeds();
    let lies = [
        ("roles", json!(["admin"])),
        ("email", json!("bob@example.org")),
        ("email_verified", json!(true)),
        ("name", json!("Bob")),
        ("preferred_username", json!("bob")),
        ("locale", json!("fr")),
        ("auth_time", json!(0)),
        ("scope", json!("admin")),
        ("act", json!({ "sub": "bob" })),
        ("cnf", json!({ "jkt": "AAAA" })),
    ];
    for (name, lie) in lies {
        let me = scene.server.me().bearer(&scene.forge.with_claim(name, lie)).await.succeeds();
        assert_eq!(me, before, "{name}");
    }
}

/// ECDSA lets everybody turn (r, s) into (r, n - s), which JWS does not forbid (RFC 7518 §3.4): the same statement of
/// the same key. Nothing here goes by a token's text, so that it is worth no more than the one that it was made of.
#[tokio::test]
async fn the_twin_of_an_ecdsa_signature_says_the_same_and_ends_with_it() {
    let Scene { server, alice, forge, .. } = Scene::with("ES256").await;
    let twin = signatures::twin(&forge);
    assert_ne!(twin, forge.good);
    assert_eq!(server.me().bearer(&twin).await.succeeds()["id"], alice.id.as_str());
    server.log_out().bearer(&forge.good).await.succeeds();
    server.me().bearer(&twin).await.is_unauthorized("REVOKED");
}
