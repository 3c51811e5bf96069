//! How long the answers take: each group as often, and each ask after any other, as what is asked before may well make
//! the next one faster or slower.

use std::{future::IntoFuture, ops::Range, time::Instant};

use proptest::{
    prelude::Rng,
    test_runner::{RngAlgorithm, TestRng},
};

use crate::{
    cases::Case,
    comparison::Times,
    harness::Request,
    place::{Place, address},
};

/// Rounds that do not count: connections are made, caches fill.
const WARM_UP: usize = 10;

pub(crate) struct Sampler<'a> {
    place: &'a Place,
    order: TestRng,
}

/// Of one group.
#[derive(Default)]
pub(crate) struct Samples {
    pub(crate) answer: Times,
    /// Of the same request about nobody, asked at once after it.
    pub(crate) next: Times,
}

impl<'a> Sampler<'a> {
    pub(crate) fn new(place: &'a Place) -> Self {
        Self { place, order: TestRng::deterministic_rng(RngAlgorithm::ChaCha) }
    }

    /// Which group is asked for the how manieth time: those that do not count, and then all others, shuffled.
    fn asks(&mut self, groups: usize, rounds: usize) -> Vec<(usize, usize)> {
        let each = |rounds: Range<usize>| rounds.flat_map(move |round| (0..groups).map(move |group| (round, group)));
        let mut counted: Vec<_> = each(WARM_UP..WARM_UP + rounds).collect();
        counted.sort_by_cached_key(|_| self.order.next_u64());
        each(0..WARM_UP).chain(counted).collect()
    }

    pub(crate) async fn sample(&mut self, case: &'static Case, rounds: usize) -> Vec<(&'static str, Samples)> {
        let mut samples: Vec<_> = case.groups.iter().map(|group| (group.name, Samples::default())).collect();
        for (round, place) in self.asks(case.groups.len(), rounds) {
            self.place.is_idle().await;
            let answer = timed((case.groups[place].ask)(&self.place.server, round)).await;
            let next = timed(self.place.server.request_password_reset(&address("nobody", 0))).await;
            if round >= WARM_UP {
                samples[place].1.answer.push(answer);
                samples[place].1.next.push(next);
            }
        }
        samples
    }
}

/// In nanoseconds.
async fn timed(request: Request<'_>) -> u64 {
    let began = Instant::now();
    let answer = request.into_future().await;
    let took = began.elapsed();
    assert_eq!(answer.status, 200, "{answer:#?}");
    u64::try_from(took.as_nanos()).expect("less than centuries")
}
