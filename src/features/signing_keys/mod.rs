//! The keys of the access tokens: making, publishing, rotating, finding.
//!
//! ```text
//!        ┌─ published ─────────────────────────────────────────────────┐
//! made ──▶ waits ──11 min──▶ signs ──its successor's time──▶ verifies ──its last token has expired──▶ deleted
//!            └──────────────────┴────── revoked ────────────────┴──▶ deleted at once
//! ```
//!
//! A key gets a successor when it is as old as `SIGNING_KEY_LIFETIME`, when an operator asks (`keyward keys rotate`), and
//! when a server starts with another `SIGNING_ALGORITHM`. The very first key, and one that follows a revoked key, signs
//! at once: there is nothing else to sign with.
//!
//! Always true: the private half leaves the database only encrypted under a key derived from `SECRET`; the newest key
//! whose time has come signs, on every instance, whatever its settings; whatever is published verifies. There is no
//! leader: each instance may rotate, and the row of the key that gets a successor decides who does. Another instance's
//! new key is known here within 30 seconds, or as soon as a token that it signed arrives.
//!
//! Follows JWS (RFC 7515), JWK (RFC 7517), and JWK thumbprints as key ids (RFC 7638).

mod algorithm;
mod generate;
mod key;
mod key_set;
mod keyring;
mod list;
mod phase;
mod revoke;
mod rotate;
mod sealed;
mod store;
mod timing;

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use prometheus_client::metrics::counter::Counter;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

pub use algorithm::SigningAlgorithm;
pub use key::{SigningKey, VerifyingKey};
pub use keyring::{KeySettings, Keyring};
pub use list::{KeyUse, PublishedKey, list};
pub use revoke::revoke;
pub use timing::JWKS_MAX_AGE;

use crate::{
    effects::Clock,
    error::{Chain, Error},
};
use key_set::KeySet;
use timing::READ_EVERY;

/// How often to look at the clock whether it is time to read, which also is right after the machine has slept.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// An unknown key id asks the database, but no more often than this, whatever arrives.
const ASK_AT_MOST_EVERY: TimeDelta = TimeDelta::seconds(1);

/// The keys of this server's access tokens.
#[derive(Clone)]
pub struct SigningKeys {
    clock: Clock,
    keyring: Arc<Keyring>,
    known: Arc<RwLock<Arc<KeySet>>>,
    /// When somebody last set out to read the keys, and whether they got them.
    read_at: Arc<Mutex<(DateTime<Utc>, bool)>>,
    failures: Counter,
}

impl SigningKeys {
    /// Reads the keys, and makes one where there is none yet, or none of the configured algorithm.
    ///
    /// # Errors
    /// When the database fails, or `SECRET` does not open the keys that are there.
    pub async fn open(keyring: Keyring, clock: Clock) -> Result<Self, Error> {
        let now = clock.now();
        let keys = KeySet::open(keyring.started(now).await?, &keyring.vault, now)?;
        Ok(Self {
            clock,
            keyring: Arc::new(keyring),
            known: Arc::new(RwLock::new(Arc::new(keys))),
            read_at: Arc::new(Mutex::new((now, true))),
            failures: Counter::default(),
        })
    }

    /// The key that signs now.
    ///
    /// # Errors
    /// Never after [`Self::open`], but for a database whose keys were taken away.
    pub fn signing(&self, now: DateTime<Utc>) -> Result<SigningKey, Error> {
        let missing = || key::fault("finding a signing key", "there is none").into();
        self.current().signing(now).cloned().ok_or_else(missing)
    }

    /// The key with an id, asking the database when it is not known here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn verifying(&self, kid: &str) -> Result<Option<VerifyingKey>, Error> {
        if let Some(key) = self.current().verifying(kid) {
            return Ok(Some(key.clone()));
        }
        self.read_again(ASK_AT_MOST_EVERY).await?;
        Ok(self.current().verifying(kid).cloned())
    }

    /// The public keys as a JWK Set (RFC 7517 §5), the newest first, ready to be sent.
    #[must_use]
    pub fn jwks(&self) -> Bytes {
        self.current().jwks.clone()
    }

    /// How often keeping the keys fresh failed.
    #[must_use]
    pub fn failures(&self) -> &Counter {
        &self.failures
    }

    /// Keeps the keys known here fresh, and those in the database, until told to stop.
    pub async fn keep_fresh(self, stop: CancellationToken) {
        // Its own from here on, as a request that asks may be given up halfway.
        let (mut read_at, _) = *self.read_at.lock().await;
        while stop.run_until_cancelled(tokio::time::sleep(LOOK_EVERY)).await.is_some() {
            let now = self.clock.now();
            if is_within(READ_EVERY, read_at, now) {
                continue;
            }
            read_at = now;
            if let Err(error) = self.read_again(TimeDelta::zero()).await {
                self.failures.inc();
                let error = Chain(&error);
                tracing::warn!(%error, "the signing keys could not be read again; the known ones stay in use");
            }
        }
    }

    /// Reads the keys again, unless somebody has set out to so lately: whoever waits here meanwhile has the benefit, or
    /// is told to come back where that failed or was given up. A key is not unknown because it could not be asked for.
    async fn read_again(&self, pause: TimeDelta) -> Result<(), Error> {
        let mut read_at = self.read_at.lock().await;
        let now = self.clock.now();
        if is_within(pause, read_at.0, now) {
            return if read_at.1 { Ok(()) } else { Err(Error::Unavailable { retry_after: Duration::from_secs(1) }) };
        }
        *read_at = (now, false);
        let rows = self.keyring.kept_fresh(now).await?;
        let keys = self.current().reopen(rows, &self.keyring.vault, now)?;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        read_at.1 = true;
        Ok(())
    }

    fn current(&self) -> Arc<KeySet> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whether two moments are closer than that, whichever came first: a clock may have been set back.
fn is_within(pause: TimeDelta, one: DateTime<Utc>, other: DateTime<Utc>) -> bool {
    (other - one).abs() < pause
}
