use chrono::{DateTime, Utc};

use super::store;
use crate::{
    caller::Operator,
    db::Db,
    error::Error,
    features::audit::{self, Detail, Event},
};

/// Takes a key away for good: every token that it signed is refused from the next reading on, in 30 seconds at most.
/// It takes no secret. The servers make another key where nothing is left to sign with.
///
/// False: there is no such key.
///
/// # Errors
/// When the database fails.
pub async fn revoke(by: Operator, db: &Db, kid: &str, now: DateTime<Utc>) -> Result<bool, Error> {
    db.retrying(|| async {
        let tx = db.begin().await?;
        if !store::delete(&tx, kid).await? {
            return Ok(false);
        }
        let revoked = Event::SigningKeyRevoked.by_operator(by).with(Detail::Key(kid.to_owned()));
        audit::note(&tx, revoked, now).await?;
        tx.commit().await?;
        Ok(true)
    })
    .await
}
