//! The tables, one migration each, in the order of their foreign keys; each has a way down.
//!
//! What holds for all of them:
//!
//! - **The same on SQLite and PostgreSQL.** Keys are `uuid`, on SQLite a blob of 16 bytes. JSON is `jsonb`, on
//!   SQLite text.
//! - **Times** are `timestamptz`, on SQLite text as SQLx writes it: RFC 3339 in UTC, the fraction left out or in
//!   three or six digits, e.g. `2026-11-21T05:19:00+00:00`, `…00.123+00:00`, `…00.123456+00:00`. SQLite compares
//!   byte by byte, and that is the order of the moments: every field before the fraction has a fixed width, one
//!   moment has one text, and where one fraction is the beginning of the other, `+` (0x2B) meets `.` (0x2E) or a
//!   digit (0x30 and up), so the shorter, which is earlier, comes first. It holds from year 0 to 9999 and only for
//!   UTC, and never for a text that SQLite's own functions made, such as `datetime('now')`.
//! - **Text from people has no length here.** The types that parse it carry the limits; a second one in the
//!   column would turn a missed check into a fault on one database and into nothing on the other. Words of our
//!   own (purposes, reasons) have one.
//! - **Unique indexes** are called `TABLE_COLUMN_unique`: the server finds out by the name which one a write hit.
//! - **An account takes its rows along** (`on delete cascade`), so each such column has an index of its own. The audit's
//!   rows stay: they name an account by its id alone, without a foreign key.
//! - **A migration that has been released is never changed**; the next one mends it.
//! - **Expand before you contract.** While instances are replaced one after the other, the version before runs on the
//!   tables of the next. So a migration adds: a table, a column that may be null or has a default, an index that isn't
//!   unique on a table that was there. What is not used any more goes, or becomes strict, in a release after the one
//!   that stopped using it. `tests/database/expanding.rs` compares the columns before and after each migration.

mod m20261121_000001_accounts;
mod m20261121_000002_passwords;
mod m20261121_000003_sessions;
mod m20261121_000004_mailed_tokens;
mod m20261121_000005_outbox;
mod m20261121_000006_throttle;
mod m20261121_000007_signing_keys;
mod m20261121_000008_query_paths;
mod m20261121_000009_what_is_over;
mod m20261121_000010_token_lifetimes;
mod m20261121_000011_audit_events;
mod m20261121_000012_known_devices;

pub use sea_orm_migration::{MigratorTrait, SchemaManager, seaql_migrations};

use sea_orm_migration::{MigrationTrait, async_trait};

/// All migrations, the oldest first.
#[derive(Clone, Copy, Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_accounts::Migration),
            Box::new(m20261121_000002_passwords::Migration),
            Box::new(m20261121_000003_sessions::Migration),
            Box::new(m20261121_000004_mailed_tokens::Migration),
            Box::new(m20261121_000005_outbox::Migration),
            Box::new(m20261121_000006_throttle::Migration),
            Box::new(m20261121_000007_signing_keys::Migration),
            Box::new(m20261121_000008_query_paths::Migration),
            Box::new(m20261121_000009_what_is_over::Migration),
            Box::new(m20261121_000010_token_lifetimes::Migration),
            Box::new(m20261121_000011_audit_events::Migration),
            Box::new(m20261121_000012_known_devices::Migration),
        ]
    }
}
