use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{DEAD_LETTERS_KEPT, KEPT, Tending};
use crate::{
    db::Db,
    error::{Chain, Error},
    features::audit,
};

/// From the beginning of one round to the beginning of the next.
const EVERY: TimeDelta = TimeDelta::minutes(10);
/// How often it is seen whether a round is due.
const LOOK: Duration = Duration::from_secs(1);

impl Tending {
    /// Deletes what is over every few minutes, until it is told to stop. Survives every failure.
    pub async fn tend(self, stop: CancellationToken) {
        let mut began = DateTime::UNIX_EPOCH;
        while !stop.is_cancelled() {
            let now = self.clock.now();
            // Whichever came first: a clock may have been set back.
            if (now - began).abs() >= EVERY {
                began = now;
                stop.run_until_cancelled(self.round(now)).await;
            }
            stop.run_until_cancelled(sleep(LOOK)).await;
        }
    }

    async fn bring_mails_forward(&self, now: DateTime<Utc>) {
        match self.outbox.bring_forward(AHEAD, now).await {
            Ok(0) => {}
            Ok(mails) => tracing::warn!(mails, "mails waited for a time that a clock which was ahead had given them"),
            Err(error) => {
                tracing::warn!(error = %Chain(&error), "mails could not be brought forward; trying again later");
            }
        }
    }

    async fn round(&self, now: DateTime<Utc>) {
        let over = now - KEPT;
        until_none_is_left("ended sessions", || self.sessions.forget_ended_before(over)).await;
        until_none_is_left("outlived sessions", || self.sessions.forget_outlived_before(over)).await;
        until_none_is_left("mailed tokens", || self.mailed_tokens.forget_expired_before(over)).await;
        until_none_is_left("sent mails", || self.outbox.forget_sent_before(over)).await;
        until_none_is_left("dead letters", || self.outbox.forget_dead_before(now - DEAD_LETTERS_KEPT)).await;
        until_none_is_left("counts", || self.throttling.forget_expired_before(now)).await;
        until_none_is_left("counts of a clock that was ahead", || {
            self.throttling.forget_ahead_of(now + self.longest_limit + AHEAD)
        })
        .await;
        self.bring_mails_forward(now).await;
        let too_old = now - self.audit_retention;
        until_none_is_left("audit events", || audit::forget_before(&self.db, too_old)).await;
    }
}

/// How far instances' clocks may be apart without one taking another's moments for those of a clock that was set back.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// After each statement it rests for as long as that took: the round is in nobody's hurry.
async fn until_none_is_left<Fut>(what: &str, delete_some: impl Fn() -> Fut)
where
    Fut: Future<Output = Result<u64, Error>>,
{
    let mut deleted = 0;
    loop {
        let began = Instant::now();
        match delete_some().await {
            Ok(some) => {
                deleted += some;
                if some < Db::SOME {
                    break;
                }
            }
            Err(error) => {
                tracing::warn!(what, error = %Chain(&error), "what is over could not be deleted; trying again later");
                break;
            }
        }
        sleep(began.elapsed()).await;
    }
    if deleted > 0 {
        tracing::debug!(what, deleted, "deleted what is over");
    }
}
