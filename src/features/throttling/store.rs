use std::{collections::HashSet, iter, time::Duration};

use chrono::{DateTime, Utc};
use entity::throttle::{Column, Entity};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement, Value};

use super::gcra::Cell;
use crate::{
    db::{Db, Tx},
    error::Error,
};

/// Counts one try in every cell in one statement, and returns those that were full and stayed as they were.
///
/// By hand, as the decision is in the upsert's `WHERE`: a new row's `arrival` says what a try costs, and its
/// `expires_at` how far ahead it may get.
pub(super) async fn count(tx: &Tx, cells: &[Cell], now: DateTime<Utc>) -> Result<Vec<Cell>, Error> {
    let now = now.timestamp_micros();
    let greatest = match tx.get_database_backend() {
        DbBackend::Sqlite => "max",
        _ => "greatest",
    };
    let sql = format!(
        "INSERT INTO throttle (key, arrival, expires_at) VALUES {rows} \
         ON CONFLICT (key) DO UPDATE SET \
             arrival = {greatest}(throttle.arrival, $1) + excluded.arrival - $1, expires_at = excluded.expires_at \
         WHERE {greatest}(throttle.arrival, $1) + excluded.arrival - $1 <= excluded.expires_at \
         RETURNING key",
        rows = rows(2, cells.len()),
    );
    let values = cells.iter().flat_map(|cell| {
        [key_of(cell), now.saturating_add(cell.cost).into(), now.saturating_add(cell.furthest()).into()]
    });
    let values = iter::once(now.into()).chain(values);
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    let counted = tx.query_all_raw(statement).await?;
    let counted: HashSet<Vec<u8>> =
        counted.iter().map(|row| row.try_get("", "key")).collect::<Result<_, _>>().map_err(Error::from)?;
    Ok(cells.iter().filter(|cell| !counted.contains(cell.key.as_slice())).cloned().collect())
}

/// The placeholders of some rows, numbered from `first` on.
fn rows(first: usize, rows: usize) -> String {
    let row = |number: usize| format!("(${}, ${}, ${})", number, number + 1, number + 2);
    (0..rows).map(|index| row(first + 3 * index)).collect::<Vec<_>>().join(", ")
}

/// How long until the fullest of these cells has room for one more.
pub(super) async fn wait(tx: &Tx, full: &[Cell], now: DateTime<Utc>) -> Result<Duration, Error> {
    let rows = Entity::find().filter(Column::Key.is_in(full.iter().map(|cell| cell.key.to_vec()))).all(tx).await?;
    let micros = rows.iter().filter_map(|row| {
        let cell = full.iter().find(|cell| cell.key.as_slice() == row.key)?;
        Some(cell.wait(row.arrival, now))
    });
    Ok(Duration::from_micros(micros.max().and_then(|micros| micros.try_into().ok()).unwrap_or_default()))
}

/// Takes one try back from every cell, in one statement that takes the rows in the cells' order, as counting does: an
/// `UPDATE … WHERE key IN` takes them as they lie in the table, and two tries would wait for each other.
pub(super) async fn give_back(tx: &Tx, cells: &[Cell]) -> Result<(), Error> {
    let sql = format!(
        "INSERT INTO throttle (key, arrival, expires_at) VALUES {} \
         ON CONFLICT (key) DO UPDATE SET arrival = throttle.arrival - excluded.arrival",
        rows(1, cells.len()),
    );
    let values = cells.iter().flat_map(|cell| [key_of(cell), cell.cost.into(), 0_i64.into()]);
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// A row that is past its `expires_at` says no more than a missing one.
pub(super) async fn forget_expired_before(db: &Db, now: DateTime<Utc>) -> Result<u64, Error> {
    db.delete_oldest::<Entity>(Column::Key, Column::ExpiresAt, 0..=now.timestamp_micros()).await
}

/// Deletes some of the rows that nobody whose clock is right can have written: they would refuse everybody until the
/// clock gets there.
pub(super) async fn forget_ahead_of(db: &Db, moment: DateTime<Utc>) -> Result<u64, Error> {
    db.delete_oldest::<Entity>(Column::Key, Column::ExpiresAt, moment.timestamp_micros()..=i64::MAX).await
}

fn key_of(cell: &Cell) -> Value {
    cell.key.to_vec().into()
}
