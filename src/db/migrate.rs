//! Bringing the tables to what this version needs.

use std::collections::HashSet;

use migration::{Migrator, MigratorTrait, SchemaManager, seaql_migrations};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, IsolationLevel, TransactionOptions, TransactionTrait,
};

use super::Db;
use crate::error::Error;

/// PostgreSQL: any number that nobody else in this database locks by; this one is `keyward` in ASCII.
const LOCK: &str = "
    SET LOCAL statement_timeout = 0;
    SET LOCAL lock_timeout = '60s';
    SELECT pg_advisory_xact_lock(30229394876363364)";

/// Which migrations have run, beside those of this version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrations {
    /// Whether none has ever run.
    pub is_new: bool,
    /// Those that have not run.
    pub missing: Vec<String>,
    /// Those that have run and are none of this version's.
    pub unknown: Vec<String>,
}

impl Db {
    /// Runs the migrations that are missing, all or none, and tells how many that were. Of several processes that
    /// start at once, one migrates and the others wait.
    ///
    /// # Errors
    /// A fault when a migration fails or the wait for another process takes too long.
    pub async fn migrate(&self) -> Result<usize, Error> {
        if self.is_migrated().await? {
            return Ok(0);
        }
        self.retrying(|| async {
            let tx = self.begin_migration().await?;
            let missing = Migrator::get_pending_migrations(&tx).await?.len();
            Migrator::up(&tx, None).await?;
            tx.commit().await?;
            Ok(missing)
        })
        .await
    }

    /// Whether every migration of this version has run. A database that a later version has migrated counts:
    /// while instances are replaced, the ones from before keep serving.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn is_migrated(&self) -> Result<bool, Error> {
        Ok(self.migrations().await?.missing.is_empty())
    }

    /// Which migrations have run, beside those of this version.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn migrations(&self) -> Result<Migrations, Error> {
        let ours: Vec<_> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
        let table = Migrator::migration_table_name().to_string();
        if !SchemaManager::new(&self.readers.0).has_table(&table).await? {
            return Ok(Migrations { is_new: true, missing: ours, unknown: Vec::new() });
        }
        let applied = seaql_migrations::Entity::find().all(self.reads()).await?;
        let applied: HashSet<_> = applied.into_iter().map(|row| row.version).collect();
        let mut unknown: Vec<_> = applied.iter().filter(|name| !ours.contains(name)).cloned().collect();
        unknown.sort();
        let missing = ours.into_iter().filter(|name| !applied.contains(name)).collect();
        Ok(Migrations { is_new: false, missing, unknown })
    }

    /// A transaction that no other process migrates beside: on SQLite there is but one that writes anyway.
    async fn begin_migration(&self) -> Result<DatabaseTransaction, Error> {
        if self.backend() != DbBackend::Postgres {
            return self.begin().await;
        }
        // A stricter isolation would go on seeing the tables as they were before the wait.
        let seeing_others =
            TransactionOptions { isolation_level: Some(IsolationLevel::ReadCommitted), ..Default::default() };
        let tx = self.connections().begin_with_options(seeing_others).await?;
        tx.execute_unprepared(LOCK).await?;
        Ok(tx)
    }
}
