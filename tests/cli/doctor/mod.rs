//! `keyward doctor`: every problem is made for real.

mod address;
mod mail;

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    path::Path,
};

use serde_json::Value;

use crate::{
    harness::{Binary, PASSWORD, Redis, Reply, Server, eventually},
    place::{Place, Ran, run},
};

/// What a doctor found.
struct Diagnosis {
    code: Option<i32>,
    findings: Vec<Value>,
}

impl Diagnosis {
    fn of(ran: &Ran) -> Self {
        let findings = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("JSON ({error}), not {ran:#?}"));
        Self { code: ran.code, findings }
    }

    /// That a check came to this, in a sentence with these words.
    #[track_caller]
    fn says(&self, check: &str, status: &str, words: &str) -> &Self {
        let is_it = |finding: &&Value| {
            let says = finding["says"].as_str().is_some_and(|says| says.contains(words));
            finding["check"] == check && finding["status"] == status && says
        };
        let found = self.findings.iter().find(is_it);
        let found = found.unwrap_or_else(|| panic!("{check}, {status}: {words:?} in {:#?}", self.findings));
        assert_eq!(found["mend"].is_string(), matches!(status, "warning" | "problem"), "{found:#}");
        self
    }

    #[track_caller]
    fn exits_with(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{:#?}", self.findings);
        self
    }
}

/// Runs a doctor beside a server, by the clients' way to it, with settings that differ from the server's.
fn doctor(place: &Place, settings: &[(&str, &str)]) -> Diagnosis {
    Diagnosis::of(&ran(place, settings, &["--json"]))
}

fn ran(place: &Place, settings: &[(&str, &str)], words: &[&str]) -> Ran {
    let mut command = place.command();
    command.env("KEYWARD_PUBLIC_URL", &place.server.url).arg("doctor").args(words);
    run(command.envs(settings.iter().map(|(name, value)| (format!("KEYWARD_{name}"), *value))), "")
}

/// Runs a doctor where no server is.
fn alone(folder: &Path, settings: &[(&str, &str)]) -> Diagnosis {
    let mut command = Binary::command();
    command.current_dir(folder).args(["doctor", "--json"]);
    Diagnosis::of(&run(command.envs(settings.iter().map(|(name, value)| (format!("KEYWARD_{name}"), *value))), ""))
}

#[tokio::test(flavor = "multi_thread")]
async fn beside_a_server_that_is_well_there_is_nothing_to_mend() {
    let place = Place::new().await;
    let found = doctor(&place, &[]);
    for check in ["settings", "files", "database", "migrations", "keys", "outbox", "address", "proxies", "mail"] {
        found.says(check, "ok", "");
    }
    found.says("redis", "left_out", "REDIS_URL is not set").exits_with(0);

    let words = ran(&place, &[], &[]).succeeds();
    assert!(words.out.contains("\n0 problems, 0 warnings, ") && words.err.is_empty(), "{words:#?}");
    let secret = fs::read_to_string(place.folder.path().join("data/secret")).expect("it is kept");
    assert!(!words.out.contains(secret.trim()));
}

#[test]
fn before_there_is_a_server_nothing_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = alone(folder.path(), &[("LISTEN", "127.0.0.1:1")]);
    found.says("database", "warning", "there is no database at").says("keys", "left_out", "there is no database yet");
    found.says("address", "left_out", "nobody answers at http://localhost:1").exits_with(0);
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0);
}

#[test]
fn wrong_settings_are_all_told_at_once_and_the_rest_is_left_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = alone(folder.path(), &[("LISTEN", "nowhere"), ("SECRET", "c2VjcmV0")]);
    found.says("settings", "problem", "LISTEN is \"nowhere\"").says("settings", "problem", "SECRET is wrong");
    found.says("the rest", "left_out", "the settings are wrong").exits_with(1);
    assert!(!format!("{:?}", found.findings).contains("c2VjcmV0"));
}

