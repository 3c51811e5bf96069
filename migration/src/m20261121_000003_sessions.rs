//! One row for each sign-in and all the refresh tokens that follow from it.

use sea_orm_migration::{
    prelude::*,
    schema::{
        blob, integer, string_len, string_len_null, text, text_null, timestamp_with_time_zone,
        timestamp_with_time_zone_null, uuid,
    },
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("sessions")
            .col(uuid("id").primary_key())
            .col(uuid("account_id"))
            .col(integer("generation").check(Expr::col("generation").gte(0)))
            .col(blob("nonce_hash"))
            .col(timestamp_with_time_zone("rotated_at"))
            .col(string_len("delivery", 16))
            .col(timestamp_with_time_zone("signed_in_at"))
            .col(timestamp_with_time_zone("last_active_at"))
            .col(timestamp_with_time_zone("expires_at"))
            .col(timestamp_with_time_zone("ends_at"))
            .col(timestamp_with_time_zone_null("ended_at"))
            .col(string_len_null("end_reason", 32))
            .col(text_null("ip"))
            .col(text_null("user_agent"))
            .col(text("device"))
            .foreign_key(
                ForeignKey::create()
                    .from("sessions", "account_id")
                    .to("accounts", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .take();
        manager.create_table(table).await?;
        // No index names a time that a refresh moves: PostgreSQL then updates the row in place (HOT).
        manager
            .create_index(
                Index::create()
                    .name("sessions_live")
                    .table("sessions")
                    .col("account_id")
                    .and_where(Expr::col("ended_at").is_null())
                    .take(),
            )
            .await?;
        // The partial one does not serve the foreign key: ended sessions go with their account, too. With the device,
        // a login finds out whether it was seen before, however many sessions there have been.
        let all = Index::create().name("sessions_account_id").table("sessions").col("account_id").col("device").take();
        manager.create_index(all).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("sessions").take()).await
    }
}
