use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use super::{Entry, store};
use crate::{effects::Random, error::Error};

/// Writes an event down: in the transaction of what was done, or, of what was refused, by itself.
pub async fn note(db: &impl ConnectionTrait, entry: Entry, now: DateTime<Utc>) -> Result<(), Error> {
    store::add(db, Random.id(now), entry, now).await
}
