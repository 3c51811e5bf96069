//! What the moments in a row mean.

use chrono::{DateTime, Utc};

use super::store::Row;

/// Whether anybody may verify with it.
pub(super) fn is_published(row: &Row, now: DateTime<Utc>) -> bool {
    row.published_until.is_none_or(|until| now < until)
}

/// Whether it signs now or will.
pub(super) fn may_sign(row: &Row, now: DateTime<Utc>) -> bool {
    row.signs_until.is_none_or(|until| now < until)
}

/// Of rows, the newest first, the one whose key signs now: the newest whose time has come and is not over. Where there
/// is none, as the one that signed was revoked or the clock here is behind, it is the one whose time comes next; where
/// nothing waits either, the newest, until its successor is known here.
pub(super) fn signer<'r>(mut rows: impl Iterator<Item = &'r Row> + Clone, now: DateTime<Utc>) -> Option<&'r Row> {
    let in_use = rows.clone().filter(|row| may_sign(row, now));
    in_use.clone().find(|row| row.signs_from <= now).or_else(|| in_use.last()).or_else(|| rows.next())
}

/// The one that has no successor yet.
pub(super) fn newest(rows: &[Row], now: DateTime<Utc>) -> Option<&Row> {
    rows.iter().find(|row| may_sign(row, now))
}
