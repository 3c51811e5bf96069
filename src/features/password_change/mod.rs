//! A new password for somebody who knows the old one.
//!
//! ```text
//! signed in ──current and new password──▶ refused, with everything that is wrong
//!                                   └───▶ signed in anew, and nowhere else
//! ```
//!
//! Always true: the current password is checked and counted as at a login; of two changes at once, one wins; every
//! session ends, the caller's own included, and a new one begins as theirs was; every mailed token is void but the links
//! to undo a change of address; the owner is told. It is a new sign-in, and no login.
//!
//! Follows OWASP ASVS 5 §6.2.3 and §7.4.3, and NIST SP 800-63B-4 §4.4.

mod change;
mod graphql;

pub use change::Input;
pub use graphql::{ChangePasswordPayload, PasswordChangeMutation};

use crate::{
    db::Db,
    effects::Clock,
    features::{
        accounts::Accounts, mailed_tokens::MailedTokens, outbox::Outbox, passwords::Passwords, sessions::Sessions,
    },
};

/// Changes passwords.
#[derive(Clone)]
pub struct PasswordChange {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) accounts: Accounts,
    pub(crate) passwords: Passwords,
    pub(crate) sessions: Sessions,
    pub(crate) mailed_tokens: MailedTokens,
    pub(crate) outbox: Outbox,
}
