//! Single-use proofs that travel by mail.

use sea_orm_migration::{
    prelude::*,
    schema::{blob, string_len, text, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("mailed_tokens")
            .col(uuid("id").primary_key())
            .col(blob("handle"))
            .col(uuid("account_id"))
            .col(string_len("purpose", 32))
            .col(text("address"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone_null("used_at"))
            .col(timestamp_with_time_zone_null("void_at"))
            .foreign_key(
                ForeignKey::create()
                    .from("mailed_tokens", "account_id")
                    .to("accounts", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .take();
        manager.create_table(table).await?;
        manager
            .create_index(
                Index::create()
                    .name("mailed_tokens_handle_unique")
                    .table("mailed_tokens")
                    .col("handle")
                    .unique()
                    .take(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("mailed_tokens_account_id").table("mailed_tokens").col("account_id").take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("mailed_tokens").take()).await
    }
}
