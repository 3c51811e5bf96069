//! How long the tokens live that a key has signed: it verifies until the last of them has expired.

use sea_orm_migration::{prelude::*, schema::big_integer};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Zero until the first server starts, which knows better; an instance before this version writes none.
        let column = big_integer("token_lifetime").default(0).take();
        manager.alter_table(Table::alter().table("signing_keys").add_column(column).take()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("signing_keys").drop_column("token_lifetime").take()).await
    }
}
