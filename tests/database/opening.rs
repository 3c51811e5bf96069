//! What `DATABASE_URL` may be, and what is made of it.

use std::path::Path;

use entity::accounts;
use keyward::db::{Db, is_away};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait};

use crate::harness::{account, on_each_database, open_sqlite};

#[tokio::test]
async fn on_sqlite_the_readers_cannot_write() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let db = open_sqlite(&folder.path().join("keyward.db")).await.expect("a fresh file opens");
    db.migrate().await.expect("a fresh file migrates");
    let written = accounts::Entity::insert(account("alice")).exec(db.reads()).await;
    assert!(written.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn the_sqlite_file_and_its_folder_are_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("deep").join("data");
    let db = open_sqlite(&data.join("keyward.db")).await.expect("folder and file are made");
    db.migrate().await.expect("a fresh file migrates");
    let mode = |path: &Path| path.metadata().map(|found| found.permissions().mode() & 0o777);
    assert_eq!(mode(&data).expect("the folder is there"), 0o700);
    for file in ["keyward.db", "keyward.db-wal"] {
        assert_eq!(mode(&data.join(file)).expect("the file is there"), 0o600, "{file}");
    }
}

#[tokio::test]
async fn a_url_that_cannot_be_used_is_explained_without_its_password() {
    for url in [
        "mysql://keyward:opensesame@db.example.org/keyward",
        "postgres://keyward:opensesame/@db.example.org/keyward",
        "postgres://keyward:opensesame@127.0.0.1:1/keyward",
        "sqlite::memory:",
        "sqlite:///proc/nothing/opensesame.db?mode=strange",
        "opensesame",
    ] {
        let error = Db::connect(&url.into()).await.expect_err(url);
        let said = format!("{:#}", anyhow::Error::from(error));
        assert!(said.contains("DATABASE_URL"), "{said}");
        assert!(!said.contains("opensesame"), "{said}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_named_and_nobody_who_wanted_in() {
    let url = "postgres://somebody:opensesame@127.0.0.1:1/keyward";
    let error = Db::connect(&url.into()).await.expect_err("nobody listens there");
    let said = format!("{:#}", anyhow::Error::from(error));
    assert!(said.contains("127.0.0.1:1 "), "{said}");
    assert!(!said.contains("somebody") && !said.contains("opensesame"), "{said}");
}

#[tokio::test]
async fn a_connection_that_the_server_ends_means_come_back_later_and_is_replaced() {
    on_each_database(async |db| {
        if db.backend() != DbBackend::Postgres {
            return Ok(());
        }
        let ended = db.writes().execute_unprepared("SELECT pg_terminate_backend(pg_backend_pid())").await;
        let error = ended.expect_err("the connection is gone");
        assert!(is_away(&error), "{error}");
        db.migrate().await?;
        Ok(())
    })
    .await;
}
