//! Clients who keep using the program, and somebody who keeps killing it.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{
            AtomicBool,
            Ordering::{Acquire, Release},
        },
    },
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use tokio::{task::JoinHandle, time::sleep};

use crate::{
    asking::{Asker, Came, Notes},
    dice::Dice,
    fleet::Fleet,
    harness::{Database, MINUTE, within},
    person::Person,
    setting,
    wholeness::is_whole,
};

/// After so many cycles everything is reckoned, and a new database begins.
const GENERATION: usize = 100;
/// What is on disk is looked through after each so many kills.
const LOOKED_THROUGH_EVERY: usize = 6;
/// A kill waits for up to so many answers after the start, and then for no longer than this.
const ANSWERS: u64 = 60;
const THEN_WITHIN: Duration = Duration::from_millis(40);

/// What was seen.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    at_start: usize,
    at_work: usize,
    while_stopping: usize,
    answers: usize,
    effects: usize,
}

/// Kills as often as the settings say, on databases of this kind.
pub(crate) async fn run(kind: &str, found: impl AsyncFn(&Path) -> Option<Database>) {
    let (cycles, seed) = (setting("CYCLES", 12), setting("SEED", 1));
    let mut dice = Dice(seed as u64);
    let (mut tally, mut left, began) = (Tally::default(), cycles, Instant::now());
    while left > 0 {
        let folder = tempfile::tempdir().expect("a folder");
        let Some(database) = found(folder.path()).await else { return };
        let fleet = Arc::new(Fleet::found(folder, database).await);
        let generation = left.min(GENERATION);
        Campaign::begin(&fleet).await.go_on(generation, &mut dice, &mut tally).await;
        left -= generation;
        println!("{kind}, seed {seed}: {} of {cycles} cycles, {:?}: {tally:?}", cycles - left, began.elapsed());
    }
}

pub(crate) struct Campaign<'a> {
    fleet: &'a Arc<Fleet>,
    notes: Arc<Notes>,
    people: Vec<JoinHandle<Person>>,
    over: Arc<AtomicBool>,
    start: Duration,
    began: Instant,
}

impl<'a> Campaign<'a> {
    pub(crate) async fn begin(fleet: &'a Arc<Fleet>) -> Self {
        let (notes, over) = (Arc::<Notes>::default(), Arc::<AtomicBool>::default());
        let (began, start) = (Instant::now(), fleet.starts_within().await);
        let people = (0..setting("CLIENTS", 4)).map(|client| {
            let asker = Asker::new(client, fleet.balancer, Arc::clone(&notes));
            tokio::spawn(live(asker, Arc::clone(fleet), Arc::clone(&over)))
        });
        let people = people.collect();
        Self { fleet, notes, people, over, start, began }
    }

    async fn go_on(mut self, cycles: usize, dice: &mut Dice, tally: &mut Tally) {
        for cycle in 1..=cycles {
            match dice.below(4) {
                0 => self.is_killed_at_its_start(dice, tally).await,
                1 => self.is_killed_while_it_stops(dice, tally).await,
                _ => self.is_killed_at_work(dice, tally).await,
            }
            if cycle % LOOKED_THROUGH_EVERY == 0 {
                is_whole(self.fleet).await;
            }
            self.start = self.fleet.starts_within().await;
        }
        let end = self.end().await;
        tally.answers += end.answers;
        tally.effects += end.effects;
    }

    async fn is_killed_at_work(&self, dice: &mut Dice, tally: &mut Tally) {
        self.some_are_answered(dice).await;
        self.fleet.kill();
        tally.at_work += 1;
    }

    async fn is_killed_while_it_stops(&self, dice: &mut Dice, tally: &mut Tally) {
        self.some_are_answered(dice).await;
        self.fleet.ask_to_stop();
        sleep(dice.within(THEN_WITHIN)).await;
        self.fleet.kill();
        tally.while_stopping += 1;
    }

    async fn is_killed_at_its_start(&self, dice: &mut Dice, tally: &mut Tally) {
        self.fleet.kill();
        self.fleet.start();
        sleep(dice.within(self.start)).await;
        self.fleet.kill();
        tally.at_start += 1;
    }

    pub(crate) async fn some_are_answered(&self, dice: &mut Dice) {
        let wanted = self.good() + usize::try_from(dice.below(ANSWERS)).expect("a few");
        within(MINUTE, "answers", || async { (self.good() >= wanted).then_some(()) }).await;
        sleep(dice.within(THEN_WITHIN)).await;
    }

    /// How many good answers there were so far.
    fn good(&self) -> usize {
        self.notes.since(self.began).iter().filter(|noted| noted.came == Came::Good).count()
    }

    /// What must never be, and was.
    fn wrong(&self) -> Vec<String> {
        let noted = self.notes.since(self.began).into_iter();
        let wrong = noted.filter_map(|noted| match noted.came {
            Came::Wrong(what) => Some(what),
            _ => None,
        });
        wrong.collect()
    }

    /// Everybody stops, and everything they were told is checked.
    pub(crate) async fn end(mut self) -> Tally {
        self.over.store(true, Release);
        let people = join_all(std::mem::take(&mut self.people)).await;
        self.fleet.outbox_is_empty().await;
        let reckoning = people.into_iter().map(|person| person.expect("nobody was told wrong").reckon());
        let effects = join_all(reckoning).await.into_iter().sum();
        assert_eq!(self.wrong(), [""; 0]);
        assert_eq!(self.fleet.faults(), [""; 0]);
        self.fleet.kill();
        is_whole(self.fleet).await;
        Tally { answers: self.good(), effects, ..Tally::default() }
    }
}

async fn live(asker: Asker, fleet: Arc<Fleet>, over: Arc<AtomicBool>) -> Person {
    let mut person = Person::arrive(asker, Arc::clone(&fleet)).await;
    let mut seen = 0;
    while !over.load(Acquire) {
        person.holds_after_a_start(&mut seen).await;
        person.act().await;
    }
    person
}
