//! What a form needs to know beforehand.

use serde_json::json;

use crate::harness::Server;

#[tokio::test]
async fn the_defaults_are_told_to_anyone() {
    let server = Server::start().await;
    insta::assert_json_snapshot!(server.auth_settings().await.payload(), @r#"
    {
      "emailVerification": "OPTIONAL",
      "locales": [
        "en",
        "de",
        "fr",
        "es"
      ],
      "passwordMaxLength": 256,
      "passwordMinLength": 8,
      "registrationOpen": true
    }
    "#);
}

#[tokio::test]
async fn the_operators_choices_are_told() {
    let server = Server::with([
        ("REGISTRATION", "closed"),
        ("EMAIL_VERIFICATION", "before_first_login"),
        ("PASSWORD_MIN_LENGTH", "12"),
        ("LOCALES", "de,en"),
    ])
    .await;
    insta::assert_json_snapshot!(server.auth_settings().await.payload(), @r#"
    {
      "emailVerification": "BEFORE_FIRST_LOGIN",
      "locales": [
        "de",
        "en"
      ],
      "passwordMaxLength": 256,
      "passwordMinLength": 12,
      "registrationOpen": false
    }
    "#);
}

#[tokio::test]
async fn the_policy_in_between_is_told() {
    let server = Server::with([("EMAIL_VERIFICATION", "before_next_login")]).await;
    assert_eq!(server.auth_settings().await.payload()["emailVerification"], "BEFORE_NEXT_LOGIN");
}

#[tokio::test]
async fn a_stale_access_token_does_not_matter() {
    let server = Server::start().await;
    let answer = server.auth_settings().bearer("stale").await;
    assert_eq!(answer.payload()["registrationOpen"], json!(true), "{answer:#?}");
}
