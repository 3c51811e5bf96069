//! One row for each sign-in: the family of its refresh tokens. Owned by the feature `sessions`.

use sea_orm::entity::prelude::*;

/// One signed-in client.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// Opaque and stable; the `sid` of the access tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Who is signed in.
    pub account_id: Uuid,
    /// How often the refresh token has been replaced, from 0: only a token of this generation is unspent.
    pub generation: i32,
    /// What proves the random part of the refresh tokens without letting anyone make one.
    pub nonce_hash: Vec<u8>,
    /// When the generation last moved: the grace for the token before counts from here.
    pub rotated_at: DateTimeUtc,
    /// How the refresh tokens travel, for the whole session: `body` or `cookie`.
    pub delivery: String,
    /// When the password was given; the `auth_time` of the access tokens.
    pub signed_in_at: DateTimeUtc,
    /// When it was last seen, to within five minutes.
    pub last_active_at: DateTimeUtc,
    /// When it ends unless it is refreshed before; never after `ends_at`.
    pub expires_at: DateTimeUtc,
    /// When it ends, whatever is refreshed.
    pub ends_at: DateTimeUtc,
    /// When it was ended before its time; null while it lives or has merely expired.
    pub ended_at: Option<DateTimeUtc>,
    /// Why it was ended.
    pub end_reason: Option<String>,
    /// The address it was last seen at.
    pub ip: Option<String>,
    /// What the client calls itself.
    pub user_agent: Option<String>,
    /// What tells it from other devices of the account: browser, system and provider's network.
    pub device: String,
    /// By what the device is known again when somebody signs in from it, a hash; null of a session from before there was
    /// one, and of a client that had no address.
    pub device_key: Option<Vec<u8>>,
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