#[test]
fn what_is_weak_or_misspelt_is_a_warning() {
    let folder = tempfile::tempdir().expect("a folder");
    let weak = [("LOGIN_ATTEMPTS", "off"), ("CONFIRM_EMAIL_ON_GET", "true"), ("REFRESH_GRACE", "1h"), ("LISTN", "x")];
    let found = alone(folder.path(), &weak);
    for words in
        ["LOGIN_ATTEMPTS is off", "CONFIRM_EMAIL_ON_GET", "REFRESH_GRACE is 1h", "the nearest is KEYWARD_LISTEN"]
    {
        found.says("settings", "warning", words);
    }
    found.exits_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_hides_nothing_but_what_is_in_it() {
    let place = Place::new().await;
    let found = doctor(&place, &[("DATABASE_URL", "postgres://keyward:hunter2@127.0.0.1:1/keyward")]);
    found.says("database", "problem", "PostgreSQL at DATABASE_URL's 127.0.0.1:1 doesn't let us in");
    found.says("migrations", "left_out", "the database can't be asked").says("mail", "ok", "").exits_with(1);
    assert!(!format!("{:?}", found.findings).contains("hunter2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_migration_is_named() {
    let place = Place::new().await;
    let behind = place.database.look().await;
    let names: Vec<String> = behind.rows("SELECT version FROM seaql_migrations ORDER BY version").await;
    let last = names.last().expect("a migration");
    behind.run(&format!("DELETE FROM seaql_migrations WHERE version = '{last}'")).await;
    let found = doctor(&place, &[]);
    found.says("migrations", "problem", last).says("keys", "left_out", "not up to date");
    found.says("address", "problem", "is not ready").exits_with(1);
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_must_be_there_and_forget_nothing() {
    let Some(mut redis) = Redis::start() else { return };
    let place = Place::new().await;
    let url = redis.url();
    let looked = || doctor(&place, &[("REDIS_URL", &url)]);
    looked().says("redis", "ok", "counts").exits_with(0);

    let mut connection = redis::Client::open(url.as_str()).and_then(|client| client.get_connection()).expect("Redis");
    let mut set = |name: &str, value: &str| {
        redis::cmd("CONFIG").arg("SET").arg(name).arg(value).exec(&mut connection).expect("a setting");
    };
    set("maxmemory", "100mb");
    looked().says("redis", "ok", "counts").exits_with(0);
    set("maxmemory-policy", "allkeys-lru");
    looked().says("redis", "warning", "allkeys-lru").exits_with(0);
    redis.stop();
    looked().says("redis", "problem", "Redis can't count").exits_with(1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_secret_than_the_servers_opens_no_key() {
    let place = Place::new().await;
    doctor(&place, &[("SECRET", &Server::another_secret())])
        .says("keys", "problem", "SECRET does not open")
        .exits_with(1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_former_secret_that_no_key_needs_may_go_in_its_time() {
    let place = Place::new().await;
    let found = doctor(&place, &[("SECRET_PREVIOUS", &Server::another_secret())]);
    found.says("secret", "warning", "no signing key needs SECRET_PREVIOUS").exits_with(0);
    let kept = fs::read_to_string(place.folder.path().join("data/secret")).expect("it is kept");
    let found = doctor(&place, &[("SECRET", &Server::another_secret()), ("SECRET_PREVIOUS", kept.trim())]);
    found.says("secret", "ok", "SECRET_PREVIOUS is needed").exits_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_others_may_read_are_named_with_what_closes_them() {
    let place = Place::new().await;
    let folder = place.folder.path();
    let chmod = |name: &str, mode| fs::set_permissions(folder.join(name), Permissions::from_mode(mode)).expect("chmod");
    chmod("data/secret", 0o644);
    fs::write(folder.join(".env"), format!("KEYWARD_SECRET_PREVIOUS={}\n", Server::another_secret())).expect("a file");
    chmod(".env", 0o644);
    fs::write(folder.join("word"), "hunter2\n").expect("a file");
    chmod("word", 0o644);
    let found = doctor(&place, &[("MAIL_PASSWORD_FILE", "word"), ("MAIL_USERNAME", "keyward")]);
    for name in ["data/secret", ".env"] {
        found.says("files", "problem", &format!("{name} is open to every user"));
    }
    found.says("files", "warning", "word is open to every user").exits_with(1);
    for name in ["data/secret", ".env"] {
        chmod(name, 0o600);
    }
    doctor(&place, &[]).says("files", "ok", "").exits_with(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_told_of_with_what_was_said() {
    let place = Place::new().await;
    place.mail.answers_always(Reply::Never);
    place.server.register("alice@example.org", PASSWORD).await.signs_in();
    let behind = place.database.look().await;
    eventually("a dead letter", || async { (behind.dead_letters().await == 1).then_some(()) }).await;
    let found = doctor(&place, &[]);
    found.says("outbox", "warning", "were given up in 90 days: 1; the last time: ").exits_with(0);
    assert!(!format!("{:?}", found.findings).contains("alice"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_differs_from_postgresqls_is_a_problem() {
    let place = Place::new().await;
    if !place.database.url.starts_with("postgres") {
        doctor(&place, &[]).says("clock", "left_out", "SQLite");
        return;
    }
    doctor(&place, &[]).says("clock", "ok", "");
    let later = "CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS \
                 $$ SELECT pg_catalog.clock_timestamp() + interval '40 s' $$";
    let first = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', \
                 current_database()); END $$";
    let behind = place.database.look().await;
    behind.run(later).await;
    behind.run(first).await;
    doctor(&place, &[]).says("clock", "problem", "40 s ahead").exits_with(1);
}
