use chrono::{DateTime, TimeDelta, Utc};

use super::{
    SigningAlgorithm,
    phase::may_sign,
    sealed::Vault,
    store::{self, Row},
    timing::LEAD,
};
use crate::{
    config::Config,
    db::Db,
    error::{Error, Fault},
    features::{
        audit::{self, Detail, Event},
        tokens::Secrets,
    },
};

/// What an operator decides about keys.
#[derive(Clone, Copy, Debug)]
pub struct KeySettings {
    pub(super) algorithm: SigningAlgorithm,
    /// How long a key signs.
    pub(super) lifetime: TimeDelta,
    /// How long a token lives at most, in seconds.
    pub(super) token_lifetime: i64,
}

impl From<&Config> for KeySettings {
    fn from(config: &Config) -> Self {
        let lifetime = TimeDelta::from_std(config.signing_key_lifetime).unwrap_or(TimeDelta::MAX);
        let token_lifetime = config.access_token_lifetime.as_secs().cast_signed();
        Self { algorithm: config.signing_algorithm, lifetime, token_lifetime }
    }
}

/// The stored keys, and what makes, opens and changes them: for servers and for an operator beside them.
pub struct Keyring {
    pub(super) db: Db,
    pub(super) vault: Vault,
    pub(super) settings: KeySettings,
}

impl Keyring {
    /// The keys that are stored in a database.
    #[must_use]
    pub fn new(db: Db, secrets: &Secrets, settings: KeySettings) -> Self {
        Self { db, vault: Vault::new(secrets), settings }
    }

    /// Every stored key, the newest first. Those that sign or will are made to suit the settings first.
    pub(super) async fn read(&self, now: DateTime<Utc>) -> Result<Vec<Row>, Error> {
        let mut rows = store::all(self.db.reads()).await?;
        for row in rows.iter_mut().filter(|row| may_sign(row, now)) {
            let suited = self.suited(row)?;
            if suited != *row && self.db.retrying(|| self.suit(row, &suited, now)).await? {
                *row = suited;
            }
        }
        Ok(rows)
    }

    async fn suit(&self, was: &Row, is: &Row, now: DateTime<Utc>) -> Result<bool, Error> {
        let tx = self.db.begin().await?;
        let is_first = store::change(&tx, was, is.clone()).await?;
        if is_first && is.sealed_private_key != was.sealed_private_key {
            let resealed = Event::SigningKeyResealed.by_system().with(Detail::Key(is.kid.clone()));
            audit::note(&tx, resealed, now).await?;
        }
        tx.commit().await?;
        Ok(is_first)
    }

    /// A key as it must be for this server to sign with it: sealed under `SECRET`, and published for as long as its
    /// tokens live. A lifetime that was longer before still counts, as tokens from then are still about.
    ///
    /// While the secret is being changed, instances that have it already and instances that do not both seal a key
    /// under their own. That harms none, as both open either, and ends with the last one that gets the new secret.
    fn suited(&self, row: &Row) -> Result<Row, Fault> {
        let mut suited = row.clone();
        if let Some(private) = self.vault.open_with_previous(&row.sealed_private_key, &row.kid) {
            suited.sealed_private_key = self.vault.seal(&private, &row.kid)?;
        }
        suited.token_lifetime = row.token_lifetime.max(self.settings.token_lifetime);
        Ok(match row.signs_until {
            None => suited,
            Some(until) => retired(suited, until),
        })
    }

    /// Whether a key that signs or will is still sealed under `SECRET_PREVIOUS`.
    ///
    /// Servers seal such keys anew when they start and at each reading. Tokens that were made under it need it, too,
    /// until the last of them has expired: of those nobody keeps count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn needs_previous_secret(&self, now: DateTime<Utc>) -> Result<bool, Error> {
        let rows = store::all(self.db.reads()).await?;
        let needs = |row: &Row| self.vault.open_with_previous(&row.sealed_private_key, &row.kid).is_some();
        Ok(rows.iter().any(|row| may_sign(row, now) && needs(row)))
    }

    /// The ids of the keys that sign or will, and that the secrets given here do not open.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unopened(&self, now: DateTime<Utc>) -> Result<Vec<String>, Error> {
        let rows = store::all(self.db.reads()).await?;
        let is_shut = |row: &Row| self.vault.open(&row.sealed_private_key, &row.kid).is_err();
        Ok(rows.into_iter().filter(|row| may_sign(row, now) && is_shut(row)).map(|row| row.kid).collect())
    }

    /// Deletes keys whose last token has expired, by the clocks of all instances.
    pub(super) async fn tidy(&self, rows: &[Row], now: DateTime<Utc>) -> Result<(), Error> {
        let by = now - LEAD;
        if rows.iter().any(|row| row.published_until.is_some_and(|until| until <= by)) {
            store::delete_expired(self.db.writes(), by).await?;
        }
        Ok(())
    }
}

/// A key that signs until then: it verifies until the last of its tokens has expired.
pub(super) fn retired(row: Row, signs_until: DateTime<Utc>) -> Row {
    let published_until = signs_until + TimeDelta::seconds(row.token_lifetime);
    Row { signs_until: Some(signs_until), published_until: Some(published_until), ..row }
}
