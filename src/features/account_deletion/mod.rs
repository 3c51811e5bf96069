//! Leaving for good.
//!
//! ```text
//! signed in ──current password──▶ (gone, with everything that was its own)
//!                             └─▶ refused
//! ```
//!
//! Always true: the current password is checked and counted as at a login; the account and all that hangs on it are
//! gone together, and its names are free at once; the last mail outlives the account, and keeps its address only until
//! it was sent.
//!
//! Follows OWASP ASVS 5 §14.2 and the GDPR's article 17.

mod delete;
mod graphql;
pub mod mail;

pub use graphql::AccountDeletionMutation;

use crate::{
    db::Db,
    effects::Clock,
    features::{accounts::Accounts, outbox::Outbox, passwords::Passwords},
};

/// Deletes accounts.
#[derive(Clone)]
pub struct AccountDeletion {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) accounts: Accounts,
    pub(crate) passwords: Passwords,
    pub(crate) outbox: Outbox,
}
