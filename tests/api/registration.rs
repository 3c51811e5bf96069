//! Creating an account.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{PASSWORD, Server};

#[tokio::test]
async fn registering_creates_an_account_and_signs_in() {
    let server = Server::start().await;

    let payload = server
        .register("Alice@example.org", PASSWORD)
        .input("username", "Alice.L")
        .input("fullName", "Alice Liddell")
        .input("locale", "de")
        .await
        .succeeds();

    let user = &payload["user"];
    insta::assert_json_snapshot!(without_what_differs(user), @r#"
    {
      "createdAt": "[now]",
      "email": "Alice@example.org",
      "emailVerified": false,
      "fullName": "Alice Liddell",
      "id": "[id]",
      "lastLoginAt": "[now]",
      "locale": "de",
      "pendingEmail": null,
      "profile": {
        "bio": null,
        "displayName": null,
        "pictureUrl": null
      },
      "roles": [
        "user"
      ],
      "updatedAt": "[now]",
      "username": "Alice.L"
    }
    "#);
    assert_eq!(user["lastLoginAt"], user["createdAt"], "registering counts as a login where it signs in");
    let token = payload["tokens"]["accessToken"].as_str().expect("an access token");
    assert_eq!(server.me().bearer(token).await.succeeds()["id"], user["id"]);
}

fn without_what_differs(user: &Value) -> Value {
    let mut user = user.clone();
    for (field, instead) in [("id", "[id]"), ("lastLoginAt", "[now]"), ("createdAt", "[now]"), ("updatedAt", "[now]")] {
        assert!(user[field].is_string(), "{field} in {user:#}");
        user[field] = instead.into();
    }
    user
}

#[tokio::test]
async fn moments_are_rfc_3339_in_utc_with_a_z() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let created = server.me().by(&alice).await.succeeds()["createdAt"].as_str().expect("a moment").to_owned();
    assert!(created.ends_with('Z'), "{created}");
    chrono::DateTime::parse_from_rfc3339(&created).expect("RFC 3339");
}

#[tokio::test]
async fn registering_mails_a_verification_link() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let mails = server.mailbox.to(&alice.email).await;
    assert_eq!(mails.len(), 1, "{mails:#?}");
    assert!(mails[0].link().starts_with(&format!("{}/verify-email?token=kwm_", server.url)), "{mails:#?}");
}

#[tokio::test]
async fn every_field_at_fault_is_named_in_one_answer() {
    let server = Server::start().await;
    server
        .register("no address", "short")
        .input("passwordConfirmation", "shorter")
        .input("username", "no spaces")
        .input("fullName", "x".repeat(10_000))
        .input("locale", "tlh")
        .await
        .fails_at([
            ("email", "EMAIL_INVALID"),
            ("password", "PASSWORD_TOO_SHORT"),
            ("passwordConfirmation", "PASSWORD_MISMATCH"),
            ("username", "USERNAME_INVALID"),
            ("fullName", "VALUE_TOO_LONG"),
            ("locale", "LOCALE_UNSUPPORTED"),
        ]);
    assert!(server.mailbox.all().await.is_empty());
}

#[tokio::test]
async fn blank_fields_are_asked_for() {
    let server = Server::start().await;
    server.register(" ", "").await.fails_at([("email", "VALUE_REQUIRED"), ("password", "VALUE_REQUIRED")]);
}

#[tokio::test]
async fn an_address_is_taken_in_any_case() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    server.register("ALICE@example.ORG", PASSWORD).await.fails_at([("email", "EMAIL_TAKEN")]);
}

#[tokio::test]
async fn a_username_is_taken_in_any_case() {
    let server = Server::start().await;
    server.registered_as("alice@example.org", "alice").await;
    server
        .register("other@example.org", PASSWORD)
        .input("username", "ALICE")
        .await
        .fails_at([("username", "USERNAME_TAKEN")]);
}

#[tokio::test]
async fn a_taken_address_and_a_taken_username_are_told_together() {
    let server = Server::start().await;
    server.registered_as("alice@example.org", "alice").await;
    server
        .register("alice@example.org", PASSWORD)
        .input("username", "alice")
        .await
        .fails_at([("email", "EMAIL_TAKEN"), ("username", "USERNAME_TAKEN")]);
}

#[tokio::test]
async fn of_many_who_want_an_address_at_once_one_gets_it() {
    let server = Server::start().await;
    let answers = join_all((0..6).map(|_| async { server.register("alice@example.org", PASSWORD).await })).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.refusals().is_empty());
    assert_eq!(won.len(), 1, "{won:#?}");
    for answer in lost {
        answer.fails_at([("email", "EMAIL_TAKEN")]);
    }
    assert_eq!(server.mailbox.all().await.len(), 1);
}

#[tokio::test]
async fn addresses_that_cannot_be_mailed_to_are_refused() {
    let server = Server::start().await;
    let broken = [
        "alice",
        "alice@",
        "@example.org",
        "a b@example.org",
        "alice@exa mple.org",
        "alice@example.org\r\nBcc: b@example.org",
    ];
    for email in broken {
        server.register(email, PASSWORD).await.fails_at([("email", "EMAIL_INVALID")]);
    }
}

#[tokio::test]
async fn a_username_has_3_to_32_letters_digits_dots_underscores_or_hyphens() {
    let server = Server::start().await;
    let longest = "x".repeat(32);
    for (number, fine) in ["abc", "A.b_c-1", longest.as_str()].into_iter().enumerate() {
        let email = format!("fine{number}@example.org");
        server.register(&email, PASSWORD).input("username", fine).await.signs_in();
    }
    let too_long = "x".repeat(33);
    for wrong in ["ab", too_long.as_str(), "has space", "an@sign", "nul\0nul"] {
        server
            .register("alice@example.org", PASSWORD)
            .input("username", wrong)
            .await
            .fails_at([("username", "USERNAME_INVALID")]);
    }
}

