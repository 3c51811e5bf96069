//! The database: how it is opened, how a transaction is begun and retried, and what its errors mean.
//!
//! ```text
//! SQLite       reads ──▶ a few connections that cannot write      writes, begin ──▶ one connection
//! PostgreSQL   reads, writes, begin ──▶ one pool
//! ```
//!
//! Always true: no wait for the database is without an end. On SQLite a transaction takes the right to write when
//! it begins (`BEGIN IMMEDIATE`): two that read first and then want to write would deadlock. On PostgreSQL the
//! isolation is the server's default: `READ COMMITTED` is enough, and under a stricter one what lost against another
//! transaction is tried again, see [`Db::retrying`].

mod begin;
mod delete_oldest;
mod examine;
mod failure;
mod migrate;
mod open;
mod pool;
mod retry;
mod silence;
mod single;

use std::{path::PathBuf, sync::Arc};

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend};
use secrecy::{ExposeSecret as _, SecretString};

use self::begin::Beginnings;
use crate::error::{Error, Fault};

pub use failure::{is_away, is_conflict, is_full};
pub use migrate::Migrations;
pub use pool::Pool;
pub use single::Single;

/// A transaction: what is written in it is there together, or not at all.
pub type Tx = DatabaseTransaction;

/// The database, ready to be asked. A clone shares the connections.
#[derive(Clone, Debug)]
pub struct Db {
    readers: Single,
    /// The same pool as the readers on PostgreSQL.
    writer: Single,
    beginnings: Beginnings,
}

impl Db {
    /// Opens the database that `DATABASE_URL` names: a file, made with its folder when it is missing, or a
    /// PostgreSQL server. Does not migrate.
    ///
    /// # Errors
    /// A [`Fault`] whose source says what to mend, and nothing of the URL.
    pub async fn connect(url: &SecretString) -> Result<Self, Error> {
        let opened =
            open::open(url, open::Missing::IsMade).await.map_err(Fault::while_doing("opening the database"))?;
        Ok(opened)
    }

    /// As [`Db::connect`], but makes nothing: whoever works on a server's database in the wrong folder is told so.
    ///
    /// # Errors
    /// As [`Db::connect`], and when the file is missing.
    pub async fn connect_existing(url: &SecretString) -> Result<Self, Error> {
        let opened =
            open::open(url, open::Missing::IsRefused).await.map_err(Fault::while_doing("opening the database"))?;
        Ok(opened)
    }

    /// As [`Db::connect_existing`], to look at it: nothing can be written on SQLite, and nothing is made or changed by
    /// opening it.
    ///
    /// # Errors
    /// As [`Db::connect_existing`].
    pub async fn connect_to_read(url: &SecretString) -> Result<Self, Error> {
        Ok(open::open_to_read(url).await.map_err(Fault::while_doing("opening the database"))?)
    }

    /// The file that a `DATABASE_URL` names; none on a PostgreSQL server.
    #[must_use]
    pub fn file(url: &SecretString) -> Option<PathBuf> {
        open::sqlite_file(url.expose_secret()).ok().flatten()
    }

    /// Where to read, outside a transaction. On SQLite nothing can be written here.
    #[must_use]
    pub fn reads(&self) -> &Single {
        &self.readers
    }

    /// Where to write with a single statement. More than one belong into a transaction.
    #[must_use]
    pub fn writes(&self) -> &Single {
        &self.writer
    }

    /// The connections themselves, for those who begin transactions of another kind: migrations.
    #[must_use]
    pub fn connections(&self) -> &DatabaseConnection {
        &self.writer.0
    }

    /// Calls back after each statement, with its SQL and never its values; not for `BEGIN` and `COMMIT`. A clone
    /// made before is not watched.
    pub fn watch(&mut self, statement: impl Fn(&str) + Send + Sync + 'static) {
        let statement = Arc::new(statement);
        let same = Arc::clone(&statement);
        self.readers.0.set_metric_callback(move |info| same(&info.statement.sql));
        self.writer.0.set_metric_callback(move |info| statement(&info.statement.sql));
    }

    /// How the connections are used: under what they are for, each with what it has open, idle and at most.
    #[must_use]
    pub fn pools(&self) -> Vec<(&'static str, Pool)> {
        match self.backend() {
            DbBackend::Sqlite => [("reads", &self.readers), ("writes", &self.writer)]
                .map(|(name, connection)| (name, Pool::of(connection.0.get_sqlite_connection_pool())))
                .to_vec(),
            _ => vec![("all", Pool::of(self.writer.0.get_postgres_connection_pool()))],
        }
    }

    /// Which of the two databases this is, for SQL by hand.
    #[must_use]
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Closes the connections of this one and every clone, after what they are at. SQLite's last one folds the
    /// write-ahead log back into the file.
    pub async fn close(self) {
        for connection in [self.readers.0, self.writer.0] {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "closing the database failed");
            }
        }
    }
}
