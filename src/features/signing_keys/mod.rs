//! The keys of the access tokens: making, publishing, finding.
//!
//! ```text
//! made ──▶ signs ──▶ only verifies ──▶ gone
//!    (published all the while)
//! ```
//!
//! Always true: the private half leaves the database only encrypted under a key derived from `SECRET`; the newest
//! key of the configured algorithm signs; whatever is published verifies. Another instance's new key is known here
//! within 30 seconds, or as soon as a token that it signed arrives.
//!
//! Follows JWS (RFC 7515), JWK (RFC 7517), and JWK thumbprints as key ids (RFC 7638).

mod algorithm;
mod generate;
mod key;
mod key_set;
mod list;
mod sealed;
mod store;

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

pub use algorithm::SigningAlgorithm;
pub use key::{SigningKey, VerifyingKey};
pub use list::{KeyUse, PublishedKey, list};

use crate::{db::Db, effects::Clock, error::Error, features::tokens::Secrets};
use key_set::KeySet;
use sealed::Vault;

/// How soon another instance's keys are known here at the latest.
const RELOAD_EVERY: Duration = Duration::from_secs(30);
/// An unknown key id asks the database, but no more often than this, whatever arrives.
const RELOAD_AT_MOST_EVERY: TimeDelta = TimeDelta::seconds(1);

/// The keys of this server's access tokens.
#[derive(Clone)]
pub struct SigningKeys {
    db: Db,
    clock: Clock,
    vault: Arc<Vault>,
    algorithm: SigningAlgorithm,
    known: Arc<RwLock<Arc<KeySet>>>,
}

impl SigningKeys {
    /// Reads the keys, and makes the first one where there is none for the algorithm.
    ///
    /// # Errors
    /// When the database fails, or `SECRET` does not open the keys that are there.
    pub async fn open(db: Db, clock: Clock, secrets: &Secrets, algorithm: SigningAlgorithm) -> Result<Self, Error> {
        let vault = Arc::new(Vault::new(secrets));
        let now = clock.now();
        let keys = Self::load_or_make(&db, &vault, algorithm, now).await?;
        Ok(Self { db, clock, vault, algorithm, known: Arc::new(RwLock::new(Arc::new(keys))) })
    }

    async fn load_or_make(
        db: &Db,
        vault: &Vault,
        algorithm: SigningAlgorithm,
        now: DateTime<Utc>,
    ) -> Result<KeySet, Error> {
        let keys = KeySet::new(&store::published(db.reads(), now).await?, vault, algorithm, now)?;
        if keys.signing().is_some() {
            return Ok(keys);
        }
        let row = generate::generate(algorithm, vault, now)?;
        tracing::info!(kid = row.kid, algorithm = algorithm.name(), "made a signing key");
        store::add(db.writes(), row).await?;
        KeySet::new(&store::published(db.writes(), now).await?, vault, algorithm, now)
    }

    /// The key that signs now.
    ///
    /// # Errors
    /// Never after [`Self::open`], but for a database whose keys were taken away.
    pub fn signing(&self) -> Result<SigningKey, Error> {
        self.current().signing().cloned().ok_or_else(|| key::fault("finding a signing key", "there is none").into())
    }

    /// The key with an id, asking the database when it is not known here.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn verifying(&self, kid: &str) -> Result<Option<VerifyingKey>, Error> {
        let keys = self.current();
        if let Some(key) = keys.verifying(kid) {
            return Ok(Some(key.clone()));
        }
        if self.clock.now() < keys.loaded_at + RELOAD_AT_MOST_EVERY {
            return Ok(None);
        }
        self.reload().await?;
        Ok(self.current().verifying(kid).cloned())
    }

    /// The public keys as a JWK Set (RFC 7517 §5), ready to be sent.
    #[must_use]
    pub fn jwks(&self) -> String {
        self.current().jwks.clone()
    }

    /// Keeps the keys fresh until told to stop.
    pub async fn keep_fresh(self, stop: CancellationToken) {
        while stop.run_until_cancelled(tokio::time::sleep(RELOAD_EVERY)).await.is_some() {
            if let Err(error) = self.reload().await {
                tracing::warn!(%error, "the signing keys could not be read again; the known ones stay in use");
            }
        }
    }

    async fn reload(&self) -> Result<(), Error> {
        let now = self.clock.now();
        let keys = KeySet::new(&store::published(self.db.reads(), now).await?, &self.vault, self.algorithm, now)?;
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        Ok(())
    }

    fn current(&self) -> Arc<KeySet> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}
