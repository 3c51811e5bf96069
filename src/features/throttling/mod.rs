//! How often something may be tried.
//!
//! A limit is a [`Rate`]; what it counts is a limit's name with a subject (an account, an address) and often the
//! client's network. Counting and deciding are one step (the generic cell rate algorithm, GCRA), so that tries at
//! the same moment, on whatever instance, never exceed the limit. A try is counted before the work it asks for, and
//! given back when it turns out not to be of the kind that is limited.
//!
//! ```text
//! REDIS_URL ──▶ one script in Redis ── away ──▶ one upsert in the database ◀── without REDIS_URL
//!                      ▲──────── looked for every second, then back ────────┘
//! ```
//!
//! Always true: no address stands anywhere in clear, only a keyed hash; the cells of all limits that a try touches
//! are counted together or not at all; a refused try counts for none; nobody is ever without a limit.
//!
//! # When Redis goes
//!
//! A call that gets no answer within a second counts in the database, and so does every one after it without asking,
//! until a look that comes every second finds Redis counting again. One warning says that it went, one line that it
//! is back. What was counted at one place is unknown at the other: who guesses gets a limit's allowance at most
//! twice, once from each, however often it comes and goes, and once more each time that Redis forgets. It forgets when
//! it starts anew without its data, when a replica without the last writes takes over, and when it is full and its
//! `maxmemory-policy` is another than `noeviction`: with that one it refuses instead, which is the same as being away.
//! A call without an answer may have counted in Redis all the same; that count stays.
//!
//! # What Redis is asked of
//!
//! Each key expires half a minute after what it counts is forgotten, so that memory is bounded by the tries of one
//! limit's time. Any server works that runs Lua scripts: one by itself, a replicated one's primary behind a name that
//! follows it, a cluster behind a proxy. Sentinels are not asked for the primary, and a cluster's redirections are
//! not followed.

mod count;
mod examine;
mod gcra;
mod network;
mod rate;
mod redis;
mod store;

use std::sync::Arc;

use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use crate::{
    db::Db,
    error::Error,
    features::tokens::{Seal, Secrets},
};

pub use count::{Counted, Try};
pub use examine::{RedisFound, examine_redis};
pub use network::Network;
pub use rate::Rate;

use self::redis::Redis;

/// Counts tries, and refuses those past a limit.
#[derive(Clone)]
pub struct Throttling {
    db: Db,
    redis: Option<Arc<Redis>>,
    hash: Seal,
}

impl Throttling {
    /// Counts in the database, under keys that only this server's secret makes.
    #[must_use]
    pub fn new(db: Db, secrets: &Secrets) -> Self {
        Self { db, redis: None, hash: Seal::new(secrets, "throttling") }
    }

    /// Counts in Redis while it is there. Waits a second for it at most: without it the database counts, and
    /// [`Self::watch`] finds it when it comes.
    ///
    /// # Errors
    /// A URL that is none of Redis'.
    pub async fn through_redis(self, url: &SecretString) -> Result<Self, Error> {
        let redis = Redis::new(url)?;
        match redis.connect().await {
            Ok(()) => tracing::info!("throttling counts in Redis"),
            Err(error) => tracing::warn!(%error, "Redis is away: throttling counts in the database until it is there"),
        }
        Ok(Self { redis: Some(Arc::new(redis)), ..self })
    }

    /// Looks after Redis, if there is one, until told to stop.
    pub async fn watch(self, stop: CancellationToken) {
        if let Some(redis) = &self.redis {
            stop.run_until_cancelled(redis.watch()).await;
        }
    }
}
