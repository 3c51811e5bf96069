use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{
    Keyring, PublishedKey, SigningAlgorithm, generate,
    keyring::retired,
    list::published,
    phase::{may_sign, newest},
    store::{self, Row},
    timing::LEAD,
};
use crate::{
    caller::Operator,
    error::{Error, Fault},
    features::audit::{self, Detail, Entry, Event},
};

/// How often another instance may be first before this one gives up: after each time, there is a new key.
const ATTEMPTS: usize = 5;

impl Keyring {
    /// Publishes a key that takes over from the one that signs, or tells of the one that is to do so already.
    ///
    /// # Errors
    /// When the database fails, or `SECRET` is not the servers' own.
    pub async fn rotate(&self, by: Operator, now: DateTime<Utc>) -> Result<PublishedKey, Error> {
        let configured = self.settings.algorithm;
        let is_next = |key: &Row| key.algorithm == configured.name() && key.signs_from >= now;
        let rows = self
            .renew(
                |newest| (!newest.is_some_and(is_next)).then_some(Ok(configured)),
                Event::SigningKeyMade.by_operator(by),
                now,
            )
            .await?;
        let listed = published(rows, now);
        listed.into_iter().next().ok_or_else(|| super::key::fault("rotating the signing keys", "none is there").into())
    }

    /// For a start: another algorithm than the newest key's takes over, as with any successor. Only a start and an
    /// operator do so, so that instances with different settings, which a rolling change has for a while, do not undo
    /// what each other did.
    pub(super) async fn started(&self, now: DateTime<Utc>) -> Result<Vec<Row>, Error> {
        let configured = self.settings.algorithm;
        let is_other = |key: &Row| key.algorithm != configured.name();
        self.renew(
            |newest| newest.is_none_or(is_other).then_some(Ok(configured)),
            Event::SigningKeyMade.by_system(),
            now,
        )
        .await
    }

    /// For a server that runs: a key that is old enough gets a successor, and so does one whose own was revoked.
    pub(super) async fn kept_fresh(&self, now: DateTime<Utc>) -> Result<Vec<Row>, Error> {
        let rows = self
            .renew(
                |newest| match newest {
                    None => Some(Ok(self.settings.algorithm)),
                    Some(key) if self.is_due(key, now) => Some(key.algorithm.parse()),
                    Some(_) => None,
                },
                Event::SigningKeyMade.by_system(),
                now,
            )
            .await?;
        self.tidy(&rows, now).await?;
        Ok(rows)
    }

    fn is_due(&self, newest: &Row, now: DateTime<Utc>) -> bool {
        let is_old = newest.signs_from.checked_add_signed(self.settings.lifetime).is_some_and(|end| end <= now + LEAD);
        newest.signs_until.is_some() || is_old
    }

    /// Reads the keys and, while the newest one is found wanting, makes a successor with the algorithm it should have.
    async fn renew(
        &self,
        wanted: impl Fn(Option<&Row>) -> Option<Result<SigningAlgorithm, &'static str>>,
        entry: Entry,
        now: DateTime<Utc>,
    ) -> Result<Vec<Row>, Error> {
        for _ in 0..ATTEMPTS {
            let rows = self.read(now).await?;
            let newest = newest(&rows, now);
            let Some(algorithm) = wanted(newest) else { return Ok(rows) };
            let algorithm = algorithm.map_err(Fault::while_doing("reading a signing key"))?;
            self.succeed(newest, algorithm, &entry, now).await?;
        }
        Err(Error::Unavailable { retry_after: Duration::from_secs(1) })
    }

    /// Makes the successor of a key, published from now on; or the first key, which signs from now on. Of several
    /// instances that do so at once, one does: the predecessor's row decides.
    async fn succeed(
        &self,
        predecessor: Option<&Row>,
        algorithm: SigningAlgorithm,
        entry: &Entry,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let mut signs_from = now;
        if let Some(predecessor) = predecessor {
            // Whoever doesn't have the others' SECRET must not make a key that they can't open.
            self.vault.open(&predecessor.sealed_private_key, &predecessor.kid)?;
            signs_from = predecessor.signs_from.max(now + LEAD);
        }
        let made = generate::generate(algorithm, &self.vault, now)?;
        let successor = Row { signs_from, token_lifetime: self.settings.token_lifetime, ..made };
        let is_first = self.db.retrying(|| self.try_to_succeed(predecessor, &successor, entry)).await?;
        if is_first {
            let Row { kid, algorithm, signs_from, .. } = successor;
            tracing::info!(kid, algorithm, %signs_from, "made a signing key");
        }
        Ok(())
    }

    async fn try_to_succeed(&self, predecessor: Option<&Row>, successor: &Row, entry: &Entry) -> Result<bool, Error> {
        let tx = self.db.begin().await?;
        let is_first = if let Some(row) = predecessor {
            store::change(&tx, row, retired(row.clone(), successor.signs_from)).await?
        } else {
            store::lock(&tx).await?;
            !store::all(&tx).await?.iter().any(|row| may_sign(row, successor.created_at))
        };
        if is_first {
            store::add(&tx, successor.clone()).await?;
            let made = entry.clone().with(Detail::Key(successor.kid.clone()));
            audit::note(&tx, made, successor.created_at).await?;
        }
        tx.commit().await?;
        Ok(is_first)
    }
}