#[tokio::test]
async fn a_password_has_8_to_256_characters_of_any_kind() {
    let server = Server::start().await;
    let (shortest, longest) = ("äß漢字🦀óžx", "q7".repeat(128));
    server.register("shortest@example.org", shortest).await.signs_in();
    server.register("longest@example.org", &longest).await.signs_in();
    server.register("a@example.org", "äß漢字🦀óž").await.fails_at([("password", "PASSWORD_TOO_SHORT")]);
    server.register("a@example.org", &format!("{longest}!")).await.fails_at([("password", "PASSWORD_TOO_LONG")]);
}

#[tokio::test]
async fn a_password_is_never_cut() {
    let server = Server::start().await;
    let long = "q7".repeat(128);
    server.register("alice@example.org", &long).await.signs_in();
    server.log_in("alice@example.org", &long[..255]).await.fails_with(["INVALID_CREDENTIALS"]);
    server.log_in("alice@example.org", &long).await.signs_in();
}

#[tokio::test]
async fn a_password_means_the_same_however_its_accents_are_written() {
    let server = Server::start().await;
    server.register("alice@example.org", "cre\u{300}me bru\u{302}le\u{301}e").await.signs_in();
    server.log_in("alice@example.org", "cr\u{e8}me br\u{fb}l\u{e9}e").await.signs_in();
}

#[tokio::test]
async fn the_shortest_password_is_the_operators_to_choose() {
    let server = Server::with([("PASSWORD_MIN_LENGTH", "15")]).await;
    server.register("alice@example.org", "fourteen chars").await.fails_at([("password", "PASSWORD_TOO_SHORT")]);
    server.register("alice@example.org", "fifteen chars !").await.signs_in();
}

#[tokio::test]
async fn a_password_in_common_use_is_refused() {
    let server = Server::start().await;
    for common in ["password", "password1", "iloveyou", "PassWord1", "12345678", "sunshine1"] {
        server.register("alice@example.org", common).await.fails_at([("password", "PASSWORD_TOO_COMMON")]);
    }
}

#[tokio::test]
async fn ones_own_address_username_or_name_is_no_password() {
    let server = Server::start().await;
    for own in ["wonderland@example.org", "WONDERLAND@example.org", "alice.liddell", "Alice Pleasance Liddell"] {
        server
            .register("wonderland@example.org", own)
            .input("username", "Alice.Liddell")
            .input("fullName", "Alice Pleasance Liddell")
            .await
            .fails_at([("password", "PASSWORD_TOO_COMMON")]);
    }
}

#[tokio::test]
async fn a_confirmation_is_checked_only_when_given() {
    let server = Server::start().await;
    let confirmed = server.register("alice@example.org", PASSWORD).input("passwordConfirmation", PASSWORD);
    confirmed.await.signs_in();
    let null = server.register("bob@example.org", PASSWORD).input("passwordConfirmation", Value::Null);
    null.await.signs_in();
    let other = server.register("carol@example.org", PASSWORD).input("passwordConfirmation", "something else");
    other.await.fails_at([("passwordConfirmation", "PASSWORD_MISMATCH")]);
}

#[tokio::test]
async fn a_closed_server_takes_no_accounts() {
    let server = Server::with([("REGISTRATION", "closed")]).await;
    let payload = server.register("alice@example.org", PASSWORD).await.fails_with(["REGISTRATION_CLOSED"]);
    assert_eq!(payload["errors"][0]["field"], Value::Null);
    server.log_in("alice@example.org", PASSWORD).await.fails_with(["INVALID_CREDENTIALS"]);
}

#[tokio::test]
async fn new_accounts_have_the_roles_that_the_operator_gives_them() {
    let server = Server::with([("DEFAULT_ROLES", "writer, Reader")]).await;
    let user = server.register("alice@example.org", PASSWORD).await.succeeds()["user"].clone();
    assert_eq!(user["roles"], json!(["Reader", "writer"]));
}

#[tokio::test]
async fn the_browsers_language_is_the_users_until_they_choose() {
    let server = Server::start().await;
    let asked = server.register("alice@example.org", PASSWORD).header("accept-language", "sv, fr;q=0.8, en;q=0.5");
    assert_eq!(asked.await.succeeds()["user"]["locale"], "fr");
    let unknown = server.register("bob@example.org", PASSWORD).header("accept-language", "sv");
    assert_eq!(unknown.await.succeeds()["user"]["locale"], "en");
    let chosen = server.register("carol@example.org", PASSWORD).header("accept-language", "fr").input("locale", "es");
    assert_eq!(chosen.await.succeeds()["user"]["locale"], "es");
}

#[tokio::test]
async fn a_name_that_no_database_could_keep_is_the_callers_to_mend() {
    let server = Server::start().await;
    let answer = server.register("alice@example.org", PASSWORD).input("fullName", "Ali\0ce").await;
    answer.fails_at([("fullName", "VALUE_INVALID")]);
}

#[tokio::test]
async fn a_name_is_kept_as_written_and_never_as_markup() {
    let server = Server::start().await;
    let name = "<b>Alice</b> & \"Co\"";
    let payload = server.register("alice@example.org", PASSWORD).input("fullName", name).await.succeeds();
    assert_eq!(payload["user"]["fullName"], name);
    let html = server.mailbox.latest_to("alice@example.org").await.html;
    assert!(!html.contains("<b>Alice"), "{html}");
}
