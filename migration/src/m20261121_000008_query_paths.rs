//! Indexes for what so far read a whole table: an operator's lists.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // In the order of the lists, and no larger than what they are about.
        let unverified = Index::create()
            .name("accounts_unverified")
            .table("accounts")
            .col("id")
            .and_where(Expr::col("email_verified_at").is_null())
            .take();
        manager.create_index(unverified).await?;
        let disabled = Index::create()
            .name("accounts_disabled")
            .table("accounts")
            .col("id")
            .and_where(Expr::col("disabled_at").is_not_null())
            .take();
        manager.create_index(disabled).await?;
        // SQLite has no index on what is inside JSON: there the list walks the primary key.
        if manager.get_database_backend() == DbBackend::Postgres {
            manager
                .get_connection()
                .execute_unprepared("CREATE INDEX accounts_roles ON accounts USING gin (roles)")
                .await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in ["accounts_unverified", "accounts_disabled", "accounts_roles"] {
            manager.drop_index(Index::drop().name(index).if_exists().to_owned()).await?;
        }
        Ok(())
    }
}
