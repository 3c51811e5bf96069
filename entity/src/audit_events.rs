//! What happened to accounts and keys, by whom and from where. Owned by the feature `audit`.

use sea_orm::entity::prelude::*;

/// One event, without anything that leads to a person once the account is gone.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    /// The key of the row; it begins with the time, so that it tells the order.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// When it happened.
    pub at: DateTimeUtc,
    /// What happened.
    pub event: String,
    /// Whom it is about; null where that is nobody, or unknown. Outlives the account: no foreign key.
    pub account_id: Option<Uuid>,
    /// The session that it was done in, or that it began or ended. Outlives the session.
    pub session_id: Option<Uuid>,
    /// Who did it: how much they had proved.
    pub actor: String,
    /// Where it was done from: an IPv4 /24 or an IPv6 /48.
    pub network: Option<String>,
    /// What it was done with, in words.
    pub device: Option<String>,
    /// What else there is to know, under the event's own keys.
    pub details: Json,
}

/// The rows belong to nothing else.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
