use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use chrono::{DateTime, Utc};

use super::{Rate, Throttling, gcra::Cell, redis::Away, store};
use crate::{
    db::Tx,
    error::{Error, Refusal},
};

/// One thing to count.
#[derive(Clone, Copy, Debug)]
pub struct Try<'a> {
    /// Which limit, e.g. `login`.
    pub limit: &'static str,
    /// How often; none where the limit is off.
    pub rate: Option<Rate>,
    /// Whom or what it is counted for.
    pub subject: &'a str,
}

impl<'a> Try<'a> {
    /// Somebody in a network asks for a mail. What kind of mail it is makes no difference: they share one count.
    #[must_use]
    pub fn mail_asked_for_in(network: &'a str, rate: Option<Rate>) -> Self {
        Self { limit: "mails_network", rate, subject: network }
    }
}

/// What was counted, to be given back if it should not have been.
#[derive(Debug)]
pub struct Counted {
    cells: Vec<Cell>,
    counter: Counter,
}

/// Where something was counted, and is given back if ever.
#[derive(Debug)]
enum Counter {
    Database,
    /// No part of a transaction: one that is tried again, or is followed by [`Throttling::forget`], would give back
    /// again what it gave back already.
    Redis {
        given_back: AtomicBool,
    },
}

impl Throttling {
    /// Counts a try against each of its limits at once, or against none.
    ///
    /// # Errors
    /// `TooManyAttempts` with the longest wait when a limit is reached.
    pub async fn count(&self, tries: &[Try<'_>], now: DateTime<Utc>) -> Result<Counted, Error> {
        let cells = self.cells(tries);
        if cells.is_empty() {
            return Ok(Counted { cells, counter: Counter::Database });
        }
        let (counter, wait) = match self.count_in_redis(&cells, now).await {
            Ok(wait) => (Counter::Redis { given_back: AtomicBool::new(false) }, wait),
            Err(Away) => (Counter::Database, self.count_in_database(&cells, now).await?),
        };
        match wait {
            None => Ok(Counted { cells, counter }),
            Some(retry_after) => Err(Refusal::TooManyAttempts { retry_after: in_whole_seconds(retry_after) }.into()),
        }
    }

    async fn count_in_redis(&self, cells: &[Cell], now: DateTime<Utc>) -> Result<Option<Duration>, Away> {
        self.redis.as_ref().ok_or(Away)?.count(cells, now).await
    }

    async fn count_in_database(&self, cells: &[Cell], now: DateTime<Utc>) -> Result<Option<Duration>, Error> {
        let counting = self.db.retrying(|| async {
            let tx = self.db.begin().await?;
            let refused = store::count(&tx, cells, now).await?;
            if refused.is_empty() {
                tx.commit().await?;
                return Ok(None);
            }
            let wait = store::wait(&tx, &refused, now).await?;
            tx.rollback().await?;
            Ok(Some(wait))
        });
        counting.await
    }

    /// Takes a count back: the try was none of those that are limited, such as a password that was right.
    pub async fn give_back(&self, tx: &Tx, counted: &Counted) -> Result<(), Error> {
        match &counted.counter {
            Counter::Database if counted.cells.is_empty() => Ok(()),
            Counter::Database => store::give_back(tx, &counted.cells).await,
            Counter::Redis { given_back } => {
                self.give_back_to_redis(&counted.cells, given_back).await;
                Ok(())
            }
        }
    }

    /// Takes a count back of what could not be done for a reason of ours. It is no more than a count: where even that
    /// fails, it stays.
    pub async fn forget(&self, counted: &Counted) {
        if let Counter::Redis { given_back } = &counted.counter {
            return self.give_back_to_redis(&counted.cells, given_back).await;
        }
        let forgotten = self.db.retrying(|| async {
            let tx = self.db.begin().await?;
            self.give_back(&tx, counted).await?;
            Ok(tx.commit().await?)
        });
        if let Err(error) = forgotten.await {
            tracing::warn!(%error, "a count of something that could not be done stays");
        }
    }

    /// Deletes some of the counts that limit nothing any more, and tells how many.
    pub async fn forget_expired_before(&self, now: DateTime<Utc>) -> Result<u64, Error> {
        store::forget_expired_before(&self.db, now).await
    }

    /// Deletes some of the counts that lie further ahead than any limit reaches, and tells how many: they were written
    /// by a clock that was ahead, and would refuse whoever they are about until the others' get there. In Redis, such
    /// counts expire by themselves.
    pub async fn forget_ahead_of(&self, moment: DateTime<Utc>) -> Result<u64, Error> {
        store::forget_ahead_of(&self.db, moment).await
    }

    /// Where Redis is away by now, the count stays there, and is forgotten with time as a failure would be.
    async fn give_back_to_redis(&self, cells: &[Cell], given_back: &AtomicBool) {
        if let Some(redis) = &self.redis
            && !given_back.swap(true, Ordering::Relaxed)
        {
            let _stays: Result<(), Away> = redis.give_back(cells).await;
        }
    }

    /// The same order for everyone, so that two tries never wait for each other's rows.
    fn cells(&self, tries: &[Try<'_>]) -> Vec<Cell> {
        let mut cells: Vec<_> = tries
            .iter()
            .filter_map(|one| {
                let key = self.hash.mac(format!("{}\0{}", one.limit, one.subject).as_bytes());
                one.rate.map(|rate| Cell::new(key, rate))
            })
            .collect();
        cells.sort_by_key(|cell| cell.key);
        cells
    }
}

/// Rounded up: coming back a moment too early would be refused again.
fn in_whole_seconds(wait: Duration) -> Duration {
    Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)).max(Duration::from_secs(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_never_too_short() {
        let [second, moment] = [Duration::from_secs(1), Duration::from_nanos(1)];
        for (wait, told) in [
            (Duration::ZERO, second),
            (moment, second),
            (second, second),
            (second + moment, 2 * second),
            (2 * second, 2 * second),
            (2 * second + moment, 3 * second),
        ] {
            assert_eq!(in_whole_seconds(wait), told, "{wait:?}");
        }
    }
}
