//! What is written comes back, compares and conflicts alike on both databases.

use std::sync::{Arc, Mutex};

use entity::{accounts, passwords, sessions};
use keyward::db::is_conflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::harness::{account, add_account, moment, on_each_database};

#[tokio::test]
async fn every_entity_finds_its_columns() {
    on_each_database(async |db| {
        db.migrate().await?;
        let db = db.reads();
        accounts::Entity::find().all(db).await?;
        passwords::Entity::find().all(db).await?;
        sessions::Entity::find().all(db).await?;
        entity::mailed_tokens::Entity::find().all(db).await?;
        entity::outbox::Entity::find().all(db).await?;
        entity::throttle::Entity::find().all(db).await?;
        entity::signing_keys::Entity::find().all(db).await?;
        entity::audit_events::Entity::find().all(db).await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn an_account_comes_back_as_it_was_written_and_takes_its_rows_along() {
    on_each_database(async |db| {
        db.migrate().await?;
        let written = add_account(&db, "alice").await?;
        let id = written.id;
        let password = passwords::ActiveModel { account_id: Set(id), hash: Set(None), changed_at: Set(moment(0)) };
        passwords::Entity::insert(password).exec_without_returning(db.writes()).await?;

        assert_eq!(accounts::Entity::find_by_id(id).one(db.reads()).await?, Some(written));
        accounts::Entity::delete_by_id(id).exec(db.writes()).await?;
        assert_eq!(passwords::Entity::find().count(db.reads()).await?, 0);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_conflict_names_its_column() {
    on_each_database(async |db| {
        db.migrate().await?;
        let alice = add_account(&db, "alice").await?;
        let mut same_email = account("bob");
        same_email.email_key = Set(alice.email_key);
        let mut same_username = account("carol");
        same_username.username_key = Set(alice.username_key);

        let error = accounts::Entity::insert(same_email).exec(db.writes()).await.expect_err("the address is taken");
        assert!(is_conflict(&error, accounts::Column::EmailKey));
        assert!(!is_conflict(&error, accounts::Column::UsernameKey));
        let error = accounts::Entity::insert(same_username).exec(db.writes()).await.expect_err("the name is taken");
        assert!(is_conflict(&error, accounts::Column::UsernameKey));
        assert!(!is_conflict(&error, accounts::Column::EmailKey));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn times_compare_as_the_moments_they_are() {
    on_each_database(async |db| {
        db.migrate().await?;
        let micros = [-1, 0, 1, 999, 1_000, 1_001, 123_000, 123_456, 999_999, 1_000_000, 60_000_000];
        for at in micros {
            let mut account = account(&format!("at{at}"));
            account.created_at = Set(moment(at));
            accounts::Entity::insert(account).exec_without_returning(db.writes()).await?;
        }
        for (number, at) in micros.into_iter().enumerate() {
            let before = accounts::Entity::find().filter(accounts::Column::CreatedAt.lt(moment(at)));
            assert_eq!(before.count(db.reads()).await?, number as u64, "before {}", moment(at));
        }
        let ordered = accounts::Entity::find().order_by_asc(accounts::Column::CreatedAt).all(db.reads()).await?;
        let ordered: Vec<_> = ordered.into_iter().map(|account| account.created_at).collect();
        assert_eq!(ordered, micros.map(moment));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn each_statement_is_watched_without_its_values() {
    on_each_database(async |mut db| {
        db.migrate().await?;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let watching = Arc::clone(&seen);
        db.watch(move |sql| watching.lock().expect("nobody panicked").push(sql.to_owned()));
        add_account(&db, "alice").await?;
        accounts::Entity::find().one(db.reads()).await?;

        let seen = seen.lock().expect("nobody panicked");
        assert_eq!(seen.len(), 2, "{seen:?}");
        assert!(seen.iter().all(|sql| !sql.contains("alice")), "{seen:?}");
        Ok(())
    })
    .await;
}
