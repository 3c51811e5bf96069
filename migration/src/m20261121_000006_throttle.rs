//! How often something was tried. Rows that are over are few and swept by a scan: an index on a column
//! that every try moves would cost more than it saves.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, blob},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("throttle")
            .col(blob("key").primary_key())
            .col(big_integer("arrival"))
            .col(big_integer("expires_at"))
            .take();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("throttle").take()).await
    }
}
