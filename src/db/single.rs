use async_trait::async_trait;
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

use super::{failure::is_transient, retry::Patience, silence::in_time};

/// Where single statements run, outside a transaction. To the database each is a transaction of its own, and may lose
/// against another one; it has done nothing then, so it is tried again here, whoever sent it.
#[derive(Clone, Debug)]
pub struct Single(pub(super) DatabaseConnection);

#[async_trait]
impl ConnectionTrait for Single {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        retrying(|| self.0.execute_raw(statement.clone())).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        retrying(|| self.0.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        retrying(|| self.0.query_one_raw(statement.clone())).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        retrying(|| self.0.query_all_raw(statement.clone())).await
    }
}

async fn retrying<T, Fut>(attempt: impl Fn() -> Fut) -> Result<T, DbErr>
where
    Fut: Future<Output = Result<T, DbErr>>,
{
    let mut patience = Patience::new();
    loop {
        match in_time(attempt()).await {
            Err(error) if is_transient(&error) => {
                tracing::debug!(%error, "another transaction was in the way");
            }
            done => return done,
        }
        if patience.wait().await.is_err() {
            // Of the errors there are, the one that says: come back later.
            return Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout));
        }
    }
}
