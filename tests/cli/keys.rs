//! `keyward keys`.

use std::{thread, time::Duration};

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::{
    harness::{Jwt, PASSWORD, SECOND, Server, eventually},
    place::{Place, Ran, run},
};

/// How long a key is published before it signs.
const LEAD: Duration = Duration::from_mins(11);

/// Runs a command beside a server whose clock can be moved.
fn beside(server: &Server, words: &str) -> Ran {
    run(server.program().args(words.split_whitespace()), "")
}

/// The ids of the published keys, once the server has read them again and found so many, none of them revoked.
async fn published(server: &Server, count: usize, revoked: &str) -> Vec<String> {
    server.clock.advance(31 * SECOND);
    eventually("the published keys", || async {
        let keys = server.get("/.well-known/jwks.json").await.json()["keys"].as_array().cloned()?;
        let kids: Vec<String> = keys.iter().map(|key| text(&key["kid"])).collect();
        (kids.len() == count && !kids.iter().any(|kid| kid == revoked)).then_some(kids)
    })
    .await
}

/// No key is called so.
const NONE: &str = "";

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

async fn signs(server: &Server) -> String {
    Jwt::kid_of(&server.log_in("alice@example.org", PASSWORD).await.signs_in().access_token)
}

#[tokio::test]
async fn the_keys_that_are_listed_are_those_that_are_published() {
    let place = Place::new().await;
    let published = place.server.get("/.well-known/jwks.json").await.json()["keys"][0]["kid"].clone();
    let listed = place.run("keys list --json").json();
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed:#}");
    let key = &listed[0];
    assert_eq!((&key["kid"], &key["algorithm"], &key["use"]), (&published, &"ES256".into(), &"signs".into()));
    assert!(key["signsFrom"].as_str().is_some_and(|from| from.ends_with('Z')), "{key:#}");
    assert_eq!((&key["signsUntil"], &key["publishedUntil"]), (&Value::Null, &Value::Null));
    place.run("keys list").says(published.as_str().expect("a key id"));
}

#[tokio::test]
async fn a_rotated_key_takes_over_when_it_is_said_to() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let former = Jwt::kid_of(&alice.tokens.access_token);

    let next = beside(&server, "keys rotate --json").json();
    let kid = text(&next["kid"]);
    assert_eq!((&next["use"], &next["algorithm"]), (&"waits".into(), &"ES256".into()));
    let from: DateTime<Utc> = text(&next["signsFrom"]).parse().expect("a moment");
    assert!((from - Utc::now()).num_seconds().abs_diff(11 * 60) < 60, "{next:#}");
    assert_eq!(beside(&server, "keys rotate --json").json(), next, "one waits already");
    beside(&server, "keys rotate").says(&format!("{kid} (ES256) signs from "));
    let uses: Vec<_> = beside(&server, "keys list --json").json().as_array().cloned().expect("keys");
    assert_eq!(uses.iter().map(|key| text(&key["use"])).collect::<Vec<_>>(), ["waits", "signs"]);

    assert_eq!(published(&server, 2, NONE).await, [kid.clone(), former.clone()]);
    assert_eq!(signs(&server).await, former);
    server.clock.advance(LEAD);
    assert_eq!(signs(&server).await, kid);
    server.me().by(&alice).await.succeeds();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_rotations_at_once_one_makes_the_successor() {
    let server = Server::start().await;
    let kids: Vec<String> = thread::scope(|scope| {
        let rotate = || text(&beside(&server, "keys rotate --json").json()["kid"]);
        let running: Vec<_> = (0..6).map(|_| scope.spawn(rotate)).collect();
        running.into_iter().map(|one| one.join().expect("it succeeds")).collect()
    });
    assert!(kids.iter().all(|kid| *kid == kids[0]), "{kids:?}");
    assert_eq!(published(&server, 2, NONE).await[0], kids[0]);
}

#[tokio::test]
async fn a_rotation_brings_the_algorithm_that_is_set() {
    let server = Server::start().await;
    let mut rotate = server.program();
    rotate.env("KEYWARD_SIGNING_ALGORITHM", "EdDSA").args(["keys", "rotate", "--json"]);
    assert_eq!(run(&mut rotate, "").json()["algorithm"], "EdDSA");
}

