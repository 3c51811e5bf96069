//! `keyward user create`.

use chrono::{DateTime, Utc};

use crate::{
    harness::{Jwt, PASSWORD},
    place::Place,
};

#[tokio::test]
async fn a_user_that_an_operator_creates_can_sign_in() {
    let place = Place::new().await;
    let made =
        place.run_with(PASSWORD, "user create Ada@example.org --username Ada --full-name Ada --locale de --json");
    let made = made.json();

    let me = place.server.me().by(&place.server.log_in("ada", PASSWORD).await.signs_in()).await.payload();
    for field in ["id", "email", "emailVerified", "username", "fullName", "locale", "roles", "createdAt", "profile"] {
        assert_eq!(me[field], made[field], "{field}");
    }
    assert_eq!(made["email"], "Ada@example.org");
    assert_eq!(made["roles"], serde_json::json!(["user"]));
    assert_eq!(made["lastLoginAt"], serde_json::Value::Null);
    let created_at = made["createdAt"].as_str().expect("a time");
    assert!(created_at.ends_with('Z') && created_at.parse::<DateTime<Utc>>().is_ok(), "{created_at}");
}

#[tokio::test]
async fn the_password_is_the_first_line_of_standard_input_without_its_end() {
    let place = Place::new().await;
    place.run_with(&format!("{PASSWORD}\r\nanother line\n"), "user create ada@example.org").succeeds();
    place.server.log_in("ada@example.org", PASSWORD).await.signs_in();
}

#[tokio::test]
async fn a_new_user_is_mailed_a_link_to_verify_the_address() {
    let place = Place::with(&[("EMAIL_VERIFICATION", "before_first_login")]).await;
    let made = place.run_with(PASSWORD, "user create ada@example.org --username ada").succeeds();
    assert!(made.err.contains("A link to verify the address is mailed to ada@example.org"), "{made:#?}");
    place.server.log_in("ada", PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);

    let token = place.mail_to("ada@example.org").await.token();
    place.server.verify_email(&token).await.succeeds();
    place.server.log_in("ada", PASSWORD).await.signs_in();
}

#[tokio::test]
async fn a_user_whose_address_is_known_to_be_right_is_mailed_nothing() {
    let place = Place::with(&[("EMAIL_VERIFICATION", "before_first_login")]).await;
    let made = place.run_with(PASSWORD, "user create ada@example.org --verified").succeeds();
    assert_eq!(made.err, "", "nothing to note");

    let tokens = place.server.log_in("ada@example.org", PASSWORD).await.signs_in();
    assert_eq!(place.server.me().by(&tokens).await.payload()["emailVerified"], true);
    assert!(place.mails_to("ada@example.org").await.is_empty());
}

#[tokio::test]
async fn a_user_without_a_password_is_mailed_a_link_to_choose_one() {
    let place = Place::new().await;
    let made = place.run("user create ada@example.org --no-password").succeeds();
    assert!(made.err.contains("A link to choose a password is mailed to ada@example.org"), "{made:#?}");
    place.run("user show ada@example.org").says("Password    none\n");

    let mail = place.mail_to("ada@example.org").await;
    assert_eq!(mail.subject, "Your account is ready");
    assert!(mail.text.contains("24 hours"), "{}", mail.text);
    place.server.reset_password(&mail.token(), PASSWORD).await.succeeds();
    let tokens = place.server.log_in("ada@example.org", PASSWORD).await.signs_in();
    assert_eq!(place.server.me().by(&tokens).await.payload()["emailVerified"], true);
}

#[tokio::test]
async fn roles_are_given_instead_of_the_default_ones() {
    let place = Place::with(&[("DEFAULT_ROLES", "member")]).await;
    place.run_with(PASSWORD, "user create ada@example.org --role user --role Admin,editor --role user").succeeds();
    let tokens = place.server.log_in("ada@example.org", PASSWORD).await.signs_in();
    assert_eq!(Jwt::parse(&tokens.access_token).claims["roles"], serde_json::json!(["Admin", "editor", "user"]));

    let made = place.run_with(PASSWORD, "user create bob@example.org --json").json();
    assert_eq!(made["roles"], serde_json::json!(["member"]));
}

#[tokio::test]
async fn closed_registration_leaves_the_command_line_open() {
    let place = Place::with(&[("REGISTRATION", "closed")]).await;
    place.run_with(PASSWORD, "user create ada@example.org").succeeds();
    place.server.log_in("ada@example.org", PASSWORD).await.signs_in();
}

#[tokio::test]
async fn everything_that_is_taken_or_not_offered_is_said_at_once_before_a_password_is_read() {
    let place = Place::new().await;
    place.server.registered_as("ada@example.org", "ada").await;
    let refused = place.run("user create ADA@example.org --username Ada --locale tlh");
    assert_eq!(refused.err.matches("error: ").count(), 3, "{refused:#?}");
    refused.fails_with("has an account already");
}

#[tokio::test]
async fn passwords_meet_the_same_rules_as_everywhere() {
    let place = Place::new().await;
    let create = |password| place.run_with(password, "user create adalovelace@example.org");
    create("short").fails_with("Use at least 8 characters.");
    create("password123").fails_with("too easy to guess");
    create("adalovelace").fails_with("too easy to guess");
    create("").fails_with("no password was given");
    place.run("user show adalovelace@example.org").fails_with("no user is called");
}

#[tokio::test]
async fn what_no_address_name_or_role_can_be_is_wrong_usage() {
    let place = Place::new().await;
    place.run("user create ada").fails_as_wrong_usage("name@example.org");
    place.run("user create ada@example.org --username a").fails_as_wrong_usage("3 to 32");
    place.run(&format!("user create ada@example.org --role {}", "x".repeat(65))).fails_as_wrong_usage("64 characters");
    place.run("user create ada@example.org --password secret").fails_as_wrong_usage("--password");
    place.run("user create").fails_as_wrong_usage("EMAIL");
    let many: Vec<_> = (0..65).map(|number| number.to_string()).collect();
    place
        .run(&format!("user create ada@example.org --role {}", many.join(",")))
        .fails_as_wrong_usage("at most 64 roles");
}
