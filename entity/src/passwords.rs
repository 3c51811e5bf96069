//! The password of each account: a table of its own, so that no query of an account drags the hash along.
//! Owned by the feature `passwords`.

use sea_orm::entity::prelude::*;

/// The password of one account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passwords")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// A PHC string; null when the password is void until it is reset.
    pub hash: Option<String>,
    /// When it was set or made void. Hashing it anew for newer parameters leaves it alone: whoever checked a
    /// password compares this before writing what follows from it.
    pub changed_at: DateTimeUtc,
}

/// What the rows belong to.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    /// The account it belongs to, and goes with.
    #[sea_orm(
        belongs_to = "super::accounts::Entity",
        from = "Column::AccountId",
        to = "super::accounts::Column::Id",
        on_delete = "Cascade"
    )]
    Account,
}

impl Related<super::accounts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Account.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
