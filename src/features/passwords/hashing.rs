use prometheus_client::metrics::{counter::Counter, histogram::Histogram};

use crate::seconds::seconds;

/// What came of the hashes that were asked for.
#[derive(Clone, Debug)]
pub struct Hashing {
    /// Those that found the queue full.
    pub turned_away: Counter,
    /// How long each waited for its turn, in seconds.
    pub waits: Histogram,
    /// How long each took, in seconds.
    pub durations: Histogram,
}

impl Default for Hashing {
    fn default() -> Self {
        Self { turned_away: Counter::default(), waits: seconds(), durations: seconds() }
    }
}
