//! When whom a new key reaches, in one place: what is said to caches, how often instances read, how long both take.

use std::time::Duration;

use chrono::TimeDelta;

/// How old a copy of the JWK Set may be that somebody verifies with.
pub const JWKS_MAX_AGE: Duration = Duration::from_mins(5);

/// How soon another instance's keys are known here at the latest.
const KNOWN_WITHIN: TimeDelta = TimeDelta::seconds(30);

/// How often to read them: often enough for a reading or two to fail, as when the database is away.
pub(super) const READ_EVERY: TimeDelta = TimeDelta::seconds(10);

/// How long a key is published before it signs: what one round takes, an instance's reading and a copy of its JWK Set
/// growing old, and as much again for a reading that failed and for clocks that differ.
pub(super) const LEAD: TimeDelta =
    TimeDelta::seconds(2 * (KNOWN_WITHIN.num_seconds() + JWKS_MAX_AGE.as_secs().cast_signed()));
