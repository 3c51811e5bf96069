use super::store;
use crate::{caller::Operator, db::Db, error::Error};

/// Takes a key away for good: every token that it signed is refused from the next reading on, in 30 seconds at most.
/// It takes no secret. The servers make another key where nothing is left to sign with.
///
/// False: there is no such key.
///
/// # Errors
/// When the database fails.
pub async fn revoke(_by: Operator, db: &Db, kid: &str) -> Result<bool, Error> {
    store::delete(db.writes(), kid).await
}
