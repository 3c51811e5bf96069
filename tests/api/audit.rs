//! What the audit log says of what clients do, and of whom it says nothing.

use std::collections::BTreeSet;

use keyward::features::audit::Event;

use crate::harness::{DAY, MINUTE, PASSWORD, Server, User, eventually};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
const HOME: &str = "203.0.113.7";
const ANOTHER_PASSWORD: &str = "a louder harbour at noon";

/// What happened to accounts, the oldest first: event, actor, and what came with it.
async fn log(server: &Server) -> Vec<String> {
    let rows: Vec<String> = server
        .behind
        .rows(
            "SELECT event || ' ' || actor || ' ' || CAST(details AS TEXT) FROM audit_events \
             WHERE event NOT LIKE 'signing_key%' ORDER BY at, id",
        )
        .await;
    rows.into_iter().map(|row| row.replace(": ", ":").replace(", ", ",").replace(" {}", "")).collect()
}

/// The same since a moment ago.
async fn log_during(server: &Server, what: impl Future<Output = ()>) -> Vec<String> {
    let before = log(server).await.len();
    what.await;
    log(server).await.split_off(before)
}

/// Everything that the log holds, as one text.
async fn whole_log(server: &Server) -> String {
    let columns = "at, event, account_id, session_id, actor, network, device, details".split(", ");
    let mut all = Vec::new();
    for column in columns {
        let sql = format!("SELECT COALESCE(CAST({column} AS TEXT), '-') FROM audit_events ORDER BY id");
        all.extend(match column {
            // A blob on SQLite, which is no text.
            "account_id" | "session_id" => Vec::new(),
            _ => server.behind.rows::<String>(&sql).await,
        });
    }
    all.join("\n")
}

async fn gone_with_the_account(server: &Server, alice: &User) {
    server.delete_account(ANOTHER_PASSWORD).by(alice).await.succeeds();
}

#[tokio::test]
async fn what_somebody_does_is_written_down_in_order() {
    let server = Server::start().await;
    let alice = server.registered_as("alice@example.org", "alice").await;
    let verification = server.mailbox.latest_to(&alice.email).await.token();
    server.verify_email(&verification).await.succeeds();
    server.verify_email(&verification).await.succeeds();
    let elsewhere = server.log_in("alice", PASSWORD).await.signs_in();
    server.revoke_session(&elsewhere.session_id()).by(&alice).await.succeeds();
    server.update_profile().input("displayName", "Al").by(&alice).await.succeeds();
    server.update_profile().input("username", "alicia").by(&alice).await.succeeds();
    server.reissue().by(&alice).await.signs_in();
    server.change_password("wrong", ANOTHER_PASSWORD).by(&alice).await.fails_with(["INVALID_CREDENTIALS"]);
    let tokens = server.change_password(PASSWORD, ANOTHER_PASSWORD).by(&alice).await.signs_in();
    server.log_out().by(&tokens).await.succeeds();
    let tokens = server.log_in("alicia", ANOTHER_PASSWORD).await.signs_in();
    server.delete_account(ANOTHER_PASSWORD).by(&tokens).await.succeeds();
    assert_eq!(
        log(&server).await,
        [
            "account_registered anonymous",
            "email_verified user",
            "login_succeeded user",
            "session_revoked user",
            "username_changed user",
            "tokens_reissued user",
            "reauthentication_failed anonymous",
            r#"password_changed user {"ended_sessions":1}"#,
            r#"logged_out user {"ended_sessions":1}"#,
            "login_succeeded user",
            "account_deleted user",
        ]
    );
}

#[tokio::test]
async fn a_move_to_another_address_and_back_is_written_down_and_so_is_a_reset() {
    let server = Server::start().await;
    let alice = server.verified("alice@example.org").await;
    let before = log(&server).await.len();
    server.request_email_change("alice@example.com", PASSWORD).by(&alice).await.succeeds();
    let undo = server.mailbox.latest_to("alice@example.org").await.token();
    let confirmation = server.mailbox.latest_to("alice@example.com").await.token();
    server.verify_email(&confirmation).await.succeeds();
    server.register("alice@example.org", PASSWORD).await.signs_in();
    server.undo_email_change(&undo).await.succeeds();
    let undone = server.mailbox.latest_to("alice@example.org").await;
    server.request_password_reset("alice@example.org").await.succeeds();
    eventually("the request to be written down", || async {
        let log = log(&server).await;
        log.iter().any(|row| row == "password_reset_requested anonymous").then_some(())
    })
    .await;
    server.reset_password(&undone.token(), ANOTHER_PASSWORD).await.succeeds();
    let mut log = log(&server).await.split_off(before);
    // The two of one moment, in whatever order.
    log[3..5].sort();
    assert_eq!(
        log,
        [
            "email_change_requested user",
            "email_change_confirmed user",
            "account_registered anonymous",
            "account_displaced system",
            r#"email_change_undone user {"ended_sessions":2}"#,
            "password_reset_requested anonymous",
            r#"password_reset user {"ended_sessions":0}"#,
        ]
    );
}

