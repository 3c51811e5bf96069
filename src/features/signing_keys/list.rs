use chrono::{DateTime, Utc};

use super::{
    phase::{is_published, signer},
    store::{self, Row},
};
use crate::{caller::Operator, db::Db, error::Error};

/// A published key, as an operator sees it: without its private half.
#[derive(Clone, Debug)]
pub struct PublishedKey {
    /// The `kid` of what it signs.
    pub kid: String,
    /// The `alg` of what it signs.
    pub algorithm: String,
    /// What it is used for now.
    pub used: KeyUse,
    /// When it was made: it is published from then on.
    pub created_at: DateTime<Utc>,
    /// When it signs from.
    pub signs_from: DateTime<Utc>,
    /// When its successor takes over; none while it has none.
    pub signs_until: Option<DateTime<Utc>>,
    /// When the last token it signed has expired; none while it has no successor.
    pub published_until: Option<DateTime<Utc>>,
}

/// What a published key is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// Its time to sign has not come.
    Waits,
    /// It signs, and verifies.
    Signs,
    /// It verifies what it signed.
    Verifies,
}

/// The published keys, the newest first. None of them is opened: that takes no secret.
///
/// # Errors
/// When the database fails.
pub async fn list(_by: Operator, db: &Db, now: DateTime<Utc>) -> Result<Vec<PublishedKey>, Error> {
    Ok(published(store::all(db.reads()).await?, now))
}

pub(super) fn published(mut rows: Vec<Row>, now: DateTime<Utc>) -> Vec<PublishedKey> {
    rows.retain(|row| is_published(row, now));
    let signing = signer(rows.iter(), now).map(|row| row.kid.clone());
    let used = |row: &Row| match &signing {
        Some(kid) if *kid == row.kid => KeyUse::Signs,
        _ if row.signs_from > now => KeyUse::Waits,
        _ => KeyUse::Verifies,
    };
    let key = |row: Row| PublishedKey {
        used: used(&row),
        kid: row.kid,
        algorithm: row.algorithm,
        created_at: row.created_at,
        signs_from: row.signs_from,
        signs_until: row.signs_until,
        published_until: row.published_until,
    };
    rows.into_iter().map(key).collect()
}
