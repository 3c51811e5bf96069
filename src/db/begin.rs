//! Beginning a transaction: whoever gives it up half-way, as clients and time-outs do, leaves nothing behind.

use std::{pin::pin, sync::Arc};

use sea_orm::{
    ConnAcquireErr, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::{sync::Semaphore, time::timeout};
use tracing::Instrument as _;

use super::{
    Db,
    silence::{ACQUIRE_TIMEOUT, Doubt, STATEMENT},
};
use crate::error::{Error, Fault};

/// Who may begin at once: as many as there are connections.
#[derive(Clone, Debug)]
pub(super) struct Beginnings {
    turns: Arc<Semaphore>,
    doubt: Doubt,
}

impl Beginnings {
    pub(super) fn on(connections: u32, doubt: Doubt) -> Self {
        Self { turns: Arc::new(Semaphore::new(connections as usize)), doubt }
    }
}

impl Db {
    /// Begins a transaction that may write. Dropped without a commit, it is rolled back.
    ///
    /// Whoever waits for a turn and goes away is out of the queue. Whoever has one begins in a task of its own:
    /// PostgreSQL's driver knows of a transaction once its `BEGIN` is answered. Given up before, it would stay open on a
    /// connection that goes back to the pool, and the next one to get that would write into it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when there is no connection to be had in time.
    pub async fn begin(&self) -> Result<DatabaseTransaction, Error> {
        let turn = timeout(ACQUIRE_TIMEOUT, Arc::clone(&self.beginnings.turns).acquire_owned()).await;
        let turn = turn.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        let (connection, doubt) = (self.writer.0.clone(), self.beginnings.doubt.clone());
        let beginning = async move {
            let _turn = turn;
            begin_on(&connection, &doubt).await
        };
        let begun = tokio::spawn(beginning.in_current_span()).await;
        Ok(begun.map_err(Fault::while_doing("beginning a transaction"))??)
    }
}

async fn begin_on(connection: &DatabaseConnection, doubt: &Doubt) -> Result<DatabaseTransaction, DbErr> {
    let immediate =
        TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    let mut beginning = pin!(connection.begin_with_options(immediate));
    if let Ok(begun) = timeout(STATEMENT, &mut beginning).await {
        return begun;
    }
    // Before the connection is given back, which is when `beginning` is dropped.
    doubt.raise();
    Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
}
