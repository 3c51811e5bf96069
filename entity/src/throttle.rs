//! How often something was tried (GCRA). Owned by the feature `throttling`.

use sea_orm::entity::prelude::*;

/// One thing that is counted.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "throttle")]
pub struct Model {
    /// A keyed hash of limit, subject and network, 32 bytes: no address is kept in clear.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: Vec<u8>,
    /// The theoretical arrival time, in microseconds since 1970-01-01T00:00:00Z. A number rather than a time, as
    /// one upsert compares and adds in the database, and both databases add numbers alike.
    pub arrival: i64,
    /// When the row says no more than its absence would, in microseconds as well.
    pub expires_at: i64,
}

/// The rows belong to nothing else.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
