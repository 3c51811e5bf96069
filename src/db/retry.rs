//! A transaction that lost against another one is tried again.

use std::time::Duration;

use super::{Db, failure::is_transient};
use crate::{
    effects::Random,
    error::{Error, Fault},
};

/// How often at most, the first time included.
const ATTEMPTS: u32 = 5;

/// The longest pause before the second attempt; it doubles for each one after.
const FIRST_PAUSE: Duration = Duration::from_millis(10);

impl Db {
    /// Tries again what failed only because another transaction was in the way: a serialization failure, a
    /// deadlock, a busy SQLite file. The attempt begins its own transaction and commits it, as the commit, too,
    /// may be what fails.
    ///
    /// # Errors
    /// Whatever the attempt fails with for another reason, at once; [`Error::Unavailable`] when none of five
    /// attempts got through.
    pub async fn retrying<T, F, Fut>(&self, attempt: F) -> Result<T, Error>
    where
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, Error>> + Send,
    {
        let mut pause = FIRST_PAUSE;
        for number in 1..=ATTEMPTS {
            match attempt().await {
                Err(Error::Fault(Fault::Database(error))) if is_transient(&error) => {
                    tracing::debug!(%error, number, "another transaction was in the way");
                }
                done => return done,
            }
            if number < ATTEMPTS {
                tokio::time::sleep(part_of(pause)).await;
                pause *= 2;
            }
        }
        tracing::warn!(attempts = ATTEMPTS, "a transaction got through in none of its attempts");
        Err(Error::Unavailable { retry_after: Duration::from_secs(1) })
    }
}

/// Some part of a pause, another one each time: two that met must not meet again.
fn part_of(pause: Duration) -> Duration {
    let [byte] = Random.bytes();
    pause * (u32::from(byte) + 1) / 256
}
