//! The keys that sign access tokens.

use sea_orm_migration::{
    prelude::*,
    schema::{blob, json_binary, string_len, text, timestamp_with_time_zone, timestamp_with_time_zone_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("signing_keys")
            .col(text("kid").primary_key())
            .col(string_len("algorithm", 16))
            .col(blob("sealed_private_key"))
            .col(json_binary("public_jwk"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("signs_from"))
            .col(timestamp_with_time_zone_null("signs_until"))
            .col(timestamp_with_time_zone_null("published_until"))
            .take();
        manager.create_table(table).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("signing_keys").take()).await
    }
}
