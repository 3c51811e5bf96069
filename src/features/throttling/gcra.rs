use chrono::{DateTime, Utc};

use super::Rate;

/// One thing to count in: its theoretical arrival runs ahead of the clock by what its tries cost (the generic cell rate
/// algorithm, GCRA). Times are whole microseconds, so that both databases and Redis do the arithmetic alike.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) key: [u8; 32],
    /// What one try costs: the time until it is forgotten.
    pub(super) cost: i64,
    /// How far the theoretical arrival may run ahead of the clock, and how long a full cell has to wait for.
    pub(super) burst: i64,
}

/// Tries at the same moment read the clock one after the other and count in another order: so much of a difference,
/// and never as much as a whole try, is none.
const SAME_MOMENT: i64 = 1_000_000; // µs

impl Cell {
    pub(super) fn new(key: [u8; 32], rate: Rate) -> Self {
        let burst = i64::try_from(rate.per.as_micros()).unwrap_or(i64::MAX / 4);
        Self { key, cost: Ord::max(burst / i64::from(rate.tries), 1), burst }
    }

    /// How far a try may bring the theoretical arrival ahead of the clock.
    pub(super) fn furthest(&self) -> i64 {
        self.burst + Ord::min(self.cost / 2, SAME_MOMENT)
    }

    /// How long this cell, which is full up to its arrival, has no room for one more.
    pub(super) fn wait(&self, arrival: i64, now: DateTime<Utc>) -> i64 {
        arrival + self.cost - self.burst - now.timestamp_micros()
    }
}
