//! No statement reads a whole table that grows, neither the server's nor its commands': the plans of all of them.

use std::{collections::BTreeSet, path::Path};

use serde_json::Value;

use crate::{
    harness::{Behind, Binary, Database, MINUTE, PASSWORD, Prepared, Server, Wire, within},
    tour::tour,
};

/// A row for each key or migration there ever was: a few.
const SMALL: [&str; 2] = ["signing_keys", "seaql_migrations"];

#[tokio::test(flavor = "multi_thread")]
async fn on_postgresql_no_statement_reads_all_of_a_hundred_thousand_users() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(database) = Database::on_server_alone().await else { return };
    let wire = Wire::to(&database.url).await;
    let mut server = Server::on(folder, database, None, [("DATABASE_URL", wire.url.as_str())]).await;
    let behind = server.behind.clone();
    behind.run(MANY_ROWS).await;

    tour(&server, "alice").await;
    register_again_unverified(&mut server).await;
    crowd_out_a_session(&server, &behind).await;
    administer(&server, &wire.url);
    // Written down and tidied up in the background.
    for what in [r#"UPDATE "sessions" SET "last_active_at""#, r#"DELETE FROM "outbox" WHERE "outbox"."id" IN"#] {
        let ran = || async { wire.since(0).iter().any(|one| one.sql.starts_with(what)).then_some(()) };
        within(MINUTE, what, ran).await;
    }

    let statements: BTreeSet<_> = wire.since(0).into_iter().filter(|one| has_plan(&one.sql)).collect();
    assert!(statements.len() > 60, "a tour past everything, not {} statements", statements.len());
    behind.run("SET plan_cache_mode = force_generic_plan").await;
    let scanning = Prepared { sql: "SELECT id FROM accounts WHERE bio = $1".to_owned(), types: vec![25] };
    assert_eq!(scanned(&generic_plan(&behind, &scanning).await).collect::<Vec<_>>(), ["accounts"], "a scan is seen");
    let mut scans = Vec::new();
    for statement in &statements {
        let plan = generic_plan(&behind, statement).await;
        scans.extend(scanned(&plan).map(|table| format!("{table}: {}\n{plan:#}", statement.sql)));
    }
    assert!(scans.is_empty(), "whole tables are read:\n{}", scans.join("\n"));
}

#[tokio::test]
async fn on_postgresql_what_an_account_takes_along_is_found_by_an_index() {
    let Some(database) = Database::on_server_alone().await else { return };
    let server = Server::on(tempfile::tempdir().expect("a folder"), database, None, []).await;
    let without: Vec<String> = server.behind.rows(FOREIGN_KEYS_WITHOUT_AN_INDEX).await;
    assert_eq!(without, [""; 0]);
}

#[tokio::test]
async fn on_sqlite_no_statement_reads_a_whole_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::in_folder(folder.path());
    let server = Server::on(folder, database, None, []).await;
    tour(&server, "alice").await;
    for statement in server.statements().iter().filter(|sql| has_plan(sql)) {
        // Its last column says in words what is done.
        let plan: Vec<String> = server.behind.column(&format!("EXPLAIN QUERY PLAN {statement}"), 3).await;
        let scans = plan.iter().filter(|step| step.starts_with("SCAN") && !step.contains(" INDEX "));
        let scans: Vec<_> = scans.filter(|step| !SMALL.iter().any(|table| step.ends_with(table))).collect();
        assert!(scans.iter().all(|step| harmless(step)), "{scans:?} for {statement}");
    }
}

/// A `SELECT` without a table, the rows of an `INSERT`, and SQLite's own tables.
fn harmless(step: &str) -> bool {
    step.contains("CONSTANT ROW") || step.contains("VALUES") || step.contains("sqlite_") || step.contains("pragma")
}

fn has_plan(sql: &str) -> bool {
    ["SELECT", "INSERT", "UPDATE", "DELETE"].iter().any(|word| sql.starts_with(word))
}

async fn register_again_unverified(server: &mut Server) {
    server.restart_with([("EMAIL_VERIFICATION", "before_first_login")]).await;
    for _ in 0..2 {
        server.register("bob@example.org", PASSWORD).input("username", "bob").await.succeeds();
        server.mailbox.all().await;
    }
    let token = server.mailbox.latest_to("bob@example.org").await.token();
    server.verify_email(&token).await.succeeds();
}

/// A hundred sessions live: the next one ends the oldest.
async fn crowd_out_a_session(server: &Server, behind: &Behind) {
    behind
        .run(
            "INSERT INTO sessions SELECT gen_random_uuid(), account_id, generation, nonce_hash, rotated_at, delivery, \
             signed_in_at, last_active_at, expires_at + interval '1 year', ends_at, ended_at, end_reason, ip, user_agent, device \
             FROM sessions, generate_series(1, 101), accounts WHERE accounts.id = account_id AND email = 'u1@example.net' \
             AND ended_at IS NULL; \
             UPDATE passwords SET hash = (SELECT hash FROM passwords, accounts WHERE accounts.id = account_id AND \
             email = 'bob@example.org') WHERE account_id = (SELECT id FROM accounts WHERE email = 'u1@example.net')",
        )
        .await;
    server.log_in("u1@example.net", PASSWORD).await.signs_in();
}