#[tokio::test]
async fn where_it_came_from_is_kept_as_a_network_and_a_device() {
    let server = Server::behind_a_proxy([]).await;
    server.registered("alice@example.org").await;
    server.log_in("alice@example.org", PASSWORD).user_agent(FIREFOX).from(HOME).await.signs_in();
    server.log_in("alice@example.org", PASSWORD).from("2001:db8:1:2::3").await.signs_in();
    server.request_password_reset("alice@example.org").user_agent(FIREFOX).from(HOME).await.succeeds();
    let token = server.mailbox.latest_to("alice@example.org").await.token();
    server.reset_password(&token, ANOTHER_PASSWORD).from(HOME).user_agent(FIREFOX).await.succeeds();
    let origins: Vec<String> = server
        .behind
        .rows(
            "SELECT event || ' ' || network || ' ' || COALESCE(device, '-') FROM audit_events \
             WHERE event NOT IN ('signing_key_made', 'account_registered') ORDER BY at, id",
        )
        .await;
    assert_eq!(
        origins,
        [
            "login_succeeded 203.0.113.0/24 Firefox on Linux",
            "login_succeeded 2001:db8:1::/48 -",
            "password_reset_requested 203.0.113.0/24 Firefox on Linux",
            "password_reset 203.0.113.0/24 Firefox on Linux",
        ]
    );
}

