use std::{
    io,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use redis::{
    AsyncConnectionConfig, Client, FromRedisValue, RedisResult, Script, ScriptInvocation, aio::MultiplexedConnection,
};
use secrecy::{ExposeSecret, SecretString};

use super::gcra::Cell;
use crate::error::{Error, Fault};

/// How long anyone waits for Redis: once for each time that it goes, as nobody asks one that is away.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often it is looked at: the pause before one that is away is tried again, and an end to the idleness after which
/// some servers hang up.
const BEAT: Duration = Duration::from_secs(1);

/// How long a key outlives its last try's arrival: instances whose clocks differ by less agree on what is forgotten.
const OUTLIVES: i64 = 30_000_000; // µs

/// Before each key. A script's keys must lie in one slot of a cluster, which the part in braces decides. It is the same
/// for all: an account's cell is counted with any network's and a network's with any account's, so that no finer part
/// would keep every call together. The price is that one node counts everything.
const PREFIX: &str = "keyward:{throttling}:";

/// A Redis server that counts while it is there.
pub(super) struct Redis {
    client: Client,
    count: Script,
    give_back: Script,
    /// None while it is away.
    connection: Mutex<Option<Arc<MultiplexedConnection>>>,
}

/// Redis is away: somebody else has to count.
#[derive(Debug)]
pub(super) struct Away;

impl Redis {
    /// Knows where it is, and has not looked yet.
    pub(super) fn new(url: &SecretString) -> Result<Self, Error> {
        Ok(Self {
            client: Client::open(url.expose_secret()).map_err(Fault::while_doing("reading REDIS_URL"))?,
            count: Script::new(include_str!("count.lua")),
            give_back: Script::new(include_str!("give_back.lua")),
            connection: Mutex::default(),
        })
    }

    /// Counts one try in every cell, or in none; then answers with how long there is no room.
    pub(super) async fn count(&self, cells: &[Cell], now: DateTime<Utc>) -> Result<Option<Duration>, Away> {
        let wait: Option<u64> = self.run(&self.counting(cells, now)).await?;
        Ok(wait.map(Duration::from_micros))
    }

    /// Takes one try back from every cell.
    pub(super) async fn give_back(&self, cells: &[Cell]) -> Result<(), Away> {
        let mut call = self.give_back.prepare_invoke();
        for cell in cells {
            call.key(key(cell)).arg(cell.cost);
        }
        self.run(&call).await
    }

    fn counting(&self, cells: &[Cell], now: DateTime<Utc>) -> ScriptInvocation<'_> {
        let mut call = self.count.prepare_invoke();
        call.arg(now.timestamp_micros()).arg(OUTLIVES);
        for cell in cells {
            call.key(key(cell)).arg(cell.cost).arg(cell.burst).arg(cell.furthest());
        }
        call
    }

    async fn run<T: FromRedisValue>(&self, call: &ScriptInvocation<'_>) -> Result<T, Away> {
        let connection = self.lock().clone().ok_or(Away)?;
        let answer = in_time(call.invoke_async(&mut MultiplexedConnection::clone(&connection))).await;
        answer.map_err(|error| {
            let mut current = self.lock();
            // Whoever waited at the same time has said so, or there is a new connection by now.
            if current.as_ref().is_some_and(|current| Arc::ptr_eq(current, &connection)) {
                *current = None;
                tracing::warn!(%error, "Redis is away: throttling counts in the database until it is back");
            }
            Away
        })
    }

    /// Connects, and counts something to see that it can: a replica or a full server answers all the same.
    pub(super) async fn connect(&self) -> RedisResult<()> {
        // One bound for all of it, ours.
        let unbounded = AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let connection = in_time(async {
            let mut connection = self.client.get_multiplexed_async_connection_with_config(&unbounded).await?;
            self.probe().invoke_async::<()>(&mut connection).await?;
            Ok(connection)
        });
        *self.lock() = Some(Arc::new(connection.await?));
        Ok(())
    }

    /// What it forgets when it is full (`maxmemory-policy`); none where its memory has no limit, or it doesn't say.
    pub(super) async fn forgets(&self) -> RedisResult<Option<String>> {
        let Some(connection) = self.lock().clone() else { return Ok(None) };
        let mut connection = MultiplexedConnection::clone(&connection);
        let info: String = in_time(redis::cmd("INFO").arg("memory").query_async(&mut connection)).await?;
        let value = |name: &str| info.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let is_bounded = value("maxmemory:").is_some_and(|bytes| bytes != "0");
        Ok(value("maxmemory_policy:").filter(|_| is_bounded).map(str::to_owned))
    }

    /// Looks again and again, so that no request is the first to find out.
    pub(super) async fn watch(&self) {
        loop {
            tokio::time::sleep(BEAT).await;
            if self.lock().is_some() {
                let _said: Result<(), Away> = self.run(&self.probe()).await;
            } else {
                match self.connect().await {
                    Ok(()) => tracing::info!("Redis is back: throttling counts there again"),
                    Err(error) => tracing::debug!(%error, "Redis is still away"),
                }
            }
        }
    }

    /// Counts in a cell of nobody's, which is never full.
    fn probe(&self) -> ScriptInvocation<'_> {
        self.counting(&[Cell { key: [0; 32], cost: 0, burst: 0 }], DateTime::UNIX_EPOCH)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<MultiplexedConnection>>> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(cell: &Cell) -> String {
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(cell.key))
}

/// Waits in turns: a process that is held up itself misses one of them, however late it wakes, and reads in the next
/// the answer that has been there for long. Its own slowness must not pass for Redis'.
async fn in_time<T>(work: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
    const TURNS: u32 = 4;
    let mut work = pin!(work);
    for _ in 0..TURNS {
        if let Ok(answer) = tokio::time::timeout(PATIENCE / TURNS, work.as_mut()).await {
            return answer;
        }
    }
    Err(io::Error::from(io::ErrorKind::TimedOut).into())
}
