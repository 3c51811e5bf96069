//! Three instances of the program on one database, behind a load balancer, while everything goes wrong that may.
//!
//! `just instances` runs it; `KEYWARD_TEST_CLIENTS` (8), `KEYWARD_TEST_ROUNDS` (1) and `KEYWARD_TEST_PAUSE` (3, in
//! seconds, after each event) make it longer. It needs `KEYWARD_TEST_DATABASE_URL`, and `redis-server` installed.

#![expect(clippy::print_stdout, reason = "its figures are what it is run for")]

#[expect(dead_code, unused_imports, reason = "the tests of the API use the rest of it")]
#[path = "../api/harness/mod.rs"]
mod harness;

mod accounts;
mod asking;
mod balancer;
mod events;
mod fleet;
mod mails;
mod million;
mod passwords;
mod person;
mod reckoning;
mod report;

use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use tokio::{task::JoinHandle, time::sleep};

use asking::{Asker, Notes};
use fleet::Fleet;
use person::Person;
use report::Row;

#[tokio::test(flavor = "multi_thread")]
async fn three_instances_lose_nothing_that_was_acknowledged_whatever_befalls_them() {
    let Some(fleet) = Fleet::start(3, &[]).await.map(Arc::new) else { return };
    let campaign = Campaign::begin(&fleet).await;
    let mut rows = vec![campaign.during("nothing", async { Instant::now() }).await];
    for _ in 0..setting("ROUNDS", 1) {
        rows.extend(campaign.round().await);
    }
    println!("{}", Row::heading());
    for row in &rows {
        println!("{}", row.line());
    }
    campaign.end().await;
    rows.iter().for_each(Row::assert_it_holds);
    assert_eq!(fleet.faults(), [""; 0]);
}

struct Campaign<'a> {
    fleet: &'a Arc<Fleet>,
    notes: Arc<Notes>,
    people: Vec<JoinHandle<Person>>,
    over: Arc<AtomicBool>,
}

impl<'a> Campaign<'a> {
    async fn begin(fleet: &'a Arc<Fleet>) -> Self {
        let (notes, over) = (Arc::<Notes>::default(), Arc::<AtomicBool>::default());
        let clients = usize::try_from(setting("CLIENTS", 8)).expect("not that many");
        let arriving = (0..clients).map(|client| {
            let asker = Asker::new(client, fleet.balancer, Arc::clone(&notes));
            Person::arrive(asker, Arc::clone(fleet))
        });
        let people = join_all(arriving).await.into_iter();
        let people = people.map(|person| tokio::spawn(live(person, Arc::clone(&over)))).collect();
        Self { fleet, notes, people, over }
    }

    async fn round(&self) -> Vec<Row> {
        let fleet = self.fleet;
        let mut rows = vec![self.during("keyward keys rotate", fleet.rotate_keys()).await];
        let publishing = tokio::spawn(publishes(Arc::clone(fleet)));
        rows.push(self.during("one is killed (SIGKILL)", fleet.kill_one()).await);
        rows.push(self.during("one is stopped (SIGTERM)", fleet.stop_one()).await);
        rows.push(self.during("a next version's migration", fleet.migrate()).await);
        rows.push(self.during("Redis killed, back after 2 s", fleet.lose_redis()).await);
        rows.push(self.during("all connections cut", fleet.cut_connections()).await);
        rows.push(self.during("PostgreSQL refuses for 2 s", fleet.refuse_connections()).await);
        publishing.await.expect("the new key is known everywhere in time");
        rows
    }

    /// Lets something happen, and a while pass; nobody may have failed by then.
    async fn during(&self, event: &'static str, happens: impl Future<Output = Instant>) -> Row {
        let began = Instant::now();
        let over = happens.await;
        sleep(Duration::from_secs(setting("PAUSE", 3))).await;
        Row::new(event, &self.notes, began, over)
    }

    /// Everybody stops, and everything they were told is checked.
    async fn end(self) {
        self.over.store(true, Relaxed);
        let people = join_all(self.people).await;
        let outbox = self.fleet.outbox_is_empty().await;
        let reckoning = people.into_iter().map(|person| person.expect("nobody was told wrong").reckon());
        let effects: usize = join_all(reckoning).await.into_iter().sum();
        println!(
            "{effects} acknowledged effects hold on every instance; the outbox was empty {} ms later",
            outbox.as_millis()
        );
    }
}

async fn publishes(fleet: Arc<Fleet>) {
    let took = fleet.publishes_two_keys(Instant::now()).await;
    println!("the new signing key was published by every instance {} ms after it was made, at most", took.as_millis());
}

async fn live(mut person: Person, over: Arc<AtomicBool>) -> Person {
    while !over.load(Relaxed) {
        person.act().await;
        sleep(Duration::from_millis(20)).await;
    }
    person
}

fn setting(name: &str, default: u64) -> u64 {
    env::var(format!("KEYWARD_TEST_{name}")).map_or(default, |value| value.parse().expect("a number"))
}
