use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use prometheus_client::metrics::counter::Counter;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{Session, store};
use crate::{db::Db, error::Error};

/// A session's last use is written down no more often than this.
const TO_ABOUT: TimeDelta = TimeDelta::minutes(5);
/// How long uses wait to be written together.
const WRITE_EVERY: Duration = Duration::from_secs(5);
/// How many sessions may wait; the uses of more are forgotten until their next.
const MAX_WAITING: usize = 10_000;
/// How many of them one statement writes down, a power of two.
const AT_ONCE: usize = 512;

/// Notes when sessions are used, off the answer's path: reading writes nothing.
#[derive(Clone, Default)]
pub struct Activity {
    waiting: Arc<Mutex<HashMap<Uuid, DateTime<Utc>>>>,
    failures: Counter,
}

impl Activity {
    pub(super) fn note(&self, session: &Session, now: DateTime<Utc>) {
        if now < session.last_active_at + TO_ABOUT {
            return;
        }
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < MAX_WAITING {
            waiting.insert(session.id, now);
        }
    }

    /// How often writing down failed.
    #[must_use]
    pub fn failures(&self) -> &Counter {
        &self.failures
    }

    /// Writes down what was noted, every few seconds and once more at the end.
    pub async fn write_down(self, db: Db, stop: CancellationToken) {
        loop {
            let stopped = stop.run_until_cancelled(tokio::time::sleep(WRITE_EVERY)).await.is_none();
            if let Err(error) = self.write(&db).await {
                self.failures.inc();
                tracing::warn!(%error, "when sessions were last used could not be written down");
            }
            if stopped {
                return;
            }
        }
    }

    async fn write(&self, db: &Db) -> Result<(), Error> {
        let noted = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let Some(latest) = noted.values().max().copied() else { return Ok(()) };
        let sessions: Vec<_> = noted.into_keys().collect();
        for some in sessions.chunks(AT_ONCE) {
            store::mark_active(db.writes(), some, latest).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Delivery, *};

    fn session(number: usize, last_active_at: DateTime<Utc>) -> Session {
        Session {
            id: Uuid::from_u128(number as u128),
            account_id: Uuid::nil(),
            delivery: Delivery::Body,
            signed_in_at: last_active_at,
            last_active_at,
            expires_at: last_active_at,
            ip: None,
            user_agent: None,
            generation: 0,
            device_key: None,
        }
    }

    fn waiting(activity: &Activity) -> usize {
        activity.waiting.lock().expect("nobody panicked while holding it").len()
    }

    #[test]
    fn a_use_waits_to_be_written_down_from_five_minutes_on() {
        let (activity, begun) = (Activity::default(), DateTime::UNIX_EPOCH);
        activity.note(&session(1, begun), begun + TO_ABOUT - TimeDelta::microseconds(1));
        assert_eq!(waiting(&activity), 0);
        activity.note(&session(1, begun), begun + TO_ABOUT);
        assert_eq!(waiting(&activity), 1);
    }

    #[test]
    fn no_more_than_ten_thousand_wait() {
        let activity = Activity::default();
        for number in 0..10_001 {
            activity.note(&session(number, DateTime::UNIX_EPOCH), DateTime::UNIX_EPOCH + TO_ABOUT);
        }
        assert_eq!(waiting(&activity), 10_000);
    }
}
