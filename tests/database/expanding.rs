//! Migrations expand before they contract: the version before runs on the tables of the next.

use std::collections::{BTreeMap, BTreeSet};

use keyward::{db::Db, error::Error};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::harness::on_each_database;

/// What a version relies on: a column's type, and what may be left out when a row is written.
#[derive(Debug, PartialEq, Eq)]
struct Column {
    type_: String,
    may_be_left_out: bool,
}

type Columns = BTreeMap<(String, String), Column>;

#[tokio::test]
async fn each_migration_leaves_what_the_version_before_runs_on() {
    on_each_database(async |db| {
        let (mut before, mut unique_before) = (Columns::new(), BTreeSet::new());
        for migration in Migrator::migrations() {
            Migrator::up(db.connections(), Some(1)).await?;
            let (after, unique_after) = (columns(&db).await?, unique_indexes(&db).await?);
            compare(migration.name(), &before, &after);
            for (table, index) in unique_after.difference(&unique_before) {
                let is_old = before.keys().any(|(known, _)| known == table);
                assert!(!is_old, "{} makes {table} stricter: {index}", migration.name());
            }
            (before, unique_before) = (after, unique_after);
        }
        Ok(())
    })
    .await;
}

fn compare(migration: &str, before: &Columns, after: &Columns) {
    for (name, column) in before {
        assert_eq!(after.get(name), Some(column), "{migration} changes {name:?}: contract it in a later release");
    }
    let tables: BTreeSet<_> = before.keys().map(|(table, _)| table).collect();
    for (name, column) in after.iter().filter(|(name, _)| tables.contains(&name.0) && !before.contains_key(name)) {
        assert!(column.may_be_left_out, "{migration} adds {name:?}, which the version before does not write");
    }
}

async fn columns(db: &Db) -> Result<Columns, Error> {
    let sql = match db.backend() {
        DbBackend::Sqlite => {
            "SELECT m.name AS t, c.name AS c, c.type AS y, c.\"notnull\" = 0 OR c.dflt_value IS NOT NULL AS o
             FROM sqlite_schema AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'"
        }
        _ => {
            "SELECT table_name::text AS t, column_name::text AS c,
                data_type || coalesce(character_maximum_length::text, '') AS y,
                is_nullable = 'YES' OR column_default IS NOT NULL AS o
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let rows = db.reads().query_all_raw(Statement::from_string(db.backend(), sql)).await?;
    let read = |row: &sea_orm::QueryResult| {
        let column = Column { type_: row.try_get("", "y")?, may_be_left_out: row.try_get("", "o")? };
        Ok(((row.try_get("", "t")?, row.try_get("", "c")?), column))
    };
    rows.iter().map(read).collect()
}

/// With their tables: one on a table that was there refuses what the version before writes.
async fn unique_indexes(db: &Db) -> Result<BTreeSet<(String, String)>, Error> {
    let sql = match db.backend() {
        DbBackend::Sqlite => {
            "SELECT m.name AS t, i.name AS i FROM sqlite_schema AS m, pragma_index_list(m.name) AS i
             WHERE m.type = 'table' AND i.\"unique\" = 1"
        }
        _ => {
            "SELECT indrelid::regclass::text AS t, indexrelid::regclass::text AS i FROM pg_index
             JOIN pg_class ON pg_class.oid = indrelid WHERE indisunique AND relnamespace = 'public'::regnamespace"
        }
    };
    let rows = db.reads().query_all_raw(Statement::from_string(db.backend(), sql)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "t")?, row.try_get("", "i")?))).collect()
}
