//! Who has an account: names, addresses, profile, roles. Owned by the feature `accounts`.

use sea_orm::{FromJsonQueryResult, entity::prelude::*};
use serde::{Deserialize, Serialize};

/// One account.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    /// Opaque and stable; the `sub` of the access tokens.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The address in force, as it was typed: mail goes here.
    pub email: String,
    /// The address folded, for comparing. Unique: the insert decides who was first, not a look before.
    pub email_key: String,
    /// When the address in force was proved; null before.
    pub email_verified_at: Option<DateTimeUtc>,
    /// The address that a change is waiting to have confirmed.
    pub pending_email: Option<String>,
    /// The second name to sign in with, as it was typed.
    pub username: Option<String>,
    /// The username folded, for comparing and for signing in. Unique. Null beside a username that is only
    /// wished for: where the address must be verified before the first login, it is claimed then.
    pub username_key: Option<String>,
    /// The `name` of the access tokens.
    pub full_name: Option<String>,
    /// The language of mails and messages to this account, BCP 47.
    pub locale: String,
    /// Of the public profile.
    pub display_name: Option<String>,
    /// Of the public profile.
    pub bio: Option<String>,
    /// Of the public profile: an absolute https URL.
    pub picture_url: Option<String>,
    /// The app's own words, sorted.
    pub roles: Roles,
    /// When an operator disabled it; null while it may sign in.
    pub disabled_at: Option<DateTimeUtc>,
    /// When the user last signed in; refreshing does not count.
    pub last_login_at: Option<DateTimeUtc>,
    /// When it was registered.
    pub created_at: DateTimeUtc,
    /// When anything of it was last changed, a login aside.
    pub updated_at: DateTimeUtc,
}

/// What an account may do, in the words of the app: one JSON array in the row, so that one query answers both
/// "who" and "may they".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Roles(pub Vec<String>);

/// An account belongs to nobody else.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
