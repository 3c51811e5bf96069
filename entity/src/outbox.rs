//! Mail that survives a crash: the transaction that changes the account writes a row, a worker sends it. Owned by
//! the feature `outbox`.
//!
//! ```text
//! due ──claim──▶ claimed ──▶ sent
//!  ▲                │ └────▶ dead, after days of failures
//!  └──── later ─────┘
//! ```

use sea_orm::entity::prelude::*;

/// One mail.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// The key of the row.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Which mail it is.
    pub kind: String,
    /// Whom it is about; null for mail that outlives the account.
    pub account_id: Option<Uuid>,
    /// Where it goes. Null once it was sent: sent mails keep no address.
    pub recipient: Option<String>,
    /// The language it is written in, BCP 47.
    pub locale: String,
    /// The proof that its link carries; the token itself is made when the mail is rendered.
    pub mailed_token_id: Option<Uuid>,
    /// What else the mail says. No secrets; of a password that somebody registers with, its hash, until that is done.
    pub data: Json,
    /// The `Message-ID` (RFC 5322 §3.6.4), the same however often it is tried.
    pub message_id: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was written: it is given up so long after this.
    pub created_at: DateTimeUtc,
    /// When it is due; a century before that for what goes ahead of all others.
    pub next_attempt_at: DateTimeUtc,
    /// Until when one worker has it for itself; a worker that died loses it then.
    pub claimed_until: Option<DateTimeUtc>,
    /// When the mail server took it.
    pub sent_at: Option<DateTimeUtc>,
    /// When it was given up, for an operator to see.
    pub dead_at: Option<DateTimeUtc>,
    /// What the mail server last said.
    pub last_error: Option<String>,
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
    /// The proof that its link carries, and without which it has lost its point.
    #[sea_orm(
        belongs_to = "super::mailed_tokens::Entity",
        from = "Column::MailedTokenId",
        to = "super::mailed_tokens::Column::Id",
        on_delete = "Cascade"
    )]
    MailedToken,
}

impl Related<super::accounts::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Account.def()
    }
}

impl Related<super::mailed_tokens::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::MailedToken.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
