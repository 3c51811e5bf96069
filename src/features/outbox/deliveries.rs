use prometheus_client::metrics::counter::Counter;

/// What came of the mails that this server took in hand.
#[derive(Clone, Debug, Default)]
pub struct Deliveries {
    /// The mail server took them.
    pub sent: Counter,
    /// Tries that failed and will be repeated.
    pub put_off: Counter,
    /// Given up: dead letters by now.
    pub given_up: Counter,
    /// Dropped, as they had lost their point.
    pub dropped: Counter,
    /// How often the outbox could not be read or written.
    pub failures: Counter,
}
