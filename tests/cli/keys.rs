//! `keyward keys list`.

use serde_json::Value;

use crate::place::Place;

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
async fn a_key_of_another_algorithm_only_verifies() {
    let place = Place::new().await;
    let listed =
        crate::place::run(place.command().env("KEYWARD_SIGNING_ALGORITHM", "EdDSA").args(["keys", "list"]), "");
    listed.says("verifies");
}
