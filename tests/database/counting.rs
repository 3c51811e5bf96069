//! Throttling counts alike in the database and in Redis.

use std::{env, time::Duration};

use keyward::{
    db::Db,
    effects::Random,
    error::{Error, Refusal},
    features::{
        throttling::{Counted, Rate, Throttling, Try},
        tokens::Secrets,
    },
};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};

use crate::harness::{moment, on_each_database};

/// What may happen next, so many microseconds later.
#[derive(Clone, Debug)]
enum Step {
    /// A try against some of the limits, a bit for each.
    Try { after: i64, limits: u8 },
    /// One that was counted is given back.
    Forget { which: usize },
    /// The same, by a transaction that fails first.
    GiveBackInVain { which: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Clocks of instances differ: time may go back a little.
    let one = prop_oneof![
        6 => (-300_000..1_500_000_i64, 1..8_u8).prop_map(|(after, limits)| Step::Try { after, limits }),
        1 => any::<usize>().prop_map(|which| Step::Forget { which }),
        1 => any::<usize>().prop_map(|which| Step::GiveBackInVain { which }),
    ];
    vec(one, 1..40)
}

const LIMITS: [(&str, Rate); 3] = [
    ("few", Rate { tries: 2, per: Duration::from_secs(3) }),
    ("some", Rate { tries: 3, per: Duration::from_secs(5) }),
    ("many", Rate { tries: 7, per: Duration::from_secs(2) }),
];

/// One of two servers that see the same.
struct Counter<'a> {
    db: &'a Db,
    throttling: Throttling,
    counted: Vec<Counted>,
}

impl Counter<'_> {
    /// None when it was counted, or how long to wait.
    async fn step(&mut self, step: &Step, now: i64, subject: &str) -> Result<Option<Duration>, Error> {
        match step {
            Step::Try { limits, .. } => {
                let chosen = LIMITS.iter().enumerate().filter(|(bit, _)| limits & (1 << bit) != 0);
                let tries: Vec<_> =
                    chosen.map(|(_, (limit, rate))| Try { limit, rate: Some(*rate), subject }).collect();
                match self.throttling.count(&tries, moment(now)).await {
                    Ok(counted) => self.counted.push(counted),
                    Err(Error::Refused(refusals)) => {
                        let refusal = refusals.iter().next().expect("one refusal").refusal;
                        let Refusal::TooManyAttempts { retry_after } = refusal else { panic!("{refusal:?}") };
                        return Ok(Some(retry_after));
                    }
                    Err(error) => return Err(error),
                }
            }
            Step::Forget { which } => {
                if let Some(counted) = self.take(*which) {
                    self.throttling.forget(&counted).await;
                }
            }
            Step::GiveBackInVain { which } => {
                if let Some(counted) = self.take(*which) {
                    let tx = self.db.begin().await?;
                    self.throttling.give_back(&tx, &counted).await?;
                    tx.rollback().await?;
                    self.throttling.forget(&counted).await;
                }
            }
        }
        Ok(None)
    }

    fn take(&mut self, which: usize) -> Option<Counted> {
        if self.counted.is_empty() { None } else { Some(self.counted.swap_remove(which % self.counted.len())) }
    }
}

/// Where there is no Redis this is left out, but not in CI.
async fn through_redis(throttling: Throttling) -> Result<Option<Throttling>, Error> {
    let url = env::var("KEYWARD_TEST_REDIS_URL").unwrap_or("redis://127.0.0.1:6379".to_owned());
    if redis::Client::open(url.as_str()).and_then(|client| client.get_connection()).is_err() {
        assert!(env::var("CI").as_deref() != Ok("true"), "no Redis answers at {url}");
        eprintln!("no Redis answers at {url}: left out");
        return Ok(None);
    }
    throttling.through_redis(&url.into()).await.map(Some)
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_and_the_database_agree_on_every_try() {
    on_each_database(async |db| {
        db.migrate().await?;
        let secrets = Secrets { current: Random.bytes::<32>().to_vec().into(), previous: None };
        let in_database = Throttling::new(db.clone(), &secrets);
        let Some(in_redis) = through_redis(in_database.clone()).await? else { return Ok(()) };
        let handle = tokio::runtime::Handle::current();
        let mut runner =
            TestRunner::new(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() });
        let agree = |steps: Vec<Step>| {
            let subject = Random.id(moment(0)).to_string();
            let counter =
                |throttling: &Throttling| Counter { db: &db, throttling: throttling.clone(), counted: vec![] };
            let (mut one, mut other) = (counter(&in_database), counter(&in_redis));
            let mut now = 0;
            for step in &steps {
                if let Step::Try { after, .. } = step {
                    now += after;
                }
                let said = handle.block_on(one.step(step, now, &subject)).expect("the database counts");
                let also = handle.block_on(other.step(step, now, &subject)).expect("Redis counts");
                prop_assert_eq!(said, also, "at {} µs, {:?}", now, step);
            }
            Ok(())
        };
        tokio::task::block_in_place(|| runner.run(&steps(), agree)).unwrap_or_else(|failed| panic!("{failed}"));
        Ok(())
    })
    .await;
}
