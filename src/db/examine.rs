//! What an operator wants to know of the database itself.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement, TryGetable};

use super::Db;
use crate::error::Error;

impl Db {
    /// The version, as the database says it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn version(&self) -> Result<String, Error> {
        let is_sqlite = self.backend() == DbBackend::Sqlite;
        self.value(if is_sqlite { "SELECT sqlite_version()" } else { "SHOW server_version" }).await
    }

    /// SQLite's journal mode in lower case, `wal` where a server has opened the file; none on PostgreSQL.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn journal_mode(&self) -> Result<Option<String>, Error> {
        match self.backend() {
            DbBackend::Sqlite => self.value("PRAGMA journal_mode").await.map(Some),
            _ => Ok(None),
        }
    }

    /// The time by a PostgreSQL server's clock; none on SQLite, which has ours.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn now(&self) -> Result<Option<DateTime<Utc>>, Error> {
        match self.backend() {
            DbBackend::Sqlite => Ok(None),
            _ => self.value("SELECT clock_timestamp()").await.map(Some),
        }
    }

    async fn value<T: TryGetable>(&self, sql: &str) -> Result<T, Error> {
        let row = self.reads().query_one_raw(Statement::from_string(self.backend(), sql)).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?;
        Ok(row.try_get_by_index(0)?)
    }
}
