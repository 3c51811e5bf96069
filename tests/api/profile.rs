//! What users say about themselves.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::harness::{Jwt, MINUTE, PASSWORD, Server};

#[tokio::test]
async fn a_profile_is_answered_as_it_stands_now_and_stays() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let answer = server
        .update_profile()
        .input("username", "Alice")
        .input("fullName", "Alice Liddell")
        .input("locale", "en-GB")
        .input("displayName", "Al ❤️")
        .input("bio", "Down the rabbit hole.\r\nTwice.")
        .input("pictureUrl", "https://example.org/alice.png")
        .by(&alice)
        .await
        .succeeds();
    let user = &answer["user"];
    assert_eq!(user["username"], "Alice");
    assert_eq!(user["fullName"], "Alice Liddell");
    assert_eq!(user["locale"], "en");
    let profile = json!({
        "displayName": "Al ❤️",
        "bio": "Down the rabbit hole.\nTwice.",
        "pictureUrl": "https://example.org/alice.png",
    });
    assert_eq!(user["profile"], profile);

    let me = server.me().by(&alice).await.succeeds();
    for field in ["username", "fullName", "locale", "profile", "updatedAt"] {
        assert_eq!(me[field], user[field], "{field}");
    }
}

#[tokio::test]
async fn an_omitted_field_stays_and_a_null_or_blank_one_is_cleared() {
    let server = Server::start().await;
    let alice = server.registered_as("alice@example.org", "alice").await;
    let change = |fields: Value| {
        let request = fields.as_object().expect("fields").iter();
        request.fold(server.update_profile(), |request, (name, value)| request.input(name, value.clone())).by(&alice)
    };
    change(json!({ "fullName": "Alice", "displayName": "Al", "bio": "Hello", "pictureUrl": "https://example.org/a" }))
        .await
        .succeeds();
    let user = change(json!({ "bio": "Bye" })).await.succeeds()["user"].clone();
    assert_eq!((&user["fullName"], &user["username"]), (&json!("Alice"), &json!("alice")));
    assert_eq!(user["profile"], json!({ "displayName": "Al", "bio": "Bye", "pictureUrl": "https://example.org/a" }));

    let user =
        change(json!({ "username": null, "fullName": null, "displayName": null })).await.succeeds()["user"].clone();
    assert_eq!((&user["fullName"], &user["username"]), (&Value::Null, &Value::Null));
    assert_eq!(user["profile"]["displayName"], Value::Null);
    let user = change(json!({ "bio": " \n", "pictureUrl": "" })).await.succeeds()["user"].clone();
    assert_eq!(user["profile"], json!({ "displayName": null, "bio": null, "pictureUrl": null }));
}

#[tokio::test]
async fn a_variable_that_is_left_out_leaves_its_field_alone_and_a_null_clears_it() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    server.update_profile().input("bio", "Hello").input("fullName", "Alice").by(&alice).await.succeeds();
    let ask = |declared: &str, variables: Value| {
        let payload = "user { fullName profile { bio } } errors { code }";
        let query = format!("mutation({declared}) {{ updateProfile(input: {{ bio: $bio }}) {{ {payload} }} }}");
        server.graphql(&query, variables).about("updateProfile").by(&alice)
    };
    let left_out = ask("$bio: String", json!({})).await.succeeds();
    assert_eq!(left_out["user"], json!({ "fullName": "Alice", "profile": { "bio": "Hello" } }));
    let by_default = ask("$bio: String = \"Hi\"", json!({})).await.succeeds();
    assert_eq!(by_default["user"]["profile"]["bio"], "Hi");
    let null = ask("$bio: String", json!({ "bio": null })).await.succeeds();
    assert_eq!(null["user"]["profile"]["bio"], Value::Null);
    let null_by_default = ask("$bio: String = null", json!({})).await.succeeds();
    assert_eq!(null_by_default["user"], json!({ "fullName": "Alice", "profile": { "bio": null } }));
}

#[tokio::test]
async fn a_change_moves_updated_at_and_nothing_at_all_does_not() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let moment = |user: &Value| user["updatedAt"].as_str().expect("a text").parse::<DateTime<Utc>>().expect("a moment");
    let before = moment(&server.me().by(&alice).await.succeeds());
    server.clock.advance(MINUTE);
    assert_eq!(moment(&server.update_profile().by(&alice).await.succeeds()["user"]), before);
    let after = moment(&server.update_profile().input("bio", "Hello").by(&alice).await.succeeds()["user"]);
    assert!(after >= before + MINUTE, "{before} {after}");
}

#[tokio::test]
async fn everything_at_fault_is_told_at_once_and_nothing_is_changed() {
    let server = Server::start().await;
    server.registered_as("bob@example.org", "bob").await;
    let alice = server.registered("alice@example.org").await;
    let answer = server
        .update_profile()
        .input("username", "BOB")
        .input("fullName", "x".repeat(201))
        .input("locale", "tlh")
        .input("displayName", "two\nlines")
        .input("bio", "x".repeat(2001))
        .input("pictureUrl", "http://example.org/alice.png")
        .by(&alice)
        .await;
    answer.fails_at([
        ("username", "USERNAME_TAKEN"),
        ("fullName", "VALUE_TOO_LONG"),
        ("locale", "LOCALE_UNSUPPORTED"),
        ("displayName", "VALUE_INVALID"),
        ("bio", "VALUE_TOO_LONG"),
        ("pictureUrl", "VALUE_INVALID"),
    ]);
    let half = server.update_profile().input("bio", "Hello").input("locale", Value::Null).by(&alice).await;
    half.fails_at([("locale", "VALUE_REQUIRED")]);
    assert_eq!(server.me().by(&alice).await.succeeds()["profile"]["bio"], Value::Null);
}

