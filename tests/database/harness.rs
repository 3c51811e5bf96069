//! A fresh database for each test, and what to put into it.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use entity::accounts;
use keyward::{db::Db, effects::Random, error::Error};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use secrecy::SecretString;

/// Runs a test on an empty SQLite file, then on an empty PostgreSQL database.
pub(crate) async fn on_each_database(test: impl AsyncFn(Db) -> Result<(), Error>) {
    on_each_url(async |url| {
        let db = Db::connect(&url).await?;
        let done = test(db.clone()).await;
        db.close().await;
        done
    })
    .await;
}

/// As [`on_each_database`], for tests that open it themselves, as several processes do.
pub(crate) async fn on_each_url(test: impl AsyncFn(SecretString) -> Result<(), Error>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    test(sqlite_url(&folder.path().join("keyward.db"))).await.expect("on SQLite");

    let Ok(url) = std::env::var("KEYWARD_TEST_DATABASE_URL") else { return };
    let url = url::Url::parse(&url).expect("the test server's URL is one");
    // Many tests at once make many databases: that may take longer than a statement of the server's own may.
    let mut unhurried = url.clone();
    unhurried.query_pairs_mut().append_pair("options", "-c statement_timeout=0");
    let server = Db::connect(&unhurried.as_str().into()).await.expect("the test server answers");
    let name = format!("keyward_{}", Random.id(Utc::now()).simple());
    run(&server, &format!("CREATE DATABASE {name}")).await;
    let mut own = url;
    own.set_path(&name);
    let done = test(own.as_str().into()).await;
    run(&server, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
    server.close().await;
    done.expect("on PostgreSQL");
}

async fn run(server: &Db, sql: &str) {
    server.writes().execute_unprepared(sql).await.expect(sql);
}

pub(crate) async fn open_sqlite(path: &Path) -> Result<Db, Error> {
    Db::connect(&sqlite_url(path)).await
}

fn sqlite_url(path: &Path) -> SecretString {
    format!("sqlite://{}", path.display()).into()
}

pub(crate) async fn add_account(db: &Db, name: &str) -> Result<accounts::Model, Error> {
    Ok(accounts::Entity::insert(account(name)).exec_with_returning(db.writes()).await?)
}

pub(crate) fn account(name: &str) -> accounts::ActiveModel {
    accounts::ActiveModel {
        id: Set(Random.id(moment(0))),
        email: Set(format!("{name}@example.org")),
        email_key: Set(format!("{name}@example.org")),
        username_key: Set(Some(name.to_owned())),
        locale: Set("en".to_owned()),
        roles: Set(accounts::Roles(vec!["user".to_owned()])),
        created_at: Set(moment(0)),
        updated_at: Set(moment(123_456)),
        ..Default::default()
    }
}

pub(crate) fn moment(micros: i64) -> DateTime<Utc> {
    let start = DateTime::from_timestamp(1_795_238_340, 0).expect("a time that chrono knows");
    start + TimeDelta::microseconds(micros)
}
