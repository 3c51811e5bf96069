//! What the program writes into its log, and what it never does.

use serde_json::Value;

use crate::{
    harness::eventually,
    life::{CLIENT, EMAIL, Life, NEXT_EMAIL, Secret, WRONG, contains},
    place::Place,
};

const SECRET: &str = "s1Y8iJec6d+QZwrVbDhXQDMD0jk6cSiaVUDCz+g+N/M=";

/// A server whose clients come through a proxy.
async fn place(log: &str) -> Place {
    Place::with(&[("LOG", log), ("LOG_FORMAT", "json"), ("TRUSTED_PROXIES", "127.0.0.0/8"), ("SECRET", SECRET)]).await
}

fn lines(place: &Place) -> Vec<Value> {
    let said = place.server.said();
    said.iter().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("an object, not {line}"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_line_has_a_secret_and_none_above_debug_an_address() {
    let place = place("trace").await;
    let behind = place.database.look().await;
    let mut secrets = Life::lived(&place.server, &place.mail, &behind).await;
    secrets.push(Secret { name: "SECRET".to_owned(), bytes: SECRET.into() });
    let lines = lines(&place);
    assert!(lines.iter().any(|line| line["level"] == "TRACE") && lines.len() > 100, "all is logged");
    for line in &lines {
        let text = line.to_string();
        let told: Vec<_> = secrets.iter().filter(|secret| contains(text.as_bytes(), &secret.bytes)).collect();
        assert!(told.is_empty(), "{told:?} in {text}");
        if !["DEBUG", "TRACE"].contains(&line["level"].as_str().expect("a level")) {
            let told = [EMAIL, NEXT_EMAIL, CLIENT].into_iter().find(|address| text.contains(address));
            assert_eq!(told, None, "{text}");
        }
    }
}

#[tokio::test]
async fn an_answers_id_finds_its_line() {
    let place = place("info").await;
    let refused = place.server.log_in(EMAIL, WRONG).header("x-request-id", "mine").from(CLIENT).await;
    let id = refused.header("x-request-id").expect("an id").to_owned();
    assert_ne!(id, "mine");
    place.server.get("/verify-email?token=kwm_something").await;

    let of_the_page = || async { lines(&place).into_iter().find(|line| line["route"] == "/verify-email") };
    let page = eventually("a line for the page", of_the_page).await;
    let lines = lines(&place);
    let of_it: Vec<_> = lines.iter().filter(|line| line["spans"][0]["request_id"] == id.as_str()).collect();
    let [refusal, line] = of_it[..] else { panic!("two lines, not {of_it:#?}") };
    assert_eq!(refusal["message"], "sign-in refused");
    assert_eq!([&line["level"], &line["target"]], ["INFO", "keyward::access"]);
    let said = ["message", "method", "route", "operation", "outcome", "refusals"].map(|key| line[key].as_str());
    let expected = ["answered", "POST", "/graphql", "login", "refused", "INVALID_CREDENTIALS"].map(Some);
    assert_eq!(said, expected);
    assert_eq!(line["status"], 200);
    assert!(line["milliseconds"].is_number());
    assert!(!page.to_string().contains("kwm_"), "{page}");
}

#[tokio::test]
async fn health_is_looked_at_quietly_and_the_lines_can_be_left_out() {
    let place = place("info,keyward::access=warn").await;
    place.server.get("/health/live").await;
    place.server.auth_settings().await.succeeds();
    let lines = lines(&place);
    assert!(!lines.iter().any(|line| line["message"] == "answered"), "{lines:#?}");
}
