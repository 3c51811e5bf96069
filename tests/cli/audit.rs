//! `keyward audit`.

use serde_json::{Value, json};

use crate::{
    harness::PASSWORD,
    place::{Place, Ran},
};

/// Event and actor of each row, the newest first, without those of keys.
fn events(listed: Ran) -> Vec<String> {
    let listed = listed.json();
    let rows = listed.as_array().expect("an array").iter();
    let words = rows.map(|row| format!("{} {}", text(&row["event"]), text(&row["actor"])));
    words.filter(|words| !words.starts_with("signing_key")).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}

#[tokio::test]
async fn what_an_operator_does_is_written_down() {
    let place = Place::new().await;
    place.run_with(PASSWORD, "user create ada@example.org --verified").succeeds();
    for command in ["set-roles ada@example.org admin", "end-sessions ada@example.org", "disable ada@example.org"] {
        place.run(&format!("user {command}")).succeeds();
    }
    place.run("user enable ada@example.org").succeeds();
    place.run_with("a louder harbour at noon", "user set-password ada@example.org").succeeds();
    let created = place.run("audit list --event account_created --json").json();
    place.run("user delete ada@example.org --yes").succeeds();
    assert_eq!(
        events(place.run("audit list --json")),
        [
            "account_deleted operator",
            "password_set operator",
            "account_enabled operator",
            "account_disabled operator",
            "sessions_ended operator",
            "roles_set operator",
            "account_created operator",
        ]
    );
    let roles = place.run("audit list --event roles_set --json").json();
    assert_eq!(roles[0]["details"], json!({ "roles": { "before": ["user"], "after": ["admin"] } }));

    assert_eq!(created[0]["email"], "ada@example.org");
    let id = text(&created[0]["accountId"]);
    let gone = place.run(&format!("audit list --account {id} --json")).json();
    assert_eq!(gone.as_array().map(Vec::len), Some(7), "the rows outlive the account");
    assert_eq!((&gone[6]["accountId"], &gone[6]["email"]), (&created[0]["accountId"], &Value::Null));
    place.run(&format!("audit list --account {id}")).says(id);
}

#[tokio::test]
async fn keys_that_an_operator_rotates_and_revokes_are_written_down() {
    let place = Place::new().await;
    let next = place.run("keys rotate --json").json();
    place.run(&format!("keys revoke {}", text(&next["kid"]))).succeeds();
    let listed = place.run("audit list --json").json();
    let event = |row: usize| (text(&listed[row]["event"]), text(&listed[row]["actor"]), &listed[row]["details"]["key"]);
    assert_eq!(event(0), ("signing_key_revoked", "operator", &next["kid"]));
    assert_eq!(event(1), ("signing_key_made", "operator", &next["kid"]));
    assert_eq!(listed[2]["actor"], "system");
}

#[tokio::test]
async fn the_log_is_listed_page_by_page_and_by_what_is_looked_for() {
    let place = Place::new().await;
    let ada = place.server.registered("ada@example.org").await;
    place.server.log_in("ada@example.org", "wrong").await.fails_with(["INVALID_CREDENTIALS"]);
    place.server.log_in("bob@example.org", "wrong").await.fails_with(["INVALID_CREDENTIALS"]);
    place.server.log_in("ada@example.org", PASSWORD).await.signs_in();

    let table = place.run("audit list --account ada@example.org").succeeds().out;
    let mut lines = table.lines();
    let heading: Vec<_> = lines.next().expect("a heading").split_whitespace().collect();
    assert_eq!(heading, ["AT", "(UTC)", "EVENT", "USER", "BY", "NETWORK", "DEVICE", "DETAILS"]);
    let rows: Vec<_> = lines.collect();
    assert_eq!(rows.len(), 3, "{table}");
    assert!(rows[0].contains("login_succeeded") && rows[0].contains("ada@example.org"), "{table}");
    assert!(rows[1].contains("why=wrong_credentials") && rows[1].contains("127.0.0.0/24"), "{table}");

    let failed = place.run("audit list --event login_failed --json").json();
    assert_eq!((&failed[0]["accountId"], &failed[1]["accountId"]), (&Value::Null, &ada.id.into()));
    let first = place.run("audit list --event login_failed --limit 1").succeeds();
    let id = text(&failed[0]["id"]);
    assert!(first.err.contains(&format!("add --after {id}")), "{first:#?}");
    let second = place.run(&format!("audit list --event login_failed --limit 1 --after {id} --json")).json();
    assert_eq!(second, json!([failed[1]]));

    let at = text(&failed[1]["at"]);
    assert_eq!(events(place.run(&format!("audit list --since {at} --json"))).len(), 3);
    assert_eq!(events(place.run("audit list --since 1h --json")).len(), 4);
    assert_eq!(place.run("audit list --since 2126-01-01T00:00:00Z --json").json(), json!([]));
    place.run("audit list --account nobody").fails_with("no user is called nobody");
    place.run("audit list --event nothing").fails_as_wrong_usage("docs/audit.md lists them");
    place.run("audit list --since yesterday").fails_as_wrong_usage("a time ago, e.g.");
}
