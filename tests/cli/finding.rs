//! `keyward user list` and `keyward user show`.

use serde_json::{Value, json};

use crate::{
    harness::{Binary, PASSWORD},
    place::{Place, Ran, run},
};

fn emails(listed: Ran) -> Vec<String> {
    let listed = listed.json();
    let all = listed.as_array().expect("an array");
    all.iter().map(|user| user["email"].as_str().expect("an address").to_owned()).collect()
}

#[tokio::test]
async fn users_are_listed_page_by_page_the_newest_first() {
    let place = Place::new().await;
    for name in ["ada", "bob", "cleo"] {
        place.run(&format!("user create {name}@example.org --no-password")).succeeds();
    }
    let first = place.run("user list --limit 2").succeeds();
    assert!(first.err.contains("add --after bob@example.org"), "{first:#?}");
    let first_column: Vec<_> = first.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(first_column, ["EMAIL", "cleo@example.org", "bob@example.org"]);

    assert_eq!(emails(place.run("user list --limit 2 --json")), ["cleo@example.org", "bob@example.org"]);
    assert_eq!(emails(place.run("user list --limit 2 --after bob@example.org --json")), ["ada@example.org"]);
    assert_eq!(emails(place.run("user list --json")).len(), 3);
    place.run("user list --limit 0").fails_as_wrong_usage("1..=1000");
}

#[tokio::test]
async fn users_are_listed_by_what_is_the_matter_with_them() {
    let place = Place::new().await;
    place.run("user create new@example.org --no-password").succeeds();
    place.run("user create admin@example.org --no-password --verified --role Admin,user").succeeds();
    place.run("user create gone@example.org --no-password --verified").succeeds();
    place.run("user disable gone@example.org").succeeds();
    place.run("user create both@example.org --no-password").succeeds();
    place.run("user disable both@example.org").succeeds();

    assert_eq!(emails(place.run("user list --unverified --json")), ["both@example.org", "new@example.org"]);
    assert_eq!(emails(place.run("user list --disabled --json")), ["both@example.org", "gone@example.org"]);
    assert_eq!(emails(place.run("user list --unverified --disabled --json")), ["both@example.org"]);
    assert_eq!(emails(place.run("user list --role Admin --json")), ["admin@example.org"]);
    assert!(emails(place.run("user list --role admin --json")).is_empty());

    let nobody = place.run("user list --role nothing").succeeds();
    assert_eq!((nobody.out.as_str(), nobody.err.as_str()), ("", "No users.\n"));
    place.run("user list").says("disabled, unverified");
}

#[tokio::test]
async fn a_user_is_named_by_address_username_or_id_in_any_case() {
    let place = Place::new().await;
    let ada = place.server.registered_as("ada@example.org", "ada").await;
    for name in ["ADA@example.org", "Ada", &ada.id, &ada.id.to_uppercase()] {
        assert_eq!(place.run(&format!("user show {name} --json")).json()["id"], ada.id, "{name}");
    }
    for name in ["bob", "bob@example.org", "01a1fe4e-6777-71a8-94cc-9a765695fc23"] {
        place.run(&format!("user show {name}")).fails_with(&format!("no user is called {name}"));
    }
}

#[tokio::test]
async fn a_user_is_shown_with_live_sessions() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    let phone = place
        .server
        .log_in(&ada.email, PASSWORD)
        .user_agent("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
    let phone = phone.await.signs_in();
    place.server.log_out().by(&ada).await.succeeds();

    let shown = place.run("user show ada@example.org --json").json();
    assert_eq!(shown["sessions"].as_array().map(Vec::len), Some(1), "{shown:#}");
    assert_eq!(shown["sessions"][0]["id"], phone.session_id());
    assert_eq!(shown["sessions"][0]["device"], "Firefox on Linux");
    assert_ne!(shown["passwordSetAt"], Value::Null);
    place.run("user show ada@example.org").says("Firefox on Linux, 127.0.0.1, last active");
}

#[tokio::test]
async fn what_users_write_does_not_reach_the_terminal_as_commands() {
    let place = Place::new().await;
    let hostile = place.server.register("ada@example.org", PASSWORD).input("fullName", "Ada \u{202e}gro");
    hostile.user_agent("evil\u{9b}2J").await.succeeds();
    let shown = place.run("user show ada@example.org").succeeds();
    assert!(shown.out.contains(r"Ada \u{202e}gro"), "{shown:#?}");
    assert!(!shown.out.contains('\u{9b}'), "{shown:#?}");
}

#[tokio::test]
async fn in_the_wrong_folder_no_database_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let listed = run(Binary::command().current_dir(folder.path()).args(["user", "list"]), "");
    listed.fails_with("there is no database at data/keyward.db");
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

#[tokio::test]
async fn without_a_server_a_database_is_prepared_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = |words: &str, input: &str| {
        run(Binary::command().current_dir(folder.path()).args(words.split_whitespace()), input)
    };
    std::fs::create_dir(folder.path().join("data")).expect("a folder");
    std::fs::write(folder.path().join("data/keyward.db"), "").expect("a file");
    here("user list", "").fails_with("keyward migrate");
    here("migrate", "").succeeds();
    here("user create ada@example.org", PASSWORD).says("Created ada@example.org");
    assert!(!folder.path().join("data/secret").exists(), "no secret is made for what needs none");
}

#[tokio::test]
async fn settings_that_are_wrong_are_said_in_one_line() {
    let place = Place::new().await;
    let listed =
        run(place.command().env("KEYWARD_LOCALES", "").env("KEYWARD_HASH_ITERATIONS", "0").args(["user", "list"]), "");
    listed.fails_with("HASH_ITERATIONS");
}

#[tokio::test]
async fn an_empty_list_is_an_empty_array() {
    let place = Place::new().await;
    assert_eq!(place.run("user list --json").json(), json!([]));
}
