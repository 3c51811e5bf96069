//! What a connection keeps prepared has an end.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::harness::on_each_database;

#[tokio::test]
async fn a_connection_keeps_so_many_statements_and_forgets_the_oldest() {
    on_each_database(async |db| {
        if db.backend() != DbBackend::Postgres {
            return Ok(());
        }
        let connection = db.begin().await?;
        for number in 0..300 {
            connection.query_one_raw(Statement::from_string(db.backend(), format!("SELECT {number}"))).await?;
        }
        let kept = "SELECT count(*) AS n FROM pg_prepared_statements";
        let kept = connection.query_one_raw(Statement::from_string(db.backend(), kept)).await?.expect("a row");
        let kept: i64 = kept.try_get("", "n")?;
        assert!((100..=200).contains(&kept), "{kept}");
        connection.rollback().await?;
        Ok(())
    })
    .await;
}
