//! Getting back in when the password is lost.
//!
//! ```text
//! asked ──mail──▶ open ──complete──▶ used
//!                  ├── 1 h ───────▶ expired
//!                  └── password or address changed, account disabled ──▶ void
//! ```
//!
//! Always true: a token sets one password once; asking says nothing about whether the address is known, and costs the
//! same statements either way; completing ends every session, voids every other mailed token, and proves the address.
//!
//! Follows OWASP ASVS 5 §6.4 and NIST SP 800-63B-4 §4.2.

mod complete;
mod graphql;
pub mod mail;
mod request;

use std::time::Duration;

use url::Url;

pub use graphql::PasswordResetMutation;

use crate::{
    config::Config,
    db::Db,
    effects::Clock,
    features::{
        accounts::Accounts,
        mailed_tokens::MailedTokens,
        outbox::Outbox,
        passwords::Passwords,
        sessions::Sessions,
        throttling::{Rate, Throttling},
    },
};

/// Mails links that set a new password, and takes them.
#[derive(Clone)]
pub struct PasswordReset {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) accounts: Accounts,
    pub(crate) passwords: Passwords,
    pub(crate) sessions: Sessions,
    pub(crate) mailed_tokens: MailedTokens,
    pub(crate) outbox: Outbox,
    pub(crate) throttling: Throttling,
    pub(crate) settings: Settings,
}

#[derive(Clone)]
pub(crate) struct Settings {
    app_name: String,
    /// Where the mailed link leads: the frontend, or the server's own page.
    base: Url,
    lifetime: Duration,
    invitation_lifetime: Duration,
    mails_per_recipient: Option<Rate>,
    mails_per_address: Option<Rate>,
}

impl From<&Config> for Settings {
    fn from(config: &Config) -> Self {
        Self {
            app_name: config.app_name.clone(),
            base: config.frontend_url.as_ref().unwrap_or(&config.public_url).clone(),
            lifetime: config.password_reset_lifetime,
            invitation_lifetime: mail::invitation_lifetime(config),
            mails_per_recipient: config.mails_per_recipient,
            mails_per_address: config.mails_per_address,
        }
    }
}
