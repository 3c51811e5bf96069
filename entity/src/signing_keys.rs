//! The keys that sign access tokens, encrypted. Owned by the feature `signing_keys`.
//!
//! ```text
//! created_at             signs_from              signs_until              published_until
//!     └──── waits ───────────┴──────── signs ──────────┴─────── verifies ────────┴── gone
//! ```

use sea_orm::entity::prelude::*;

/// One key pair.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub struct Model {
    /// The key id in the header of the tokens (RFC 7515 §4.1.4).
    #[sea_orm(primary_key, auto_increment = false)]
    pub kid: String,
    /// What it signs with (RFC 7518 §3.1, RFC 8037), e.g. `ES256`.
    pub algorithm: String,
    /// The private key, encrypted under a key derived from the secret.
    pub sealed_private_key: Vec<u8>,
    /// What the JWKS route publishes (RFC 7517).
    pub public_jwk: Json,
    /// When it was made: it is published from then on.
    pub created_at: DateTimeUtc,
    /// The newest key whose time has come signs: every instance knows it by then.
    pub signs_from: DateTimeUtc,
    /// When its successor takes over; null while it has none.
    pub signs_until: Option<DateTimeUtc>,
    /// When the last token it signed has expired; null while it has no successor.
    pub published_until: Option<DateTimeUtc>,
    /// The longest, in seconds, that any instance let a token live while this key signed or was about to.
    pub token_lifetime: i64,
}

/// The rows belong to nothing else.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
