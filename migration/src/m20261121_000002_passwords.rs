//! One password for each account, in a table of its own: no query of an account drags the hash along.

use sea_orm_migration::{
    prelude::*,
    schema::{text_null, timestamp_with_time_zone, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("passwords")
            .col(uuid("account_id").primary_key())
            .col(text_null("hash"))
            .col(timestamp_with_time_zone("changed_at"))
            .foreign_key(
                ForeignKey::create()
                    .from("passwords", "account_id")
                    .to("accounts", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .take();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("passwords").take()).await
    }
}
