use chrono::{DateTime, Utc};

use super::{Sessions, store};
use crate::error::Error;

impl Sessions {
    /// Deletes some of the sessions that ended before a moment, and tells how many.
    pub async fn forget_ended_before(&self, moment: DateTime<Utc>) -> Result<u64, Error> {
        store::forget_ended_before(&self.db, moment).await
    }

    /// The same of those that could not have lived on after it, whether they ended or were left alone.
    pub async fn forget_outlived_before(&self, moment: DateTime<Utc>) -> Result<u64, Error> {
        store::forget_outlived_before(&self.db, moment).await
    }
}
