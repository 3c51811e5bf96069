//! New accounts.
//!
//! ```text
//! form ──▶ refused, with everything that is wrong
//!   └────▶ account, signed in                       (`optional`, `before_next_login`)
//!   └────▶ "look into your mail", known or not      (`before_first_login`)
//!            └──the outbox's worker──▶ account, with a mail │ begun again, with a mail │ its owner is told
//! ```
//!
//! Always true: the account, its password, its session and its mail are there together or not at all; where the address
//! must be verified first, the answer says nothing about whether it is known, and takes the same statements, and the same
//! time, either way; the owner of a known one is told.
//!
//! Follows OWASP ASVS 5 §6.2 and §6.3.8.

mod begin;
mod form;
mod graphql;
pub mod mail;
mod register;
mod register_unverified;

pub use form::Input;
pub use graphql::{RegisterPayload, RegistrationMutation};

use crate::{
    config::{Config, Registration as Openness},
    db::Db,
    effects::{Clock, Random},
    features::{
        accounts::Accounts,
        email_verification::{EmailVerification, EmailVerificationPolicy},
        mailed_tokens::MailedTokens,
        outbox::Outbox,
        passwords::Passwords,
        sessions::Sessions,
        throttling::{Rate, Throttling},
    },
    languages::Languages,
};

/// Takes new accounts.
#[derive(Clone)]
pub struct Registration {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) languages: Languages,
    pub(crate) accounts: Accounts,
    pub(crate) passwords: Passwords,
    pub(crate) sessions: Sessions,
    pub(crate) mailed_tokens: MailedTokens,
    pub(crate) outbox: Outbox,
    pub(crate) email_verification: EmailVerification,
    pub(crate) throttling: Throttling,
    pub(crate) settings: Settings,
}

#[derive(Clone)]
pub(crate) struct Settings {
    openness: Openness,
    policy: EmailVerificationPolicy,
    roles: Vec<String>,
    registrations_per_address: Option<Rate>,
}

impl From<&Config> for Settings {
    fn from(config: &Config) -> Self {
        Self {
            openness: config.registration,
            policy: config.email_verification,
            roles: config.default_roles.clone(),
            registrations_per_address: config.registrations_per_address,
        }
    }
}
