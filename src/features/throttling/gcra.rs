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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_passes_for_the_same_moment_is_a_second_and_never_as_much_as_a_try() {
        let beyond = |tries: u32, per: Duration| {
            let cell = Cell::new([0; 32], Rate { tries, per });
            (cell.cost, cell.furthest() - cell.burst)
        };
        assert_eq!(beyond(10, Duration::from_mins(15)), (90_000_000, SAME_MOMENT));
        assert_eq!(beyond(10, Duration::from_secs(1)), (100_000, 50_000));
        assert_eq!(beyond(u32::MAX, Duration::from_secs(1)), (1, 0));
    }
}
