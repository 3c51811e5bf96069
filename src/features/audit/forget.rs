use chrono::{DateTime, Utc};

use super::store;
use crate::{db::Db, error::Error};

/// Deletes some of the events from before a moment, and tells how many.
pub async fn forget_before(db: &Db, moment: DateTime<Utc>) -> Result<u64, Error> {
    store::forget_before(db, moment).await
}
