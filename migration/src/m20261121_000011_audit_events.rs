//! What happened, by whom and from where. A row outlives the account that it is about.
//!
//! Ids begin with the time: a list since a moment, in its order, and what is too old to be kept are ranges of the key,
//! so that no event pays for an index on its time.

use sea_orm_migration::{
    prelude::*,
    schema::{json_binary, string_len, string_len_null, text_null, timestamp_with_time_zone, uuid, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("audit_events")
            .col(uuid("id").primary_key())
            .col(timestamp_with_time_zone("at"))
            .col(string_len("event", 32))
            .col(uuid_null("account_id"))
            .col(uuid_null("session_id"))
            .col(string_len("actor", 16))
            .col(string_len_null("network", 64))
            .col(text_null("device"))
            .col(json_binary("details"))
            .take();
        manager.create_table(table).await?;
        for column in ["account_id", "event"] {
            let name = format!("audit_events_{column}");
            let index = Index::create().name(name).table("audit_events").col(column).col("id").take();
            manager.create_index(index).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("audit_events").take()).await
    }
}
