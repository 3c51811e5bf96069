//! Signed-in clients: refresh families, access tokens, devices.
//!
//! ```text
//! begun ──refresh──▶ begun, one generation on ──▶ …
//!   ├── logout, a new password, an administrator ──▶ ended
//!   ├── the hundredth newer one ───────────────────▶ ended
//!   ├── a spent refresh token comes back ──────────▶ ended, and its owner is told
//!   └── its time ──────────────────────────────────▶ expired
//! ```
//!
//! Always true: of several refreshes with one token, one moves the session (a conditional update decides), and within
//! the grace period the others get the same successor; no row holds anything that could be used; an access token never
//! outlives its session, and an ended session's tokens stop working at once; an account has 100 live sessions at most;
//! a device is known for as long as the row of a session that was begun from it is kept.
//!
//! Follows RFC 9068 (access tokens), RFC 9700 §4.14 (rotation of refresh tokens), OWASP ASVS 5 §7.

mod access_token;
mod activity;
mod authenticate;
mod begin;
mod claims;
mod device;
mod end;
mod forget;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod graphql;
mod known_device;
pub mod mail;
mod refresh;
mod refresh_token;
mod reissue;
mod revoke;
mod store;

use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

pub use activity::Activity;
pub use begin::Begun;
pub(crate) use device::describe as in_words;
pub use end::{EndReason, Scope};
pub(in crate::features) use end::{end_all, live};
pub use graphql::{
    RefreshTokenPayload, ReissueTokensPayload, SessionMutation, SessionObject, SessionQuery, TokenDelivery, Tokens,
};

use crate::{
    config::Config,
    db::Db,
    effects::{Clock, Random},
    features::{
        accounts::{Account, Accounts},
        outbox::Outbox,
        signing_keys::SigningKeys,
        tokens::{Seal, TokenText},
    },
};
pub(crate) use claims::Audience;

/// One signed-in client: a browser, a phone, a script.
#[derive(Clone, Debug)]
pub struct Session {
    /// Opaque and stable: the `sid` of its access tokens.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// How its refresh tokens travel, for good.
    pub delivery: Delivery,
    /// When its client signed in.
    pub signed_in_at: DateTime<Utc>,
    /// When it was last used, to about five minutes.
    pub last_active_at: DateTime<Utc>,
    /// When it ends unless it is refreshed before.
    pub expires_at: DateTime<Utc>,
    /// Where it was begun from.
    pub ip: Option<String>,
    /// What its client calls itself.
    pub user_agent: Option<String>,
    generation: i32,
    /// By what its device is known again; none of a session from before devices were.
    device_key: Option<[u8; 32]>,
}

impl Session {
    /// What its client is, in words, e.g. `Firefox on Linux`; none when nothing is known of it.
    #[must_use]
    pub fn device(&self) -> Option<String> {
        self.user_agent.as_deref().and_then(device::describe)
    }
}

/// How a session's refresh tokens travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// In the answer.
    Body,
    /// As a cookie that no script can read.
    Cookie,
}

impl Delivery {
    fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Cookie => "cookie",
        }
    }

    fn named(name: &str) -> Self {
        if name == Self::Cookie.name() { Self::Cookie } else { Self::Body }
    }
}

/// What a client gets when it signs in or refreshes.
#[derive(Clone, Debug)]
pub struct Grant {
    /// When it was granted.
    pub granted_at: DateTime<Utc>,
    /// Who is signed in.
    pub account: Account,
    /// Its session.
    pub session: Session,
    /// What the browser shows the next time, to be known again.
    pub device_cookie: Option<TokenText>,
    /// A signed JWT.
    pub access_token: SecretString,
    /// Its `exp`.
    pub access_token_expires_at: DateTime<Utc>,
    /// The only token that refreshes the session from now on.
    pub refresh_token: TokenText,
    /// When it stops doing so.
    pub refresh_token_expires_at: DateTime<Utc>,
}

/// How long things last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetimes {
    access_token: Duration,
    refresh_token: Duration,
    session: Duration,
    refresh_grace: Duration,
    reauthentication_age: Duration,
}

impl From<&Config> for Lifetimes {
    fn from(config: &Config) -> Self {
        Self {
            access_token: config.access_token_lifetime,
            refresh_token: config.refresh_token_lifetime,
            session: config.session_lifetime,
            refresh_grace: config.refresh_grace,
            reauthentication_age: config.reauthentication_age,
        }
    }
}

/// The sessions.
#[derive(Clone)]
pub struct Sessions {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    pub(crate) keys: SigningKeys,
    pub(crate) seal: Seal,
    pub(crate) device_seal: Seal,
    pub(crate) accounts: Accounts,
    pub(crate) outbox: Outbox,
    pub(crate) activity: Activity,
    pub(crate) audience: Audience,
    pub(crate) lifetimes: Lifetimes,
}
