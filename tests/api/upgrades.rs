//! A database of every earlier version is brought up to date with what is in it, and served. Who adds a migration adds
//! the rows that its state knows, where they are new.

use chrono::Utc;
use keyward::db::Db;
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend};

use crate::harness::{Behind, Database, HOUR, PASSWORD, Server};

const EMAIL: &str = "old@example.org";

#[tokio::test]
async fn a_database_of_every_earlier_state_is_upgraded_with_its_rows_and_served() {
    for state in 1..=count(Migrator::migrations().len()) {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::create(folder.path()).await;
        let db = open(&database).await;
        Migrator::up(db.connections(), Some(state)).await.expect("the way to an earlier state");
        write_rows(&db, 1..=state).await;
        db.close().await;

        let server = Server::on(folder, database, None, []).await;
        assert_rows(&server.behind, state).await;
        serves(&server, state).await;
    }
}

#[tokio::test]
async fn every_migration_is_taken_back_and_run_again_with_rows() {
    let newest = count(Migrator::migrations().len());
    for state in 0..newest {
        let folder = tempfile::tempdir().expect("a folder");
        let database = Database::create(folder.path()).await;
        let db = open(&database).await;
        db.migrate().await.expect("the newest state");
        write_rows(&db, 1..=newest).await;
        Migrator::down(db.connections(), Some(newest - state)).await.expect("the way back");
        let behind = database.look().await;
        assert_rows(&behind, state).await;
        db.migrate().await.expect("the way there again");
        assert_rows(&behind, state).await;
        db.close().await;
    }
}

/// What somebody from then can still do.
async fn serves(server: &Server, state: u32) {
    if state < 2 {
        // There were no passwords yet.
        server.request_password_reset(EMAIL).await.succeeds();
        let token = server.mailbox.latest_to(EMAIL).await.token();
        server.reset_password(&token, PASSWORD).await.succeeds();
    }
    let tokens = server.log_in(EMAIL, PASSWORD).await.signs_in();
    let me = server.me().by(&tokens).await.succeeds();
    assert_eq!((me["username"].as_str(), &me["roles"]), (Some("Old"), &serde_json::json!(["user"])));
    let sessions = me["sessions"].as_array().map(Vec::len);
    assert_eq!(sessions, Some(if state < 3 { 1 } else { 2 }));
    if state >= 5 {
        let told = server.mailbox.to(EMAIL).await.into_iter().any(|mail| mail.message_id == "old@localhost");
        assert!(told, "a mail that was due then is sent now");
    }
}

async fn open(database: &Database) -> Db {
    Db::connect(&database.url.as_str().into()).await.expect("the database opens")
}

fn count(number: usize) -> u32 {
    number.try_into().expect("not that many migrations")
}

/// The tables in the order of the migrations that made them, and a row as its state knew it.
const ROWS: [(u32, &str, &str); 8] = [
    (
        1,
        "accounts",
        "(id, email, email_key, email_verified_at, username, username_key, locale, roles, created_at, updated_at) VALUES
         (ID, 'old@example.org', 'old@example.org', NOW, 'Old', 'old', 'en', '[\"user\"]', NOW, NOW)",
    ),
    (
        2,
        "passwords",
        "(account_id, hash, changed_at) VALUES (ID, '$argon2id$v=19$m=19456,t=2,p=1$VaZUelOBDVH+0r4UH9Oppg$rh9U2LypcWndLYWq5+atve37b2RcEnSEVNU9wtXh5Mk', NOW)",
    ),
    (
        3,
        "sessions",
        "(id, account_id, generation, nonce_hash, rotated_at, delivery, signed_in_at, last_active_at, expires_at, ends_at, device) VALUES
         (ID, ID, 0, BYTES, NOW, 'body', NOW, NOW, LATER, LATER, 'x')",
    ),
    (
        4,
        "mailed_tokens",
        "(id, handle, account_id, purpose, address, created_at, expires_at) VALUES
         (ID, BYTES, ID, 'email_verification', 'old@example.org', NOW, LATER)",
    ),
    (
        5,
        "outbox",
        "(id, kind, account_id, recipient, locale, mailed_token_id, data, message_id, attempts, created_at, next_attempt_at) VALUES
         (ID, 'password_changed', ID, 'old@example.org', 'en', ID, '{}', '<old@localhost>', 0, NOW, NOW)",
    ),
    (6, "throttle", "(key, arrival, expires_at) VALUES (BYTES, 0, IN_AN_HOUR)"),
    (
        7,
        "signing_keys",
        "(kid, algorithm, sealed_private_key, public_jwk, created_at, signs_from, signs_until, published_until) VALUES
         ('old', 'ES256', BYTES, '{\"kty\": \"EC\", \"crv\": \"P-256\",
         \"x\": \"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\", \"y\": \"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}',
         NOW, NOW, NOW, LATER)",
    ),
    (
        11,
        "audit_events",
        "(id, at, event, account_id, actor, network, details) VALUES
         (ID, NOW, 'login_succeeded', ID, 'user', '203.0.113.0/24', '{}')",
    ),
];

async fn write_rows(db: &Db, states: std::ops::RangeInclusive<u32>) {
    for (_, table, row) in ROWS.into_iter().filter(|(state, _, _)| states.contains(state)) {
        let (id, bytes) = match db.backend() {
            DbBackend::Sqlite => ("X'01a1febfe6d673abbbb4f4d13f808d42'", "X'00ff'"),
            _ => ("'01a1febf-e6d6-73ab-bbb4-f4d13f808d42'", r"'\x00ff'"),
        };
        let row =
            row.replace("LATER", "'2126-11-21T05:19:00+00:00'").replace("NOW", "'2026-11-21T05:19:00.123456+00:00'");
        // A count that lies years ahead was written by a clock that was, and goes.
        let in_an_hour = (Utc::now() + HOUR).timestamp_micros();
        let row = row.replace("IN_AN_HOUR", &in_an_hour.to_string());
        let row = row.replace("(ID,", &format!("({id},")).replace(" ID,", &format!(" {id},")).replace("BYTES", bytes);
        let sql = format!("INSERT INTO {table} {row}");
        db.writes().execute_unprepared(&sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

async fn assert_rows(behind: &Behind, state: u32) {
    for (_, table, _) in ROWS.into_iter().filter(|(since, _, _)| *since <= state) {
        let kept: Vec<i64> = behind.rows(&format!("SELECT COUNT(*) FROM {table}")).await;
        assert!(kept[0] >= 1, "{table} of state {state} is empty");
    }
}
