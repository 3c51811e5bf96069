//! How times look.

use chrono::{DateTime, SecondsFormat, Utc};

/// For programs: as the schema's `DateTime`.
pub(super) fn rfc3339(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// For people.
pub(super) fn in_words(moment: DateTime<Utc>) -> String {
    format!("{} UTC", in_column(moment))
}

/// For people, where a heading says which time it is.
pub(super) fn in_column(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%d %H:%M").to_string()
}