#[tokio::test]
async fn a_failed_login_of_nobody_is_written_down_by_the_same_statements_as_somebodys() {
    let server = Server::start().await;
    server.registered("alice@example.org").await;
    let mut statements = Vec::new();
    let mut rows = Vec::new();
    for identifier in ["alice@example.org", "nobody@example.org"] {
        let fail = async { server.log_in(identifier, "wrong").await.fails_with(["INVALID_CREDENTIALS"]) };
        rows.push(log_during(&server, async { statements.push(server.statements_during(fail).await.1) }).await);
    }
    assert_eq!(rows[0], [r#"login_failed anonymous {"why":"wrong_credentials"}"#]);
    assert_eq!(rows[0], rows[1]);
    assert_eq!(statements[0], statements[1]);
    let unknown: Vec<i64> = server
        .behind
        .rows("SELECT COUNT(*) FROM audit_events WHERE event = 'login_failed' AND account_id IS NULL")
        .await;
    assert_eq!(unknown, [1]);
    assert!(!whole_log(&server).await.contains("nobody"));
}

#[tokio::test]
async fn the_right_password_that_is_not_enough_says_why() {
    let server = Server::with([("EMAIL_VERIFICATION", "before_next_login")]).await;
    let alice = server.registered("alice@example.org").await;
    server.log_in(&alice.email, PASSWORD).await.fails_with(["EMAIL_NOT_VERIFIED"]);
    server.behind.disable(&alice.email).await;
    server.log_in(&alice.email, PASSWORD).await.fails_with(["ACCOUNT_DISABLED"]);
    let failed = [r#"login_failed anonymous {"why":"unverified"}"#, r#"login_failed anonymous {"why":"disabled"}"#];
    assert_eq!(log(&server).await[1..], failed);
}

#[tokio::test]
async fn tries_past_a_limit_leave_no_rows() {
    let server = Server::with([("LOGIN_ATTEMPTS", "2/15m")]).await;
    for identifier in ["alice@example.org", "nobody"] {
        let flood = log_during(&server, async {
            for _ in 0..6 {
                server.log_in(identifier, "wrong").await;
            }
        });
        assert_eq!(flood.await.len(), 2);
    }
}

#[tokio::test]
async fn what_was_refused_leaves_no_row_of_having_been_done() {
    let server = Server::start().await;
    let (alice, bob) = (server.registered("alice@example.org").await, server.registered("bob@example.org").await);
    let refused = async {
        let theirs = server.revoke_session(&bob.tokens.session_id()).by(&alice);
        theirs.await.fails_with(["SESSION_NOT_FOUND"]);
        server.register("bob@example.org", PASSWORD).await.fails_with(["EMAIL_TAKEN"]);
        server.request_password_reset("nobody@example.org").await.succeeds();
        server.verify_email("kwm_forged").await.fails_with(["TOKEN_INVALID"]);
        server.mailbox.all().await;
    };
    assert_eq!(log_during(&server, refused).await, [""; 0]);
}

#[tokio::test]
async fn a_spent_refresh_token_is_written_down_once() {
    let server = Server::with([("REFRESH_GRACE", "0s")]).await;
    let alice = server.registered("alice@example.org").await;
    server.refresh(alice.tokens.refresh_token()).await.signs_in();
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_REUSED"]);
    server.refresh(alice.tokens.refresh_token()).await.fails_with(["REFRESH_TOKEN_INVALID"]);
    assert_eq!(log(&server).await[1..], ["refresh_token_reused anonymous"]);
}

#[tokio::test]
async fn an_account_that_is_gone_leaves_rows_that_lead_to_nobody() {
    let server = Server::behind_a_proxy([]).await;
    let register = server.register("zoe.personal@example.org", PASSWORD).input("username", "zoepersonal");
    let tokens = register.input("fullName", "Zoe Personal").from(HOME).user_agent(FIREFOX).await.signs_in();
    server.log_in("zoe.personal@example.org", "wrong").from(HOME).await.fails_with(["INVALID_CREDENTIALS"]);
    server.log_in("zoepersonal", PASSWORD).from(HOME).await.signs_in();
    server.update_profile().input("username", "zoe.personal").by(&tokens).from(HOME).await.succeeds();
    server.request_email_change("moved.personal@example.org", PASSWORD).by(&tokens).from(HOME).await.succeeds();
    server.request_password_reset("zoe.personal@example.org").from(HOME).await.succeeds();
    let reset = server.mailbox.latest_to("zoe.personal@example.org").await.token();
    server.reset_password(&reset, ANOTHER_PASSWORD).from(HOME).await.succeeds();
    let tokens = server.log_in("zoe.personal", ANOTHER_PASSWORD).from(HOME).await.signs_in();
    let id = server.me().by(&tokens).await.succeeds()["id"].as_str().expect("an id").to_owned();
    let zoe = User { id, email: String::new(), password: ANOTHER_PASSWORD.to_owned(), tokens };

    assert_names_nobody(&server).await;
    let before = log(&server).await.len();
    gone_with_the_account(&server, &zoe).await;
    server.mailbox.all().await;
    assert_names_nobody(&server).await;
    assert_eq!(log(&server).await.len(), before + 1, "what happened stays");
}

async fn assert_names_nobody(server: &Server) {
    let log = whole_log(server).await.to_lowercase();
    assert!(log.contains("203.0.113.0/24"), "{log}");
    for trace in ["personal", "zoe", "example.org", HOME] {
        assert!(!log.contains(trace), "{trace} in {log}");
    }
}

#[tokio::test]
async fn what_happened_is_forgotten_in_time() {
    let server = Server::with([("AUDIT_RETENTION", "30d")]).await;
    server.registered("alice@example.org").await;
    server.clock.advance(29 * DAY);
    server.log_in("alice@example.org", PASSWORD).await.signs_in();
    assert_eq!(log(&server).await, ["account_registered anonymous", "login_succeeded user"]);
    server.clock.advance(2 * DAY);
    eventually("what is too old to be gone", || async {
        (log(&server).await == ["login_succeeded user"]).then_some(())
    })
    .await;
}

#[tokio::test]
async fn keys_that_are_made_and_sealed_anew_are_written_down() {
    let mut server = Server::start().await;
    let former = server.secret().to_owned();
    let next = Server::another_secret();
    server.restart_with([("SECRET", next.as_str()), ("SECRET_PREVIOUS", former.as_str())]).await;
    server.clock.advance(MINUTE);
    server.restart_with([("SIGNING_ALGORITHM", "EdDSA")]).await;
    let keys = server.behind.rows("SELECT event || ' ' || actor FROM audit_events ORDER BY at, id");
    let keys: Vec<String> = keys.await;
    assert_eq!(keys, ["signing_key_made system", "signing_key_resealed system", "signing_key_made system"]);
}

#[test]
fn the_documentation_lists_every_event_and_no_other() {
    let page = include_str!("../../docs/audit.md");
    let listed = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let listed: Vec<_> = listed.collect();
    let words: Vec<_> = Event::ALL.iter().map(|event| event.word()).collect();
    assert_eq!(listed, words);
    assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
    assert!(words.iter().all(|word| word.len() <= 32), "the column is no wider");
}
