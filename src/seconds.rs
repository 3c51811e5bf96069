use prometheus_client::metrics::histogram::Histogram;

/// Buckets for what takes a millisecond when all is well, and what nobody waits for when it takes more than five seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];

/// A histogram of durations in seconds.
pub(crate) fn seconds() -> Histogram {
    Histogram::new(BUCKETS)
}
