//! Passwords: which ones are taken, how they are kept, and how an attempt is checked.
//!
//! ```text
//! none ──add──▶ set ──set──▶ set
//!                │ ▲
//!          void  │ │ set
//!                ▼ │
//!               void        (no attempt is right, until a new one is set)
//! ```
//!
//! Always true: a password is compared and hashed in NFC, and never cut; only its Argon2id hash is stored, in
//! the PHC string format; nothing here prints a password or a hash. Every check counts against the limits of a login,
//! before the password is looked at, and is given back when it was right: tries at once never exceed a limit. Checking
//! costs the same hash whether or not there is an account, and a password. No more than `HASH_CONCURRENCY` hashes run at
//! once, and no more than a bounded number wait, of one network no more than are left for others; past it the answer is
//! [`Error::Unavailable`], at once. `changed_at` moves when the password does, and only then: a hash with better parameters
//! for the same password leaves it alone.
//!
//! Follows NIST SP 800-63B-4 §3.1.1 (length, NFC, blocklist of whole passwords, no rules of composition), OWASP
//! ASVS 5 §6.2 and RFC 9106 (Argon2).

mod attempt;
mod blocklist;
mod challenge;
mod choose;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzzing;
mod hasher;
mod hashing;
pub mod mail;
mod new_password;
mod parameters;
mod pool;
mod store;
mod stored;

use std::sync::Arc;

pub use attempt::{Admitted, Attempt, KnownDevice, RightPassword, Whose};
pub use hashing::Hashing;
pub use new_password::{MAX_LENGTH, NewPassword};
pub use parameters::HashParameters;
pub use stored::{PasswordHash, StoredPassword};

use crate::{
    config::Config,
    db::Db,
    error::{Error, Refusal},
    features::throttling::{Network, Throttling},
};
use attempt::Limits;
use hasher::Hasher;

/// Takes, hashes, checks and keeps passwords. Clones share the pool that hashes.
#[derive(Clone)]
pub struct Passwords {
    db: Db,
    min_length: usize,
    hasher: Arc<Hasher>,
    throttling: Throttling,
    limits: Limits,
}

impl Passwords {
    /// With the length, the cost, the concurrency and the limits that the settings ask for.
    ///
    /// # Panics
    /// When the cost was not [`HashParameters::checked`].
    #[must_use]
    pub fn new(db: Db, throttling: Throttling, config: &Config) -> Self {
        let hasher = Arc::new(Hasher::new(config.hash, config.hash_concurrency));
        Self { db, min_length: config.password_min_length, hasher, throttling, limits: config.into() }
    }

    /// Takes a password that someone chose. `personal` is what the account is known by: its email address (the
    /// local part alone counts too), its username, its full name.
    ///
    /// # Errors
    /// `ValueRequired` for none at all, `PasswordTooShort`, `PasswordTooLong`, and `PasswordTooCommon` for one
    /// that is common or personal.
    pub fn parse(&self, text: &str, personal: &[&str]) -> Result<NewPassword, Refusal> {
        NewPassword::parse(text, self.min_length, personal)
    }

    /// What came of the hashes that were asked for.
    #[must_use]
    pub fn hashing(&self) -> &Hashing {
        self.hasher.pool().hashing()
    }

    /// How many hashes run now.
    #[must_use]
    pub fn hashes_running(&self) -> usize {
        self.hasher.pool().running()
    }

    /// How many hashes wait for their turn now.
    #[must_use]
    pub fn hashes_waiting(&self) -> usize {
        self.hasher.pool().waiting()
    }

    /// Hashes a password with the parameters in force and a salt of its own, for somebody in a network.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many wait for a hash already, in all or of that network.
    pub async fn hash(&self, password: &NewPassword, network: Network) -> Result<PasswordHash, Error> {
        self.hash_admitted(password, self.admit(network)?).await
    }

    /// As [`Self::hash`], for somebody who has a place already.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the server is about to stop.
    pub async fn hash_admitted(
        &self,
        password: &NewPassword,
        Admitted(place): Admitted,
    ) -> Result<PasswordHash, Error> {
        self.hasher.hash(password.text().clone(), place).await
    }
}