#[tokio::test]
async fn a_username_signs_in_from_then_on_and_the_old_one_no_more() {
    let server = Server::start().await;
    let alice = server.registered_as("alice@example.org", "alice").await;
    server.update_profile().input("username", "Liddell").by(&alice).await.succeeds();
    server.log_in("liddell", PASSWORD).await.signs_in();
    server.log_in("alice", PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    server.registered_as("bob@example.org", "alice").await;

    server.update_profile().input("username", Value::Null).by(&alice).await.succeeds();
    server.log_in("liddell", PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
    server.log_in("alice@example.org", PASSWORD).await.signs_in();
}

#[tokio::test]
async fn a_username_may_change_its_case_but_not_become_anothers() {
    let server = Server::start().await;
    let alice = server.registered_as("alice@example.org", "alice").await;
    server.registered_as("bob@example.org", "bob").await;
    let same = server.update_profile().input("username", "ALICE").by(&alice).await.succeeds();
    assert_eq!(same["user"]["username"], "ALICE");
    server.update_profile().input("username", "Bob").by(&alice).await.fails_at([("username", "USERNAME_TAKEN")]);
    for wrong in ["al", "alice@example.org", "al ice", "аlice"] {
        let answer = server.update_profile().input("username", wrong).by(&alice).await;
        answer.fails_at([("username", "USERNAME_INVALID")]);
    }
}

#[tokio::test]
async fn of_two_who_want_a_username_at_once_one_gets_it() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let bob = server.registered("bob@example.org").await;
    for round in 0..5 {
        let name = format!("wanted{round}");
        let wish = |user| server.update_profile().input("username", name.as_str()).by(user);
        let (one, other) = tokio::join!(wish(&alice), wish(&bob));
        let (won, lost) = if one.refusals().is_empty() { (one, other) } else { (other, one) };
        won.succeeds();
        lost.fails_at([("username", "USERNAME_TAKEN")]);
    }
}

#[tokio::test]
async fn a_language_is_one_that_is_offered() {
    let server = Server::with([("LOCALES", "en,de")]).await;
    let alice = server.registered("alice@example.org").await;
    for (tag, found) in [("de-CH", "de"), ("DE", "de"), ("de-Latn-AT-1996", "de"), (" en-US ", "en")] {
        let user = server.update_profile().input("locale", tag).by(&alice).await.succeeds()["user"].clone();
        assert_eq!(user["locale"], found, "{tag}");
    }
    for tag in ["fr", "*", "english", "de_CH", "de-"] {
        let answer = server.update_profile().input("locale", tag).by(&alice).await;
        answer.fails_at([("locale", "LOCALE_UNSUPPORTED")]);
    }
    for blank in [Value::Null, json!(""), json!(" ")] {
        let answer = server.update_profile().input("locale", blank).by(&alice).await;
        answer.fails_at([("locale", "VALUE_REQUIRED")]);
    }
    assert_eq!(server.me().by(&alice).await.succeeds()["locale"], "en");
}

#[tokio::test]
async fn a_picture_is_an_absolute_https_url_without_credentials() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let long = format!("https://example.org/{}", "a".repeat(2048));
    for (url, code) in [
        ("http://example.org/a.png", "VALUE_INVALID"),
        ("//example.org/a.png", "VALUE_INVALID"),
        ("a.png", "VALUE_INVALID"),
        ("https://alice:secret@example.org/a.png", "VALUE_INVALID"),
        ("javascript:alert(1)", "VALUE_INVALID"),
        (&long, "VALUE_TOO_LONG"),
    ] {
        server.update_profile().input("pictureUrl", url).by(&alice).await.fails_at([("pictureUrl", code)]);
    }
}

#[tokio::test]
async fn the_next_access_token_carries_what_changed() {
    let server = Server::start().await;
    let alice = server.registered_as("alice@example.org", "alice").await;
    server.update_profile().input("username", "Liddell").input("fullName", "Alice").by(&alice).await.succeeds();
    let next = Jwt::parse(&server.refresh(alice.tokens.refresh_token()).await.signs_in().access_token);
    assert_eq!((next.text("preferred_username"), next.text("name")), ("Liddell".to_owned(), "Alice".to_owned()));
    server.update_profile().input("username", Value::Null).by(&alice).await.succeeds();
    let next = Jwt::parse(&server.reissue().by(&alice).await.signs_in().access_token);
    assert_eq!(next.claims.get("preferred_username"), None);
}

#[tokio::test]
async fn a_change_of_anything_else_takes_two_statements() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let change = async { server.update_profile().input("displayName", "Alice").by(&alice).await.succeeds() };
    let (_, statements) = server.statements_during(change).await;
    assert_eq!(statements.len(), 2, "{statements:#?}");
}

#[tokio::test]
async fn a_change_of_the_username_takes_four_statements_at_most() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let change = async { server.update_profile().input("username", "alice").by(&alice).await.succeeds() };
    let (_, statements) = server.statements_during(change).await;
    // Three for the change, one that writes down that the name is another one.
    assert!((1..=4).contains(&statements.len()), "{statements:#?}");
}

#[tokio::test]
async fn nobody_has_a_profile_without_an_access_token() {
    let server = Server::start().await;
    server.update_profile().input("bio", "Hello").await.is_unauthenticated("MISSING");
}
