//! What is over is forgotten, so that the tables stay as small as what lives in them.
//!
//! | what | is deleted |
//! |---|---|
//! | a session | 30 days after it ended, or could have lived at the longest: until then its device is known |
//! | a mailed token, with its mail | 30 days after its time: until then its link says that it came too late |
//! | a mail | 30 days after it was sent, 90 after it was given up |
//! | a limit's count | as soon as a new one would count the same |
//! | an event of the audit log | `AUDIT_RETENTION` after it happened |
//!
//! A clock that was ahead and is set back leaves moments behind that are years away: a count that refuses everybody
//! till then, a mail that waits for so long. What no clock that is right can have written is put right here.
//!
//! Always true: a statement deletes a bounded number of rows, and as long as it took, others have the database
//! afterwards. Every instance tends; each takes rows that no other one holds, so nobody leads.

mod tend;

use std::time::Duration;

use chrono::TimeDelta;

use crate::{
    db::Db,
    effects::Clock,
    features::{mailed_tokens::MailedTokens, outbox::Outbox, sessions::Sessions, throttling::Throttling},
};

/// How long what is over is kept.
const KEPT: TimeDelta = TimeDelta::days(30);
/// How long a mail that was given up is there to be seen.
const DEAD_LETTERS_KEPT: TimeDelta = TimeDelta::days(90);

/// Deletes what is over.
#[derive(Clone)]
pub struct Tending {
    pub(crate) db: Db,
    pub(crate) clock: Clock,
    pub(crate) throttling: Throttling,
    pub(crate) outbox: Outbox,
    pub(crate) sessions: Sessions,
    pub(crate) mailed_tokens: MailedTokens,
    pub(crate) audit_retention: Duration,
    /// How far ahead a count may reach by any limit.
    pub(crate) longest_limit: Duration,
}