fn administer(server: &Server, database: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    for command in [
        "create eve@example.org --no-password --username eve",
        "list",
        "list --after eve --unverified --disabled --role admin",
        "list --unverified",
        "list --disabled",
        "list --role admin",
        "show eve",
        "set-roles eve admin",
        "disable eve",
        "enable eve",
        "end-sessions eve",
        "delete eve --yes",
    ] {
        run(folder.path(), server.secret(), database, &format!("user {command}"));
    }
    for command in [
        "keys list",
        "audit list",
        "audit list --since 7d",
        "audit list --event login_failed --since 7d",
        "audit list --account u1@example.net",
        "audit list --account u1@example.net --event login_failed --since 7d",
    ] {
        run(folder.path(), server.secret(), database, command);
    }
}

fn run(folder: &Path, secret: &str, database: &str, words: &str) {
    let mut program = Binary::command();
    program.current_dir(folder).env("KEYWARD_DATABASE_URL", database).env("KEYWARD_SECRET", secret);
    let ran = program.args(words.split_whitespace()).output().expect("the program starts");
    assert!(ran.status.success(), "{words}: {}", String::from_utf8_lossy(&ran.stderr));
}

/// The plan that a server keeps for every value, as no value may need another one.
async fn generic_plan(behind: &Behind, statement: &Prepared) -> Value {
    let mut types = Vec::new();
    for type_ in &statement.types {
        types.extend(behind.rows::<String>(&format!("SELECT format_type({type_}, NULL)")).await);
    }
    let declared = if types.is_empty() { String::new() } else { format!("({})", types.join(", ")) };
    behind.run(&format!("PREPARE it {declared} AS {}", statement.sql)).await;
    let nulls = vec!["NULL"; types.len()].join(", ");
    let arguments = if types.is_empty() { String::new() } else { format!("({nulls})") };
    let explained: Vec<Value> = behind.rows(&format!("EXPLAIN (FORMAT JSON) EXECUTE it {arguments}")).await;
    behind.run("DEALLOCATE it").await;
    explained.into_iter().next().expect("a plan")
}

/// The tables that a plan reads as a whole.
fn scanned(plan: &Value) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    look(plan, &mut found);
    found.into_iter().filter(|table| !SMALL.contains(&table.as_str()) && !table.starts_with("pg_"))
}

fn look(plan: &Value, found: &mut Vec<String>) {
    match plan {
        Value::Array(parts) => parts.iter().for_each(|part| look(part, found)),
        Value::Object(node) => {
            if node.get("Node Type").and_then(Value::as_str).is_some_and(|kind| kind.contains("Seq Scan")) {
                found.push(node["Relation Name"].as_str().expect("a table").to_owned());
            }
            node.values().for_each(|part| look(part, found));
        }
        _ => {}
    }
}

const MANY_ROWS: &str = "
    INSERT INTO accounts (id, email, email_key, email_verified_at, username, username_key, locale, roles, disabled_at, created_at, updated_at)
    SELECT md5('u' || n)::uuid, 'u' || n || '@example.net', 'u' || n || '@example.net', CASE WHEN n % 10 > 0 THEN now() END,
        'user' || n, 'user' || n, 'en', '[\"user\"]', CASE WHEN n % 100 = 0 THEN now() END, now(), now()
    FROM generate_series(1, 100000) AS n;
    INSERT INTO passwords SELECT id, 'x', now() FROM accounts;
    INSERT INTO sessions (id, account_id, generation, nonce_hash, rotated_at, delivery, signed_in_at, last_active_at,
        expires_at, ends_at, device)
    SELECT gen_random_uuid(), id, 0, 'x', now(), 'body', now(), now(), now() + interval '7 days', now() + interval '90 days', 'x'
    FROM accounts;
    INSERT INTO mailed_tokens (id, handle, account_id, purpose, address, created_at, expires_at)
    SELECT gen_random_uuid(), uuid_send(gen_random_uuid()), id, 'email_verification', email, now(), now() FROM accounts;
    INSERT INTO outbox (id, kind, account_id, locale, data, message_id, attempts, created_at, next_attempt_at, sent_at, dead_at)
    SELECT gen_random_uuid(), 'password_changed', id, 'en', '{}', id, 1, now(), now(),
        CASE WHEN email_verified_at IS NOT NULL THEN now() END, CASE WHEN email_verified_at IS NULL THEN now() END
    FROM accounts;
    INSERT INTO throttle SELECT uuid_send(id), 0, 0 FROM accounts;
    INSERT INTO audit_events (id, at, event, account_id, actor, details)
    SELECT id, now(), CASE WHEN disabled_at IS NULL THEN 'login_succeeded' ELSE 'login_failed' END, id, 'user', '{}' FROM accounts;
    ANALYZE";

/// Deleting the row that is referred to looks for those that refer.
const FOREIGN_KEYS_WITHOUT_AN_INDEX: &str = "
    SELECT conrelid::regclass::text || '.' || conname::text FROM pg_constraint AS referring
    WHERE contype = 'f' AND NOT EXISTS (
        SELECT FROM pg_index
        WHERE indrelid = conrelid AND indkey[0] = conkey[1] AND indpred IS NULL)";
