//! What the program writes into its log, and what it never does.

use serde_json::{Value, json};

use crate::{harness::PASSWORD, place::Place};

const SECRET: &str = "s1Y8iJec6d+QZwrVbDhXQDMD0jk6cSiaVUDCz+g+N/M=";

const EMAIL: &str = "alice@example.org";
const NEXT_EMAIL: &str = "alice.liddell@example.net";
const WRONG: &str = "a wrong password of hers";
const CHANGED: &str = "another quiet harbour";
const RESET: &str = "a third harbour at noon";
const CLIENT: &str = "203.0.113.77";

/// A server whose clients come through a proxy.
async fn place(log: &str) -> Place {
    Place::with(&[("LOG", log), ("LOG_FORMAT", "json"), ("TRUSTED_PROXIES", "127.0.0.0/8"), ("SECRET", SECRET)]).await
}

fn lines(place: &Place) -> Vec<Value> {
    let said = place.server.said();
    said.iter().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("an object, not {line}"))).collect()
}

/// All that somebody does with an account; answers with every secret that came up.
async fn a_whole_life(place: &Place) -> Vec<String> {
    let server = &place.server;
    let mut secrets: Vec<_> = [PASSWORD, WRONG, CHANGED, RESET, SECRET].map(str::to_owned).to_vec();
    let registered = server.register(EMAIL, PASSWORD).from(CLIENT).await.signs_in();
    let verification = place.mail_to(EMAIL).await;
    let page = server.open(&verification.link()).from(CLIENT).await.page();
    server.press(&verification.link(), &page.button(0)).from(CLIENT).await;
    server.get(&format!("/graphql?query={{me{{id}}}}&variables={{\"a\":\"{PASSWORD}\"}}")).from(CLIENT).await;
    server.log_in(EMAIL, WRONG).from(CLIENT).await.fails_with(["INVALID_CREDENTIALS"]);
    let signed_in = server.log_in(EMAIL, PASSWORD).from(CLIENT).await.signs_in();
    let refreshed = server.refresh(signed_in.refresh_token()).from(CLIENT).await.signs_in();
    server.me().by(&refreshed).from(CLIENT).await.succeeds();
    let changed = server.change_password(PASSWORD, CHANGED).by(&refreshed).from(CLIENT).await.signs_in();
    server.request_email_change(NEXT_EMAIL, CHANGED).by(&changed).from(CLIENT).await.succeeds();
    let moved = place.mail_to(NEXT_EMAIL).await;
    server.verify_email(&moved.token()).from(CLIENT).await.succeeds();
    server.request_password_reset(NEXT_EMAIL).from(CLIENT).await.succeeds();
    let mails = place.mails_to(NEXT_EMAIL).await;
    let reset = mails.iter().find(|mail| mail.link().contains("reset-password")).expect("a mail to reset it");
    server.reset_password(&reset.token(), RESET).from(CLIENT).await.succeeds();
    let last = server.log_in(NEXT_EMAIL, RESET).from(CLIENT).await.signs_in();
    server.graphql("{ broken", json!({ "password": PASSWORD })).from(CLIENT).await;
    server.delete_account(RESET).by(&last).from(CLIENT).await.succeeds();

    for tokens in [&registered, &signed_in, &refreshed, &changed, &last] {
        secrets.extend([tokens.access_token.clone(), tokens.refresh_token().to_owned()]);
    }
    secrets.extend([verification.token(), moved.token(), reset.token()]);
    secrets
}

#[tokio::test(flavor = "multi_thread")]
async fn no_line_has_a_secret_and_none_above_debug_an_address() {
    let place = place("trace").await;
    let secrets = a_whole_life(&place).await;
    let lines = lines(&place);
    assert!(lines.iter().any(|line| line["level"] == "DEBUG") && lines.len() > 100, "all is logged");
    for line in &lines {
        let text = line.to_string();
        let told: Vec<_> = secrets.iter().filter(|secret| text.contains(secret.as_str())).collect();
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
    let page = lines.iter().find(|line| line["route"] == "/verify-email").expect("a line for the page");
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
