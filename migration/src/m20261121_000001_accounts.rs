//! Who has an account: names, addresses, profile, roles.

use sea_orm_migration::{
    prelude::*,
    schema::{json_binary, text, text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let table = Table::create()
            .table("accounts")
            .col(uuid("id").primary_key())
            .col(text("email"))
            .col(text("email_key"))
            .col(timestamp_with_time_zone_null("email_verified_at"))
            .col(text_null("pending_email"))
            .col(text_null("username"))
            .col(text_null("username_key"))
            .col(text_null("full_name"))
            .col(text("locale"))
            .col(text_null("display_name"))
            .col(text_null("bio"))
            .col(text_null("picture_url"))
            .col(json_binary("roles"))
            .col(timestamp_with_time_zone_null("disabled_at"))
            .col(timestamp_with_time_zone_null("last_login_at"))
            .col(timestamp_with_time_zone("created_at"))
            .col(timestamp_with_time_zone("updated_at"))
            .take();
        manager.create_table(table).await?;
        manager
            .create_index(
                Index::create().name("accounts_email_key_unique").table("accounts").col("email_key").unique().take(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("accounts_username_key_unique")
                    .table("accounts")
                    .col("username_key")
                    .unique()
                    .take(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("accounts").take()).await
    }
}
