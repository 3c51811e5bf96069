//! How often something may be tried.
//!
//! A limit is a [`Rate`]; what it counts is a limit's name with a subject (an account, an address) and often the
//! client's network. Counting and deciding are one upsert (the generic cell rate algorithm, GCRA), so that tries at
//! the same moment, on whatever instance, never exceed the limit. A try is counted before the work it asks for, and
//! given back when it turns out not to be of the kind that is limited.
//!
//! Always true: no address stands in the table in clear, only a keyed hash; the rows of all limits that a try touches
//! are counted together or not at all; a refused try counts for none.

mod count;
mod network;
mod rate;
mod store;

use crate::{
    db::Db,
    features::tokens::{Seal, Secrets},
};

pub use count::{Counted, Try};
pub use network::Network;
pub use rate::Rate;

/// Counts tries, and refuses those past a limit.
#[derive(Clone)]
pub struct Throttling {
    db: Db,
    hash: Seal,
}

impl Throttling {
    /// Counts in the database, under keys that only this server's secret makes.
    #[must_use]
    pub fn new(db: Db, secrets: &Secrets) -> Self {
        Self { db, hash: Seal::new(secrets, "throttling") }
    }
}
