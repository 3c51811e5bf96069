//! By what the device of a session is known when somebody signs in from it again.

use sea_orm_migration::{prelude::*, schema::blob_null};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let column = blob_null("device_key").take();
        manager.alter_table(Table::alter().table("sessions").add_column(column).take()).await?;
        let index = Index::create()
            .name("sessions_device_key")
            .table("sessions")
            .col("account_id")
            .col("device_key")
            .and_where(Expr::col("device_key").is_not_null())
            .take();
        manager.create_index(index).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("sessions_device_key").table("sessions").to_owned()).await?;
        manager.alter_table(Table::alter().table("sessions").drop_column("device_key").take()).await
    }
}
