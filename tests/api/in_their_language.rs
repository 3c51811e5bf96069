//! What people are told, in the language that is theirs.

use keyward::{
    error::Refusal,
    languages::{Language, available, message},
};
use serde_json::Value;

use crate::harness::{Answer, PASSWORD, Server, User};

const NO_SESSION: &str = "00000000-0000-0000-0000-000000000000";

/// Somebody who speaks the last language there are texts for, and a browser that asks for another one.
async fn with_two_languages() -> (Server, User, Language, Language) {
    let all = available();
    let (own, asked) = (all[all.len() - 1].clone(), all[all.len() / 2].clone());
    let offered: Vec<_> = all.iter().map(ToString::to_string).collect();
    let server = Server::with([("LOCALES", offered.join(",").as_str())]).await;
    let alice = server.registered("alice@example.org").await;
    server.update_profile().input("locale", own.to_string()).by(&alice).await.succeeds();
    (server, alice, own, asked)
}

#[track_caller]
fn says(answer: &Answer, refusal: Refusal, language: &Language) {
    assert_eq!(answer.refusals()[0]["message"], Value::from(message(&refusal, language)), "{language}: {answer:#?}");
}

#[tokio::test]
async fn a_signed_in_user_is_told_in_their_own_language_whatever_the_browser_asks_for() {
    let (server, alice, own, asked) = with_two_languages().await;
    let request = server.revoke_session(NO_SESSION).header("accept-language", &asked.to_string());
    says(&request.by(&alice).await, Refusal::SessionNotFound, &own);
    let out = server.log_out().input("refreshToken", "nonsense").header("accept-language", &asked.to_string());
    says(&out.await, Refusal::RefreshTokenInvalid, &asked);
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_told_in_the_language_they_ask_for() {
    let (server, alice, _, asked) = with_two_languages().await;
    let login = server.log_in(&alice.email, "another quiet harbour").header("accept-language", &asked.to_string());
    says(&login.clone().await, Refusal::InvalidCredentials, &asked);
    says(&login.by(&alice).await, Refusal::InvalidCredentials, &asked);
}

#[tokio::test]
async fn telling_someone_in_their_language_takes_no_statement_of_its_own() {
    let (server, alice, own, _) = with_two_languages().await;
    let asked = async { server.revoke_session("nonsense").by(&alice).await };
    let (answer, statements) = server.statements_during(asked).await;
    says(&answer, Refusal::SessionNotFound, &own);
    assert_eq!(statements.len(), 1, "{statements:#?}");
}

#[tokio::test]
async fn mail_is_written_in_the_accounts_language() {
    let (server, alice, own, asked) = with_two_languages().await;
    let login = server.log_in(&alice.email, PASSWORD).user_agent("curl/8.14.1");
    login.header("accept-language", &asked.to_string()).await.signs_in();
    let subject = keyward::languages::text(&own, "mail-new-device", &[]);
    assert_eq!(server.mailbox.latest_to(&alice.email).await.subject, subject);
}
