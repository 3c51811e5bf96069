//! Finding what is over without reading what is not.
//!
//! No index names a time that a refresh moves, so that PostgreSQL still updates a session's row in place (HOT): a
//! session that was left alone is found by the end that it has had since it began. A limit's row does move with each
//! try; next to the hash of a password that costs nothing that could be measured.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Table, column, and whether most rows never have a value there.
const TIMES: [(&str, &str, bool); 6] = [
    ("sessions", "ended_at", true),
    ("sessions", "ends_at", false),
    ("mailed_tokens", "expires_at", false),
    ("outbox", "sent_at", true),
    ("outbox", "dead_at", true),
    ("throttle", "expires_at", false),
];

fn name(table: &str, column: &str) -> String {
    format!("{table}_{column}")
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column, rare) in TIMES {
            let mut index = Index::create().name(name(table, column)).table(table).col(column).take();
            if rare {
                index.and_where(Expr::col(column).is_not_null());
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column, _) in TIMES {
            manager.drop_index(Index::drop().name(name(table, column)).table(table).to_owned()).await?;
        }
        Ok(())
    }
}
