//! Proving that an address belongs to whoever registered it.
//!
//! ```text
//! unverified ──mail──▶ a link ──confirm──▶ verified
//!                       ├── its time ──▶ expired: ask for another
//!                       └── disown ────▶ (the account is gone: its reader never made it)
//! ```
//!
//! Always true: asking for a link says nothing about whether the address is known; a link proves the one address it was
//! mailed to, and signs nobody in; opened again, it succeeds without effect until its time is over.
//!
//! Follows OWASP ASVS 5 §6.3 and NIST SP 800-63A-4 §3.8.

mod confirm;
mod disown;
mod graphql;
pub mod mail;
mod policy;
mod resend;
mod send;

use std::time::Duration;

use url::Url;

pub use confirm::Claim;
pub use graphql::EmailVerificationMutation;
pub use policy::EmailVerificationPolicy;

use crate::{
    config::Config,
    db::Db,
    effects::Clock,
    features::{
        accounts::Accounts,
        mailed_tokens::MailedTokens,
        outbox::Outbox,
        throttling::{Rate, Throttling},
    },
};

/// Sends links that prove an address, and takes them.
#[derive(Clone)]
pub struct EmailVerification {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) accounts: Accounts,
    pub(crate) mailed_tokens: MailedTokens,
    pub(crate) outbox: Outbox,
    pub(crate) throttling: Throttling,
    pub(crate) settings: Settings,
}

#[derive(Clone)]
pub(crate) struct Settings {
    app_name: String,
    public_url: Url,
    lifetime: Duration,
    mails_per_recipient: Option<Rate>,
    mails_per_address: Option<Rate>,
}

impl From<&Config> for Settings {
    fn from(config: &Config) -> Self {
        Self {
            app_name: config.app_name.clone(),
            public_url: config.public_url.clone(),
            lifetime: config.email_verification_lifetime,
            mails_per_recipient: config.mails_per_recipient,
            mails_per_address: config.mails_per_address,
        }
    }
}
