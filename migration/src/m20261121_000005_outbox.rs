//! Mail that survives a crash: written with what it tells of, sent by a worker.

use sea_orm_migration::{
    prelude::*,
    schema::{
        integer, json_binary, string_len, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null,
        uuid, uuid_null,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("outbox")
            .col(uuid("id").primary_key())
            .col(string_len("kind", 32))
            .col(uuid_null("account_id"))
            .col(text_null("recipient"))
            .col(text("locale"))
            .col(uuid_null("mailed_token_id"))
            .col(json_binary("data"))
            .col(text("message_id"))
            .col(integer("attempts"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("next_attempt_at"))
            .col(timestamp_with_time_zone_null("claimed_until"))
            .col(timestamp_with_time_zone_null("sent_at"))
            .col(timestamp_with_time_zone_null("dead_at"))
            .col(text_null("last_error"))
            .foreign_key(
                ForeignKey::create()
                    .from("outbox", "account_id")
                    .to("accounts", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .foreign_key(
                ForeignKey::create()
                    .from("outbox", "mailed_token_id")
                    .to("mailed_tokens", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .take();
        manager.create_table(table).await?;
        manager
            .create_index(
                Index::create()
                    .name("outbox_due")
                    .table("outbox")
                    .col("next_attempt_at")
                    .and_where(Expr::col("sent_at").is_null())
                    .and_where(Expr::col("dead_at").is_null())
                    .take(),
            )
            .await?;
        manager
            .create_index(Index::create().name("outbox_account_id").table("outbox").col("account_id").take())
            .await?;
        manager
            .create_index(Index::create().name("outbox_mailed_token_id").table("outbox").col("mailed_token_id").take())
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("outbox").take()).await
    }
}
