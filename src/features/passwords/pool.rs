use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use argon2::Block;
use tokio::sync::Semaphore;
use tracing::Instrument;

use super::Hashing;
use crate::{
    error::{Error, Fault},
    traces,
};

/// How many may wait for each hash that runs. A hash takes some 20 ms, so that the last one waits for about a second:
/// longer than that, a person tries again, and the work is done twice.
const WAITING_PER_TURN: usize = 64;

const RETRY_AFTER: Duration = Duration::from_secs(1);

/// The memory that one hash works in, kept between hashes: fresh pages from the system cost up to a third of the time,
/// the more so when several hashes run. What one password left there, the next one overwrites.
pub(super) type Memory = Vec<Block>;

/// Runs so many hashes at once, lets so many more wait, and turns the rest away.
pub(super) struct Pool {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Memory>>>,
    blocks: usize,
    concurrency: usize,
    hashing: Hashing,
}

impl Pool {
    /// `blocks` is how much memory a usual hash needs (1 KiB each); no more is kept between hashes.
    pub(super) fn new(concurrency: usize, blocks: usize) -> Self {
        let concurrency = concurrency.max(1);
        Self {
            places: Arc::new(Semaphore::new(concurrency * (1 + WAITING_PER_TURN))),
            turns: Arc::new(Semaphore::new(concurrency)),
            idle: Arc::default(),
            blocks,
            concurrency,
            hashing: Hashing::default(),
        }
    }

    pub(super) fn hashing(&self) -> &Hashing {
        &self.hashing
    }

    pub(super) fn running(&self) -> usize {
        self.concurrency - self.turns.available_permits()
    }

    pub(super) fn waiting(&self) -> usize {
        let inside = self.concurrency * (1 + WAITING_PER_TURN) - self.places.available_permits();
        // The two are looked at one after the other: a hash may have begun in between.
        inside.saturating_sub(self.running())
    }

    /// Runs a job on a thread of its own when its turn comes. A caller that goes away while waiting gives up its
    /// place; a job that has begun runs to its end and keeps its turn for so long.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.take_turn(job).instrument(tracing::info_span!(target: traces::TARGET, "hash a password")).await
    }

    async fn take_turn<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let busy = || Error::Unavailable { retry_after: RETRY_AFTER };
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| {
            self.hashing.turned_away.inc();
            busy()
        })?;
        let asked = Instant::now();
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| busy())?;
        self.hashing.waits.observe(asked.elapsed().as_secs_f64());
        let (idle, blocks, durations) = (Arc::clone(&self.idle), self.blocks, self.hashing.durations.clone());

        let running = tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            let mut memory = lock(&idle).pop().unwrap_or_default();
            let begun = Instant::now();
            let done = job(&mut memory);
            durations.observe(begun.elapsed().as_secs_f64());
            if memory.len() <= blocks {
                lock(&idle).push(memory);
            }
            done
        });
        Ok(running.await.map_err(Fault::while_doing("hashing a password"))?)
    }
}

/// No job runs while the lock is held: what a panic left is whole.
fn lock(idle: &Mutex<Vec<Memory>>) -> MutexGuard<'_, Vec<Memory>> {
    idle.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::future::{join_all, poll_immediate};

    use super::*;

    const NOTHING: fn(&mut Memory) = |_| {};

    /// A pool of one turn that is taken until the sender speaks or is gone.
    async fn busy() -> (Arc<Pool>, mpsc::Sender<()>) {
        let pool = Arc::new(Pool::new(1, 1));
        let (release, released) = mpsc::channel();
        let (begins, running) = tokio::sync::oneshot::channel();
        let occupied = Arc::clone(&pool);
        tokio::spawn(async move {
            let job = move |_: &mut Memory| {
                let _ = (begins.send(()), released.recv());
            };
            occupied.run(job).await
        });
        running.await.expect("the job begins");
        (pool, release)
    }

    #[tokio::test]
    async fn a_full_queue_turns_away_at_once() {
        let (pool, _held) = busy().await;
        let mut waiting: Vec<_> = (0..WAITING_PER_TURN).map(|_| Box::pin(pool.run(NOTHING))).collect();
        assert!(poll_immediate(join_all(waiting.iter_mut())).await.is_none());

        assert_eq!((pool.running(), pool.waiting()), (1, WAITING_PER_TURN));
        let refused = poll_immediate(pool.run(NOTHING)).await;
        assert!(matches!(refused, Some(Err(Error::Unavailable { .. }))), "{refused:?}");
        assert_eq!(pool.hashing().turned_away.get(), 1);
    }

    #[tokio::test]
    async fn who_goes_away_gives_up_their_place() {
        let (pool, _held) = busy().await;
        let mut waiting: Vec<_> = (0..WAITING_PER_TURN).map(|_| Box::pin(pool.run(NOTHING))).collect();
        assert!(poll_immediate(join_all(waiting.iter_mut())).await.is_none());

        waiting.pop();
        assert_eq!(pool.waiting(), WAITING_PER_TURN - 1);
        assert!(poll_immediate(pool.run(NOTHING)).await.is_none(), "waits for its turn");
    }

    #[tokio::test]
    async fn whoever_waits_has_their_turn_in_the_end() {
        let (pool, release) = busy().await;
        let mut waiting = std::pin::pin!(pool.run(|_: &mut Memory| "done"));
        assert!(poll_immediate(&mut waiting).await.is_none());

        drop(release);
        assert_eq!(waiting.await.expect("its turn comes"), "done");
    }

    #[tokio::test]
    async fn a_job_that_panics_gives_its_turn_back() {
        let pool = Pool::new(1, 1);
        assert!(matches!(pool.run(|_| panic!("on purpose")).await, Err::<(), _>(Error::Fault(_))));
        assert!(pool.run(NOTHING).await.is_ok());
    }

    #[tokio::test]
    async fn memory_is_kept_unless_it_is_more_than_usual() {
        let pool = Pool::new(1, 2);
        let grown = |blocks| move |memory: &mut Memory| memory.resize(blocks, Block::new());
        let length = |memory: &mut Memory| memory.len();

        pool.run(grown(2)).await.expect("a turn");
        assert_eq!(pool.run(length).await.expect("a turn"), 2);
        pool.run(grown(3)).await.expect("a turn");
        assert_eq!(pool.run(length).await.expect("a turn"), 0);
    }
}
