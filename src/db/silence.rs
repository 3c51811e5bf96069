//! Connections that fall silent: a firewall forgot them, or a host lost its power, and nobody says that they have ended.
//! TCP waits a quarter of an hour for an answer, or for ever, and PostgreSQL's driver as long as TCP.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sea_orm::{ConnAcquireErr, DbErr};
use sqlx::{Connection, Error as SqlxError, PgConnection};
use tokio::time::{Instant, timeout};

/// How long to wait for a connection before the answer is that the database is away.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long to wait for what a statement answers: for a connection, and then for longer than PostgreSQL works on it
/// (`bounded` in `open.rs`).
pub(super) const STATEMENT: Duration = Duration::from_secs(16);

/// How long a connection may take to say that it is there.
const PONG: Duration = Duration::from_secs(2);

/// How long after a `BEGIN` was given up no connection is kept.
const DOUBTED: Duration = Duration::from_secs(10);

pub(super) async fn in_time<T>(statement: impl Future<Output = Result<T, DbErr>>) -> Result<T, DbErr> {
    timeout(STATEMENT, statement).await.unwrap_or(Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)))
}

/// Fails where a connection does not say in time that it is there. The pool itself would wait for that, and have one
/// connection less.
pub(super) async fn is_there(connection: &mut PgConnection) -> Result<(), SqlxError> {
    timeout(PONG, connection.ping()).await.unwrap_or_else(|_| Err(SqlxError::Io(io::ErrorKind::TimedOut.into())))
}

/// Whether a connection may be in a transaction that the driver does not know of.
#[derive(Clone, Debug, Default)]
pub(super) struct Doubt(Arc<Mutex<Option<Instant>>>);

impl Doubt {
    pub(super) fn raise(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    pub(super) fn is_raised(&self) -> bool {
        let raised = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        raised.is_some_and(|raised| raised.elapsed() < DOUBTED)
    }
}
