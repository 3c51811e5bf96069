//! `keyward user set-roles`.

use serde_json::{Value, json};

use crate::{
    harness::{Jwt, PASSWORD},
    place::{Place, run},
};

fn claimed(access_token: &str) -> Value {
    Jwt::parse(access_token).claims["roles"].clone()
}

#[tokio::test]
async fn new_roles_show_at_once_and_stand_in_the_next_token() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    assert_eq!(claimed(&ada.tokens.access_token), json!(["user"]));

    place
        .run("user set-roles ada@example.org user Editor admin user")
        .says("ada@example.org has the roles Editor, admin, user.");
    assert_eq!(place.server.me().by(&ada).await.payload()["roles"], json!(["Editor", "admin", "user"]));
    let next = place.server.refresh(ada.tokens.refresh_token()).await.signs_in();
    assert_eq!(claimed(&next.access_token), json!(["Editor", "admin", "user"]));
}

#[tokio::test]
async fn all_roles_are_taken_away_only_when_that_is_said() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    place.run("user set-roles ada@example.org").fails_as_wrong_usage("ROLE");
    let taken = place.run("user set-roles ada@example.org --none").succeeds();
    assert!(taken.err.contains("access tokens that are out keep the roles they have"), "{taken:#?}");
    assert_eq!(place.server.me().by(&ada).await.payload()["roles"], json!([]));
}

#[tokio::test]
async fn a_role_may_be_any_word_of_the_apps_own() {
    let place = Place::new().await;
    place.server.registered("ada@example.org").await;
    let words = ["user", "set-roles", "ada@example.org", "billing:read only", "Größe", r#"a"b\c"#, "--json"];
    let set = run(place.command().args(words), "").json();
    assert_eq!(set["roles"], json!(["Größe", r#"a"b\c"#, "billing:read only"]));
    let listed = run(place.command().args(["user", "list", "--json", "--role", r#"a"b\c"#]), "").json();
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed:#}");
    run(place.command().args(["user", "set-roles", "ada@example.org", "a\u{7}b"]), "")
        .fails_as_wrong_usage("control characters");
}

#[tokio::test]
async fn as_many_roles_as_an_account_may_have_fit_into_a_token_that_works() {
    let place = Place::new().await;
    place.server.registered("ada@example.org").await;
    let longest: Vec<_> = (0..64).map(|number| format!("{number:02}{}", "\"".repeat(62))).collect();
    place.run(&format!("user set-roles ada@example.org {}", longest.join(" "))).succeeds();
    let tokens = place.server.log_in("ada@example.org", PASSWORD).await.signs_in();
    assert_eq!(place.server.me().by(&tokens).await.payload()["roles"], json!(longest));
}
