//! What lost against another transaction is tried again.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::{Db, failure::is_transient};
use crate::{
    effects::Random,
    error::{Error, Fault},
};

/// How often at most, the first time included, and for how long: where many want the same row under a strict
/// isolation, each commit sends all the others back to their beginning.
const ATTEMPTS: u32 = 20;
const PATIENCE: Duration = Duration::from_secs(10);

/// How long one attempt may take: as long as a request.
const TRANSACTION: Duration = Duration::from_secs(30);

/// The longest pause before the second attempt; it doubles for each one after.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(320);

impl Db {
    /// Tries again what failed only because another transaction was in the way: a serialization failure, a
    /// deadlock, a busy SQLite file. The attempt begins its own transaction and commits it, as the commit, too,
    /// may be what fails. Single statements need none of this, see [`Db::reads`] and [`Db::writes`].
    ///
    /// # Errors
    /// Whatever the attempt fails with for another reason, at once; [`Error::Unavailable`] when it got through in
    /// none of twenty attempts, or ten seconds, or when one did not end in thirty.
    pub async fn retrying<T, F, Fut>(&self, attempt: F) -> Result<T, Error>
    where
        F: Fn() -> Fut + Send + Sync,
        Fut: Future<Output = Result<T, Error>> + Send,
    {
        let mut patience = Patience::new();
        loop {
            let done = timeout(TRANSACTION, attempt()).await;
            match done.unwrap_or(Err(Error::Unavailable { retry_after: Duration::from_secs(1) })) {
                Err(Error::Fault(Fault::Database(error))) if is_transient(&error) => {
                    tracing::debug!(%error, "another transaction was in the way");
                }
                done => return done,
            }
            if patience.wait().await.is_err() {
                return Err(Error::Unavailable { retry_after: Duration::from_secs(1) });
            }
        }
    }
}

/// What is left of the attempts at one thing.
pub(super) struct Patience {
    attempts: u32,
    pause: Duration,
    since: Instant,
}

/// None of the attempts got through.
#[derive(Debug)]
pub(super) struct Exhausted;

impl Patience {
    pub(super) fn new() -> Self {
        Self { attempts: ATTEMPTS, pause: FIRST_PAUSE, since: Instant::now() }
    }

    /// Waits after an attempt that failed, for some part of a pause, another one each time: two that met must not
    /// meet again.
    pub(super) async fn wait(&mut self) -> Result<(), Exhausted> {
        self.attempts -= 1;
        if self.attempts == 0 || self.since.elapsed() >= PATIENCE {
            tracing::warn!("other transactions were in the way until the end of all patience");
            return Err(Exhausted);
        }
        let [byte] = Random.bytes();
        sleep(self.pause * (u32::from(byte) + 1) / 256).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}