#[tokio::test]
async fn a_development_servers_keys_are_rotated_with_the_secret_it_keeps() {
    let place = Place::new().await;
    let next = place.run("keys rotate --json").json();
    assert_eq!(place.run("keys list --json").json()[0]["kid"], next["kid"]);

    let elsewhere = tempfile::tempdir().expect("a folder");
    let lost = run(place.command().current_dir(elsewhere.path()).args(["keys", "rotate"]), "");
    lost.fails_with("set it, or work in the folder of a server that has started");
    assert!(!elsewhere.path().join("data").exists(), "nothing is made in a folder that somebody is in by mistake");
}

#[tokio::test]
async fn without_the_servers_secret_nothing_is_rotated_and_nothing_starts() {
    let server = Server::start().await;
    let with_another = |words: &[&str]| {
        let mut command = server.program();
        command.env("KEYWARD_SECRET", Server::another_secret()).env("KEYWARD_LISTEN", "127.0.0.1:0").args(words);
        run(&mut command, "")
    };
    let mend = "set SECRET back, or give the former one as SECRET_PREVIOUS; if it is lost, `keyward keys revoke ";
    with_another(&["keys", "rotate"]).fails_with(mend);
    let started = with_another(&["serve"]);
    assert_eq!(started.code, Some(1), "{started:#?}");
    let last = started.err.lines().last().unwrap_or_default();
    assert!(last.starts_with("Error: ") && last.contains(mend), "{started:#?}");
    assert_eq!(server.behind.signing_keys().await, 1);
}

#[tokio::test]
async fn a_revoked_key_verifies_nothing_and_another_one_signs_at_once_without_anyone_being_signed_out() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let leaked = Jwt::kid_of(&alice.tokens.access_token);

    beside(&server, &format!("keys revoke {leaked}")).says(&format!("Revoked {leaked}."));
    let keys = published(&server, 1, &leaked).await;
    server.me().by(&alice).await.is_unauthorized("INVALID");
    let next = server.refresh(alice.tokens.refresh_token()).await.signs_in();
    assert_eq!(Jwt::kid_of(&next.access_token), keys[0]);
    server.me().by(&next).await.succeeds();

    beside(&server, &format!("keys revoke {leaked}")).fails_with("no key is called");
}

#[tokio::test]
async fn revoking_the_key_that_signs_lets_the_one_that_waits_sign_at_once() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let leaked = Jwt::kid_of(&alice.tokens.access_token);
    let next = text(&beside(&server, "keys rotate --json").json()["kid"]);
    published(&server, 2, NONE).await;
    let revoked = beside(&server, &format!("keys revoke --json {leaked}")).json();
    assert_eq!(revoked, serde_json::json!({ "revoked": leaked }));
    assert_eq!(published(&server, 1, &leaked).await, std::slice::from_ref(&next));
    assert_eq!(signs(&server).await, next);
}

#[tokio::test]
async fn a_key_whose_successor_was_revoked_goes_on_signing_until_another_one_is_known() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let first = Jwt::kid_of(&alice.tokens.access_token);
    let leaked = text(&beside(&server, "keys rotate --json").json()["kid"]);
    published(&server, 2, NONE).await;
    beside(&server, &format!("keys revoke {leaked}")).succeeds();
    let keys = published(&server, 2, &leaked).await;
    assert_eq!((&keys[1], signs(&server).await), (&first, first.clone()));
    server.clock.advance(LEAD);
    assert_eq!(signs(&server).await, keys[0]);
    server.log_in(&alice.email, PASSWORD).await.signs_in();
}

#[tokio::test]
async fn a_key_id_may_begin_with_a_hyphen() {
    let place = Place::new().await;
    for kid in ["-abc", "-h2o", "--json"] {
        let ran = run(place.command().args(["keys", "revoke", "--", kid]), "");
        ran.fails_with(&format!("no key is called {kid}"));
    }
    place.run("keys revoke -abc").fails_with("no key is called -abc");
    place.run("keys revoke -h2o").fails_with("no key is called -h2o");
}

#[tokio::test]
async fn revoking_the_key_that_signs_brings_no_retired_one_back() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    let leaked = text(&beside(&server, "keys rotate --json").json()["kid"]);
    published(&server, 2, NONE).await;
    server.clock.advance(LEAD);
    assert_eq!(signs(&server).await, leaked);
    // The third key is another instance's: the command's own clock would say that one waits already.
    let mut another = server.another().await;
    another.restart_with([("SIGNING_ALGORITHM", "EdDSA")]).await;
    let keys = published(&server, 3, NONE).await;
    beside(&server, &format!("keys revoke {leaked}")).succeeds();
    published(&server, 2, &leaked).await;
    assert_eq!(signs(&server).await, keys[0]);
}
