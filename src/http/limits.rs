//! Every number that bounds a connection or a request, and why it is what it is.

use std::time::Duration;

/// Bytes of a GraphQL request's body: four times what the largest honest one takes. A `GET` is bounded by the
/// HTTP library: a request line past 64 KiB is answered 414.
pub const BODY: usize = 64 * 1024;

/// Connections at once: with the database's own they stay below the 1,024 open files that systems commonly
/// allow. Those beyond wait in the listener's queue.
pub const CONNECTIONS: usize = 800;

/// Connections at once to the listener for metrics: nobody but a few scrapers has any business there.
pub const SCRAPERS: usize = 16;

/// For the outbox to be counted when somebody looks at the metrics.
pub const COUNTED: Duration = Duration::from_secs(2);

/// Streams at once on one HTTP/2 connection: what browsers and proxies expect to have at least.
pub const STREAMS: u32 = 100;

/// Requests at once that came by HTTP/2, over all connections and until their answers are taken: each may have a body and
/// an answer in memory. As many as HTTP/1 may have, and some.
pub const STREAMS_IN_ALL: usize = 1_000;

/// How long a connection may take for what.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a request's head to arrive, and for the next one on an idle HTTP/1 connection.
    pub head: Duration,
    /// For a connection to make its first request: a head's time, and a little for what comes before it.
    pub first_request: Duration,
    /// For a connection on which nothing is asked, and for an answer to be taken: longer than the largest file takes on a
    /// slow line.
    pub idle: Duration,
    /// For a connection that was just made to make its first request when the server stops.
    pub last_call: Duration,
    /// For what is in flight to finish when the server stops.
    pub stop: Duration,
}

/// What connections get.
pub const PATIENCE: Patience = Patience {
    head: Duration::from_secs(10),
    first_request: Duration::from_secs(15),
    idle: Duration::from_mins(2),
    last_call: Duration::from_millis(250),
    stop: Duration::from_secs(10),
};

/// For a GraphQL request's body to arrive, whole: 64 KiB in 10 s is slower than any phone.
pub const BODY_READ: Duration = Duration::from_secs(10);

/// For a request as a whole, its answer's head included: longer than any queue of hashes that is let in.
pub const REQUEST: Duration = Duration::from_secs(30);

/// For the database to say that it is there.
pub const READY: Duration = Duration::from_secs(2);

/// When a client that was turned away may come back, where nothing better is known.
pub const RETRY_AFTER: Duration = Duration::from_secs(1);
