//! The tables come, go and come again, and but once.

use std::collections::BTreeSet;

use keyward::{db::Db, error::Error};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend};
use secrecy::SecretString;

use crate::harness::{on_each_database, on_each_url};

#[tokio::test]
async fn the_migrations_run_up_down_and_up_again() {
    on_each_database(async |db| {
        assert!(!db.is_migrated().await?);
        db.migrate().await?;
        assert!(db.is_migrated().await?);

        Migrator::down(db.connections(), None).await?;
        assert!(!db.is_migrated().await?);
        assert_eq!(tables(&db).await?, BTreeSet::from(["seaql_migrations".to_owned()]));

        db.migrate().await?;
        assert!(db.is_migrated().await?);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn of_several_processes_that_start_at_once_one_migrates_and_the_rest_wait() {
    on_each_url(async |url| {
        let four: Vec<_> = (0..4).map(|_| tokio::spawn(start(url.clone()))).collect();
        let mut applied = 0;
        for one in four {
            applied += one.await.expect("starting does not panic")?;
        }
        assert_eq!(applied, Migrator::migrations().len());
        Ok(())
    })
    .await;
}

async fn start(url: SecretString) -> Result<usize, Error> {
    let db = Db::connect(&url).await?;
    let applied = db.migrate().await?;
    assert!(db.is_migrated().await?);
    db.close().await;
    Ok(applied)
}

#[tokio::test]
async fn what_a_later_version_has_migrated_is_good_enough() {
    on_each_database(async |db| {
        db.migrate().await?;
        let later = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_later', 0)";
        db.writes().execute_unprepared(later).await?;
        assert!(db.is_migrated().await?);
        assert_eq!(db.migrate().await?, 0);
        Ok(())
    })
    .await;
}

async fn tables(db: &Db) -> Result<BTreeSet<String>, Error> {
    let sql = match db.backend() {
        DbBackend::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table'",
        _ => "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'",
    };
    let rows = db.reads().query_all_raw(sea_orm::Statement::from_string(db.backend(), sql)).await?;
    Ok(rows.iter().map(|row| row.try_get("", "name")).collect::<Result<_, _>>()?)
}
