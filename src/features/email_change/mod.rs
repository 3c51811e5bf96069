//! Moving an account to another address, and back.
//!
//! ```text
//! settled ──request──▶ pending ──confirm──▶ settled, at the new address
//!    ▲                  │  └── another request, a new password ──▶ the links so far are void
//!    └───── undo ───────┴───── undo, for a week ──────────┘
//! ```
//!
//! Always true: the old address stays in force until somebody who reads the new one's mail says so, and is told of the
//! request and of the move at once, each time with a link to undo it; only the address asked for last can be confirmed.
//! Undoing needs nothing but that link, since whoever moved the account may have everything else: the old address is
//! restored, every session ends, every mailed token is void but the links to undo earlier moves from other addresses, and
//! so is the password, until it is reset by the mail that goes to the old address.
//!
//! Whether an address has an account is told as registering tells it: at once, or, where the address must be verified
//! first, only to its owner. Follows OWASP ASVS 5 §6.3.7 and §6.4.3, and NIST SP 800-63B-4 §4.6.

mod confirm;
mod graphql;
pub mod mail;
mod make_room;
mod request;
mod undo;

use std::time::Duration;

use url::Url;

pub use graphql::EmailChangeMutation;
pub use request::Input;

use crate::{
    config::Config,
    db::Db,
    effects::Clock,
    features::{
        accounts::Accounts,
        email_verification::{EmailVerification, EmailVerificationPolicy},
        mailed_tokens::MailedTokens,
        outbox::Outbox,
        password_reset::PasswordReset,
        passwords::Passwords,
        sessions::Sessions,
        throttling::{Rate, Throttling},
    },
};

/// Moves accounts to other addresses, and back.
#[derive(Clone)]
pub struct EmailChange {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) accounts: Accounts,
    pub(crate) passwords: Passwords,
    pub(crate) sessions: Sessions,
    pub(crate) mailed_tokens: MailedTokens,
    pub(crate) outbox: Outbox,
    pub(crate) throttling: Throttling,
    pub(crate) email_verification: EmailVerification,
    pub(crate) password_reset: PasswordReset,
    pub(crate) settings: Settings,
}

#[derive(Clone)]
pub(crate) struct Settings {
    app_name: String,
    public_url: Url,
    policy: EmailVerificationPolicy,
    confirmation_lifetime: Duration,
    undo_lifetime: Duration,
    mails_per_recipient: Option<Rate>,
    /// How often one network may find out whether an address has an account: as often as by registering.
    looks_per_network: Option<Rate>,
}

impl From<&Config> for Settings {
    fn from(config: &Config) -> Self {
        Self {
            app_name: config.app_name.clone(),
            public_url: config.public_url.clone(),
            policy: config.email_verification,
            confirmation_lifetime: config.email_verification_lifetime,
            undo_lifetime: config.email_change_undo_lifetime,
            mails_per_recipient: config.mails_per_recipient,
            looks_per_network: config.registrations_per_address,
        }
    }
}
