//! Signing in with an address or a username, and a password.
//!
//! ```text
//! asked ──counted──▶ checked ──right──▶ signed in, and the count given back
//!   └── past a limit ──▶ refused   └── wrong ──▶ refused
//! ```
//!
//! Always true: a try is counted before the password is looked at, so that tries at once never exceed a limit; known and
//! unknown identifiers cost the same work and get the same answer; a password that was changed while it was being checked
//! signs nobody in.
//!
//! Follows NIST SP 800-63B-4 §3.2.2 and OWASP ASVS 5 §6.3.

mod graphql;
mod log_in;

pub use graphql::{LoginMutation, LoginPayload};

use crate::{
    config::Config,
    db::Db,
    effects::Clock,
    features::{
        accounts::Accounts, email_verification::EmailVerificationPolicy, passwords::Passwords, sessions::Sessions,
    },
};

/// Signs people in.
#[derive(Clone)]
pub struct Login {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) accounts: Accounts,
    pub(crate) passwords: Passwords,
    pub(crate) sessions: Sessions,
    pub(crate) settings: Settings,
}

#[derive(Clone)]
pub(crate) struct Settings {
    policy: EmailVerificationPolicy,
}

impl From<&Config> for Settings {
    fn from(config: &Config) -> Self {
        Self { policy: config.email_verification }
    }
}
