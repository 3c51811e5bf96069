//! What an operator does to accounts.
//!
//! ```text
//! create ──▶ account ──disable──▶ disabled ──enable──▶ account
//!              │   set a password, set roles, end sessions
//!              └──delete──▶ gone, with everything that belongs to it
//! ```
//!
//! Always true: every operation takes an [`Operator`](crate::caller::Operator), which only the command line makes; what
//! takes power away ends the sessions in the same transaction, so that it holds at once on a server that is running; a
//! new password meets the rules that everybody's does, and its owner is told. Nothing here needs `SECRET`: a mail's link
//! is made by the server that sends it.
//!
//! Follows OWASP ASVS 5 §6.4.6 and §7.4.2 to §7.4.5.

mod create;
mod delete;
mod disable;
mod end_sessions;
mod look;
mod set_password;
mod set_roles;

pub use create::{Applicant, NewUser};
pub use look::Details;

use std::time::Duration;

use crate::{
    config::Config,
    db::Db,
    effects::{Clock, Random},
    features::{
        accounts::{Account, Accounts},
        email_verification::EmailVerification,
        mailed_tokens::MailedTokens,
        outbox::Outbox,
        password_reset,
        passwords::Passwords,
    },
    languages::Languages,
};

/// Makes, changes and deletes accounts for an operator.
#[derive(Clone)]
pub struct Administration {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) languages: Languages,
    pub(crate) accounts: Accounts,
    pub(crate) passwords: Passwords,
    pub(crate) mailed_tokens: MailedTokens,
    pub(crate) outbox: Outbox,
    pub(crate) email_verification: EmailVerification,
    pub(crate) settings: Settings,
}

#[derive(Clone)]
pub(crate) struct Settings {
    default_roles: Vec<String>,
    invitation_lifetime: Duration,
}

impl From<&Config> for Settings {
    fn from(config: &Config) -> Self {
        Self {
            default_roles: config.default_roles.clone(),
            invitation_lifetime: password_reset::mail::invitation_lifetime(config),
        }
    }
}

/// An account after something was done to it.
#[derive(Clone, Debug)]
pub struct Administered {
    /// As it is now.
    pub account: Account,
    /// How many of its live sessions this ended.
    pub ended_sessions: u64,
}
