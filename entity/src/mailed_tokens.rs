//! Single-use proofs that travel by mail: for one purpose, one account and one address. Owned by the feature
//! `mailed_tokens`.

use sea_orm::entity::prelude::*;

/// One proof, without anything that could be used: the token holds a MAC that is stored nowhere.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mailed_tokens")]
pub struct Model {
    /// The key of the row; never leaves the server.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// 16 random bytes by which the token finds its row. Unique.
    pub handle: Vec<u8>,
    /// Whose it is.
    pub account_id: Uuid,
    /// What it is for.
    pub purpose: String,
    /// The address it was mailed to, or speaks of, as the purpose has it.
    pub address: String,
    /// When it was asked for.
    pub created_at: DateTimeUtc,
    /// When it comes too late.
    pub expires_at: DateTimeUtc,
    /// When it was used; the update that sets it decides who did.
    pub used_at: Option<DateTimeUtc>,
    /// When something else made it void.
    pub void_at: Option<DateTimeUtc>,
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
