//! Two that want the same row both get it, one after the other.

use std::{
    io,
    pin::pin,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use entity::accounts;
use futures_util::future::{join_all, poll_immediate};
use keyward::{
    db::Db,
    error::{Error, Fault},
};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, IsolationLevel, PaginatorTrait, QueryFilter,
    TransactionOptions, TransactionTrait,
    sea_query::{Expr, ExprTrait, extension::postgres::PgExpr},
};
use secrecy::ExposeSecret;
use tokio::task::yield_now;
use uuid::Uuid;

use crate::harness::{add_account, on_each_database, on_each_url};

#[tokio::test]
async fn two_transactions_that_read_and_then_write_both_get_through() {
    on_each_url(async |url| {
        let db = Db::connect(&url).await?;
        db.migrate().await?;
        let account = add_account(&db, "0").await?.id;
        let of_another_process = Db::connect(&url).await?;
        let twenty: Vec<_> = [&db, &of_another_process]
            .repeat(10)
            .into_iter()
            .map(|db| tokio::spawn(count_up(db.clone(), account)))
            .collect();
        for one in twenty {
            one.await.expect("counting does not panic")?;
        }
        let counted = accounts::Entity::find_by_id(account).one(db.reads()).await?;
        assert_eq!(counted.and_then(|account| account.bio).as_deref(), Some("20"));
        of_another_process.close().await;
        db.close().await;
        Ok(())
    })
    .await;
}

/// As when a client hangs up, or a time-out ends: at another moment of it each time.
#[tokio::test]
async fn a_transaction_whose_beginning_is_given_up_takes_nobodys_write_along() {
    const ROUNDS: u32 = 200;
    on_each_url(async |url| {
        let db = Db::connect(&url).await?;
        db.migrate().await?;
        for round in 0..ROUNDS {
            give_up(db.begin(), round % 5).await;
            add_account(&db, &round.to_string()).await?;
        }
        for _ in 0..ROUNDS {
            db.begin().await?.rollback().await?;
        }
        let elsewhere = Db::connect(&url).await?;
        assert_eq!(accounts::Entity::find().count(elsewhere.reads()).await?, u64::from(ROUNDS));
        elsewhere.close().await;
        db.close().await;
        Ok(())
    })
    .await;
}

/// As by a client that asks and takes it back, again and again.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_gave_up_beginning_is_in_nobodys_way() {
    const MANY: u32 = 20_000;
    on_each_database(async |db| {
        db.migrate().await?;
        // Each connection is there.
        drop(join_all((0..16).map(|_| db.begin())).await);
        for _ in 0..MANY {
            give_up(db.begin(), 1).await;
        }
        let began = Instant::now();
        db.begin().await?.rollback().await?;
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
        Ok(())
    })
    .await;
}

/// Goes on with something so many times, and not to its end.
async fn give_up(something: impl Future, times: u32) {
    let mut something = pin!(something);
    for _ in 0..times {
        if poll_immediate(&mut something).await.is_some() {
            return;
        }
        yield_now().await;
    }
}

/// Serializable on PostgreSQL: there the loser of two may learn of it from its commit.
async fn count_up(db: Db, account: Uuid) -> Result<(), Error> {
    db.retrying(|| async {
        let tx = begin_strictly(&db).await?;
        let read = accounts::Entity::find_by_id(account).one(&tx).await?;
        let count: u32 = read.and_then(|account| account.bio).map_or(0, |bio| bio.parse().expect("a number"));
        accounts::Entity::update_many()
            .col_expr(accounts::Column::Bio, Expr::value((count + 1).to_string()))
            .filter(accounts::Column::Id.eq(account))
            .exec(&tx)
            .await?;
        Ok(tx.commit().await?)
    })
    .await
}

async fn begin_strictly(db: &Db) -> Result<DatabaseTransaction, Error> {
    if db.backend() == DbBackend::Sqlite {
        return db.begin().await;
    }
    let serializable = TransactionOptions { isolation_level: Some(IsolationLevel::Serializable), ..Default::default() };
    Ok(db.connections().begin_with_options(serializable).await?)
}

#[tokio::test]
async fn single_statements_of_a_serializable_session_get_through_too() {
    on_each_url(async |url| {
        if url.expose_secret().starts_with("sqlite") {
            return Ok(());
        }
        let strict = format!("{}&options=-c%20default_transaction_isolation%3Dserializable", url.expose_secret());
        let db = Db::connect(&strict.into()).await?;
        db.migrate().await?;
        let account = add_account(&db, "").await?.id;
        let twenty: Vec<_> = (0..20).map(|_| tokio::spawn(lengthen(db.clone(), account))).collect();
        for one in twenty {
            one.await.expect("writing does not panic")?;
        }
        let written = accounts::Entity::find_by_id(account).one(db.reads()).await?;
        assert_eq!(written.and_then(|account| account.bio), Some("x".repeat(20)));
        db.close().await;
        Ok(())
    })
    .await;
}

async fn lengthen(db: Db, account: Uuid) -> Result<(), Error> {
    let longer = Expr::col(accounts::Column::Bio).if_null("").concat("x");
    accounts::Entity::update_many()
        .col_expr(accounts::Column::Bio, longer)
        .filter(accounts::Column::Id.eq(account))
        .exec(db.writes())
        .await?;
    Ok(())
}

#[tokio::test]
async fn an_attempt_is_repeated_while_another_transaction_is_in_the_way() {
    on_each_database(async |db| {
        let tries = AtomicU32::new(0);
        let done = db
            .retrying(|| async {
                let number = tries.fetch_add(1, Ordering::Relaxed) + 1;
                if number < 3 { Err(busy()) } else { Ok(number) }
            })
            .await?;
        assert_eq!(done, 3);
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn patience_ends_and_what_failed_otherwise_is_not_tried_again() {
    on_each_database(async |db| {
        for (failure, most) in [(busy as fn() -> Error, 20), (broken, 1)] {
            let tries = AtomicU32::new(0);
            let done = db.retrying(|| async {
                tries.fetch_add(1, Ordering::Relaxed);
                Err::<(), _>(failure())
            });
            let error = done.await.expect_err("no attempt gets through");
            assert_eq!(matches!(error, Error::Unavailable { .. }), most > 1, "{error}");
            assert_eq!(tries.into_inner(), most);
        }
        Ok(())
    })
    .await;
}

fn busy() -> Error {
    let error = sqlx::Error::Database(Box::new(Busy));
    Fault::Database(DbErr::Query(sea_orm::RuntimeErr::SqlxError(error.into()))).into()
}

fn broken() -> Error {
    Fault::while_doing("testing")(io::Error::other("broken")).into()
}

/// What SQLite says while another process writes.
#[derive(Debug, thiserror::Error)]
#[error("database is locked")]
struct Busy;

impl sqlx::error::DatabaseError for Busy {
    fn message(&self) -> &'static str {
        "database is locked"
    }

    fn code(&self) -> Option<std::borrow::Cow<'_, str>> {
        Some("5".into())
    }

    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> sqlx::error::ErrorKind {
        sqlx::error::ErrorKind::Other
    }
}
