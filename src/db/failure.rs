//! What a database's error means for whoever asked: come back later, try again at once, or somebody was first.

use sea_orm::{ColumnTrait, DbErr, RuntimeErr};
use sqlx::{Error as SqlxError, error::DatabaseError};

/// Whether the database could not be reached or could not answer in time, so that trying again later is all
/// there is to do.
#[must_use]
pub fn is_away(error: &DbErr) -> bool {
    // Whatever a server says to whoever wants to connect: it lets nobody in just now.
    if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
        return true;
    }
    match driver_error(error) {
        Some(SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed) => true,
        Some(error) => has_code(error, is_away_code),
        None => false,
    }
}

/// Whether the database has no room for what was to be written. It stays as it was, can still be read, and takes
/// writes again once there is room.
#[must_use]
pub fn is_full(error: &DbErr) -> bool {
    driver_error(error).is_some_and(|error| has_code(error, is_full_code))
}

/// Whether a write failed because a row with the same value in this column was there before: which unique index
/// it was decides what the caller is told.
///
/// On PostgreSQL the transaction is over then (`current transaction is aborted`), so a store returns the refusal
/// and lets it roll back; one that wants to go on inserts with `ON CONFLICT DO NOTHING` instead.
#[must_use]
pub fn is_conflict(error: &DbErr, column: impl ColumnTrait) -> bool {
    let Some(SqlxError::Database(error)) = driver_error(error) else { return false };
    is_unique_violation_of(error.as_ref(), &column.entity_name().to_string(), column.as_str())
}

/// Whether the same transaction may well succeed when it is tried again from its beginning.
pub(super) fn is_transient(error: &DbErr) -> bool {
    driver_error(error).is_some_and(is_in_the_way)
}

/// The same of the driver's own error.
pub(super) fn is_in_the_way(error: &SqlxError) -> bool {
    has_code(error, is_transient_code)
}

/// Whether the database itself said no, by such a code.
fn has_code(error: &SqlxError, is_such: impl Fn(&str) -> bool) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.is_some_and(|code| is_such(&code))
}

fn driver_error(error: &DbErr) -> Option<&SqlxError> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

/// PostgreSQL names the index, SQLite the column: the migrations call the index after table and column.
fn is_unique_violation_of(error: &dyn DatabaseError, table: &str, column: &str) -> bool {
    error.is_unique_violation()
        && match error.constraint() {
            Some(index) => index == format!("{table}_{column}_unique"),
            None => error.message() == format!("UNIQUE constraint failed: {table}.{column}"),
        }
}

/// PostgreSQL's codes (its manual's appendix A). SQLite's are plain numbers and never among them: a file is there,
/// full or broken.
fn is_away_code(code: &str) -> bool {
    match code {
        // Shutting down, crashed, starting up; idle for too long, in a transaction or not; a statement that took
        // too long; too many connections.
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "57014" | "53300" => true,
        // The class of lost and refused connections.
        _ => code.len() == 5 && code.starts_with("08"),
    }
}

fn is_full_code(code: &str) -> bool {
    match code {
        // SQLite: a full disk; a quota or a limit that a write, or the growth of the shared memory, went beyond; and
        // what a file system that puts off finding room says when it is asked to keep what it took.
        "13" | "778" | "4874" | "1034" => true,
        // PostgreSQL: a full disk; no writes for now, as where a service has seen the disk fill up, or on a replica.
        _ => matches!(code, "53100" | "25006"),
    }
}

fn is_transient_code(code: &str) -> bool {
    /// SQLite's `SQLITE_BUSY`: the low byte of its extended codes, such as 517 for a snapshot that is too old.
    const BUSY: u32 = 5;
    match code {
        // PostgreSQL: serialization failure, deadlock.
        "40001" | "40P01" => true,
        // A code of five digits would be PostgreSQL's.
        _ => code.len() < 5 && code.parse::<u32>().is_ok_and(|code| code & 0xFF == BUSY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_without_a_free_connection_is_away_and_not_transient() {
        let error = DbErr::ConnectionAcquire(sea_orm::ConnAcquireErr::Timeout);
        assert!(is_away(&error));
        assert!(!is_transient(&error));
    }

    #[test]
    fn a_lost_connection_is_away() {
        let lost = SqlxError::Io(std::io::ErrorKind::ConnectionReset.into());
        assert!(is_away(&DbErr::Query(RuntimeErr::SqlxError(lost.into()))));
    }

    #[test]
    fn a_server_that_does_not_let_anybody_in_is_away() {
        let refused = || RuntimeErr::SqlxError(SqlxError::Protocol("not accepting connections".to_owned()).into());
        assert!(is_away(&DbErr::Conn(refused())));
        assert!(!is_away(&DbErr::Query(refused())));
    }

    #[test]
    fn a_server_that_shuts_down_starts_or_is_full_is_away() {
        for code in ["57P01", "57P03", "53300", "08006"] {
            assert!(is_away_code(code), "{code}");
        }
        for code in ["40001", "23505", "5", "8", "2067"] {
            assert!(!is_away_code(code), "{code}");
        }
    }

    #[test]
    fn a_full_disk_and_a_server_that_does_not_write_are_full_and_neither_away_nor_transient() {
        for code in ["13", "778", "53100", "25006"] {
            assert!(is_full_code(code), "{code}");
            assert!(!is_away_code(code) && !is_transient_code(code), "{code}");
        }
        // Read-only, broken, an I/O error while reading; PostgreSQL's unique violation.
        for code in ["8", "11", "266", "23505"] {
            assert!(!is_full_code(code), "{code}");
        }
    }

    #[test]
    fn serialization_failures_deadlocks_and_busy_are_transient() {
        for code in ["40001", "40P01", "5", "261", "517"] {
            assert!(is_transient_code(code), "{code}");
        }
        for code in ["23505", "57P01", "2067", "1555", "53253"] {
            assert!(!is_transient_code(code), "{code}");
        }
    }
}
