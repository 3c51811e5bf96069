//! For every field that a request can begin with: what anonymous, another user and the owner get.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Answer, PASSWORD, Request, Server, Tokens, User};

/// A field, what is asked, and what the three get: `ok`, or the codes of what is refused.
struct Row {
    field: &'static str,
    ask: fn(&Owned) -> String,
    anonymous: &'static str,
    another: &'static str,
    owner: &'static str,
}

/// What belongs to the owner, for requests that name it.
struct Owned {
    reset: String,
    refresh_token: String,
    session: String,
}

const NOBODY: &str = "UNAUTHENTICATED";

const ROWS: [Row; 18] = [
    public("authSettings", |_| "{ authSettings { registrationOpen } }".into(), "ok"),
    row("me", |_| "{ me { id email sessions { id } } }".into(), NOBODY, "ok", "ok"),
    row("currentSession", |_| "{ currentSession { id } }".into(), NOBODY, "ok", "ok"),
    public(
        "register",
        |_| op("register", r#"email: "alice@example.org", password: "a quiet harbour at dawn""#),
        "EMAIL_TAKEN",
    ),
    public(
        "login",
        |_| op("login", r#"identifier: "alice@example.org", password: "not my password""#),
        "INVALID_CREDENTIALS",
    ),
    public("refreshToken", |owned| op("refreshToken", &format!(r#"refreshToken: "{}""#, owned.refresh_token)), "ok"),
    row("reissueTokens", |_| "mutation { reissueTokens { errors { code } } }".into(), NOBODY, "ok", "ok"),
    row(
        "revokeSession",
        |owned| op("revokeSession", &format!(r#"sessionId: "{}""#, owned.session)),
        NOBODY,
        "SESSION_NOT_FOUND",
        "ok",
    ),
    row("updateProfile", |_| op("updateProfile", r#"displayName: "Me""#), NOBODY, "ok", "ok"),
    row("logout", |_| "mutation { logout { errors { code } } }".into(), NOBODY, "ok", "ok"),
    public("verifyEmail", |_| op("verifyEmail", r#"token: "nonsense""#), "TOKEN_INVALID"),
    public("resendVerificationEmail", |_| op("resendVerificationEmail", r#"email: "alice@example.org""#), "ok"),
    public("requestPasswordReset", |_| op("requestPasswordReset", r#"email: "alice@example.org""#), "ok"),
    public(
        "resetPassword",
        |owned| op("resetPassword", &format!(r#"token: "{}", newPassword: "a much longer phrase""#, owned.reset)),
        "ok",
    ),
    row(
        "changePassword",
        |_| op("changePassword", r#"currentPassword: "not my password", newPassword: "a much longer phrase""#),
        NOBODY,
        "INVALID_CREDENTIALS",
        "INVALID_CREDENTIALS",
    ),
    row(
        "requestEmailChange",
        |_| op("requestEmailChange", r#"newEmail: "new@example.org", currentPassword: "not my password""#),
        NOBODY,
        "INVALID_CREDENTIALS",
        "INVALID_CREDENTIALS",
    ),
    public("undoEmailChange", |_| op("undoEmailChange", r#"token: "nonsense""#), "TOKEN_INVALID"),
    row(
        "deleteAccount",
        |_| op("deleteAccount", r#"currentPassword: "not my password""#),
        NOBODY,
        "INVALID_CREDENTIALS",
        "INVALID_CREDENTIALS",
    ),
];

const fn row(
    field: &'static str,
    ask: fn(&Owned) -> String,
    anonymous: &'static str,
    another: &'static str,
    owner: &'static str,
) -> Row {
    Row { field, ask, anonymous, another, owner }
}

const fn public(field: &'static str, ask: fn(&Owned) -> String, everyone: &'static str) -> Row {
    row(field, ask, everyone, everyone, everyone)
}

fn op(field: &str, input: &str) -> String {
    format!("mutation {{ {field}(input: {{ {input} }}) {{ errors {{ code }} }} }}")
}

/// What somebody gets who asks a server that knows Alice, the owner, and Bob.
async fn outcome(row: &Row, who: fn(&User, &User) -> Option<Tokens>) -> String {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let bob = server.registered("bob@example.org").await;
    let other = server.log_in(&alice.email, PASSWORD).await.signs_in();
    server.request_password_reset(&alice.email).await.succeeds();
    let owned = Owned {
        reset: server.mailbox.latest_to(&alice.email).await.token(),
        refresh_token: other.refresh_token().to_owned(),
        session: other.session_id(),
    };
    let query = (row.ask)(&owned);
    let request: Request<'_> = server.graphql(&query, json!({})).about(row.field);
    let request = match who(&alice, &bob) {
        Some(tokens) => request.by(&tokens),
        None => request,
    };
    described(&request.await)
}

fn described(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer:#?}");
    if !answer.errors().is_empty() {
        return answer.code();
    }
    let refusals = answer.refusals();
    let codes: Vec<&str> = refusals.iter().filter_map(|refusal| refusal["code"].as_str()).collect();
    if codes.is_empty() { "ok".to_owned() } else { codes.join(" ") }
}

#[tokio::test]
async fn every_field_gives_anonymous_what_is_public() {
    for row in &ROWS {
        assert_eq!(outcome(row, |_, _| None).await, row.anonymous, "{}", row.field);
    }
}

#[tokio::test]
async fn every_field_keeps_what_is_the_owners_from_another_user() {
    for row in &ROWS {
        assert_eq!(outcome(row, |_, bob| Some(bob.tokens.clone())).await, row.another, "{}", row.field);
    }
}

#[tokio::test]
async fn every_field_gives_owners_what_is_theirs() {
    for row in &ROWS {
        assert_eq!(outcome(row, |alice, _| Some(alice.tokens.clone())).await, row.owner, "{}", row.field);
    }
}

async fn types(server: &Server) -> Vec<Value> {
    let query =
        "{ __schema { types { name fields { name type { name ofType { name ofType { name ofType { name } } } } } } } }";
    let answer = server.graphql(query, json!({})).await.json();
    answer["data"]["__schema"]["types"].as_array().cloned().unwrap_or_else(|| panic!("types in {answer:#}"))
}

#[tokio::test]
async fn every_field_a_request_can_begin_with_has_its_row() {
    let server = Server::start().await;
    let roots = types(&server).await.into_iter().filter(|one| one["name"] == "Query" || one["name"] == "Mutation");
    let fields: BTreeSet<String> = roots
        .flat_map(|one| one["fields"].as_array().cloned().unwrap_or_default())
        .map(|field| field["name"].as_str().unwrap_or_default().to_owned())
        .collect();
    let rows: BTreeSet<String> = ROWS.iter().map(|row| row.field.to_owned()).collect();
    assert_eq!(fields, rows, "who may use the field? Say so in `ROWS`");
}

#[tokio::test]
async fn a_user_and_a_session_are_reached_only_by_whom_they_belong_to() {
    let server = Server::start().await;
    let mut leading = Vec::new();
    for one in types(&server).await {
        for field in one["fields"].as_array().into_iter().flatten() {
            let kind = field["type"].to_string();
            if kind.contains("\"User\"") || kind.contains("\"Session\"") {
                leading.push(format!(
                    "{}.{}",
                    one["name"].as_str().unwrap_or_default(),
                    field["name"].as_str().unwrap_or_default()
                ));
            }
        }
    }
    leading.sort();
    insta::assert_json_snapshot!(leading, @r#"
    [
      "AuthenticationPayload.user",
      "ChangePasswordPayload.user",
      "LoginPayload.user",
      "Query.currentSession",
      "Query.me",
      "RefreshTokenPayload.user",
      "RegisterPayload.user",
      "ReissueTokensPayload.user",
      "UpdateProfilePayload.user",
      "User.sessions"
    ]
    "#);
}

#[tokio::test]
async fn another_user_sees_nothing_of_the_owner() {
    let server = Server::start().await;
    let alice = server.registered("alice@example.org").await;
    let bob = server.registered("bob@example.org").await;
    let answer = server.me().by(&bob).await;
    assert!(!answer.body.contains("alice") && !answer.body.contains(&alice.id), "{answer:#?}");
    assert!(!answer.body.contains(&alice.tokens.session_id()), "{answer:#?}");
}
