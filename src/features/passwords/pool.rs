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
    features::throttling::Network,
    places::{self, Places},
    traces,
};

/// How many may wait for each hash that runs. A hash takes some 20 ms, so that the last one waits for about a second:
/// longer than that, a person tries again, and the work is done twice.
const WAITING_PER_TURN: usize = 64;

const BUSY: Error = Error::Unavailable { retry_after: Duration::from_secs(1) };

/// The memory that one hash works in, kept between hashes: fresh pages from the system cost up to a third of the time,
/// the more so when several hashes run. What one password left there, the next one overwrites.
pub(super) type Memory = Vec<Block>;

/// Runs so many hashes at once, lets so many more wait, and turns the rest away. No network fills it: it gets no more
/// places than are left for others.
pub(super) struct Pool {
    places: Places<Network>,
    turns: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Memory>>>,
    blocks: usize,
    concurrency: usize,
    hashing: Hashing,
}

/// A place in the pool, held until it is dropped.
pub(super) type Place = places::Place<Network>;

impl Pool {
    /// `blocks` is how much memory a usual hash needs (1 KiB each); no more is kept between hashes.
    pub(super) fn new(concurrency: usize, blocks: usize) -> Self {
        let concurrency = concurrency.max(1);
        Self {
            places: Places::new(concurrency * (1 + WAITING_PER_TURN)),
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
        let inside = self.concurrency * (1 + WAITING_PER_TURN) - self.places.left();
        // The two are looked at one after the other: a hash may have begun in between.
        inside.saturating_sub(self.running())
    }

    /// A place among those that wait for somebody in a network, to be had before anything that costs more.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when all of them are taken, or this network has as many as are left for others.
    pub(super) fn place(&self, network: Network) -> Result<Place, Error> {
        self.places.take(Some(network)).ok_or_else(|| {
            self.hashing.turned_away.inc();
            BUSY
        })
    }

    /// Runs a job on a thread of its own when its turn comes. A caller that goes away while waiting gives up its
    /// place; a job that has begun runs to its end and keeps its turn for so long.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        place: Place,
        job: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.take_turn(place, job).instrument(tracing::info_span!(target: traces::TARGET, "hash a password")).await
    }

    async fn take_turn<T: Send + 'static>(
        &self,
        place: Place,
        job: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let asked = Instant::now();
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| BUSY)?;
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
    use std::{net::Ipv4Addr, sync::mpsc};

    use futures_util::future::{join_all, poll_immediate};

    use super::*;

    const NOTHING: fn(&mut Memory) = |_| {};

    /// Runs a job for the network with this number.
    async fn run<T: Send + 'static>(
        pool: &Pool,
        network: usize,
        job: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let address = Ipv4Addr::from_bits(u32::try_from(network).expect("a few"));
        let place = pool.place(Network::from(Some(address.into())))?;
        pool.run(place, job).await
    }

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
            run(&occupied, 0, job).await
        });
        running.await.expect("the job begins");
        (pool, release)
    }

    #[tokio::test]
    async fn a_full_queue_turns_away_at_once() {
        let (pool, _held) = busy().await;
        let mut waiting: Vec<_> = (1..=WAITING_PER_TURN).map(|number| Box::pin(run(&pool, number, NOTHING))).collect();
        assert!(poll_immediate(join_all(waiting.iter_mut())).await.is_none());

        assert_eq!((pool.running(), pool.waiting()), (1, WAITING_PER_TURN));
        let refused = poll_immediate(run(&pool, 100, NOTHING)).await;
        assert!(matches!(refused, Some(Err(Error::Unavailable { .. }))), "{refused:?}");
        assert_eq!(pool.hashing().turned_away.get(), 1);
    }

    #[tokio::test]
    async fn no_network_takes_all_the_places() {
        let (pool, _held) = busy().await;
        let mut greedy: Vec<_> = (0..WAITING_PER_TURN).map(|_| Box::pin(run(&pool, 1, NOTHING))).collect();
        assert!(poll_immediate(join_all(greedy.iter_mut())).await.is_none());

        assert_eq!(pool.waiting(), WAITING_PER_TURN / 2);
        let others = poll_immediate(run(&pool, 2, NOTHING)).await;
        assert!(others.is_none(), "waits for its turn: {others:?}");
    }

    #[tokio::test]
    async fn who_goes_away_gives_up_their_place() {
        let (pool, _held) = busy().await;
        let mut waiting: Vec<_> = (1..=WAITING_PER_TURN).map(|number| Box::pin(run(&pool, number, NOTHING))).collect();
        assert!(poll_immediate(join_all(waiting.iter_mut())).await.is_none());

        waiting.pop();
        assert_eq!(pool.waiting(), WAITING_PER_TURN - 1);
        assert!(poll_immediate(run(&pool, 100, NOTHING)).await.is_none(), "waits for its turn");
    }

    #[tokio::test]
    async fn whoever_waits_has_their_turn_in_the_end() {
        let (pool, release) = busy().await;
        let mut waiting = std::pin::pin!(run(&pool, 1, |_: &mut Memory| "done"));
        assert!(poll_immediate(&mut waiting).await.is_none());

        drop(release);
        assert_eq!(waiting.await.expect("its turn comes"), "done");
    }

    #[tokio::test]
    async fn a_job_that_panics_gives_its_turn_back() {
        let pool = Pool::new(1, 1);
        assert!(matches!(run(&pool, 1, |_| panic!("on purpose")).await, Err::<(), _>(Error::Fault(_))));
        assert!(run(&pool, 100, NOTHING).await.is_ok());
        assert_eq!((pool.running(), pool.waiting()), (0, 0));
    }

    #[tokio::test]
    async fn memory_is_kept_unless_it_is_more_than_usual() {
        let pool = Pool::new(1, 2);
        let grown = |blocks| move |memory: &mut Memory| memory.resize(blocks, Block::new());
        let length = |memory: &mut Memory| memory.len();

        run(&pool, 1, grown(2)).await.expect("a turn");
        assert_eq!(run(&pool, 1, length).await.expect("a turn"), 2);
        run(&pool, 1, grown(3)).await.expect("a turn");
        assert_eq!(run(&pool, 1, length).await.expect("a turn"), 0);
    }
}
