use std::ops::RangeInclusive;

use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Value,
    sea_query::{LockBehavior, LockType},
};

use super::Db;
use crate::error::Error;

impl Db {
    /// How many rows [`Self::delete_oldest`] takes at once: for some milliseconds it holds SQLite's only writer.
    pub const SOME: u64 = 500;

    /// Deletes up to [`Self::SOME`] of the rows whose time is within a span, the oldest first, and tells how many. Rows
    /// that another transaction holds are left to it, so that instances which delete at once take different ones.
    ///
    /// The span has two ends, as PostgreSQL expects few rows in one that has, and finds them by the index; of all that
    /// came before a moment it expects so many that it would read the whole table.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn delete_oldest<E: EntityTrait>(
        &self,
        key: E::Column,
        time: E::Column,
        span: RangeInclusive<impl Into<Value>>,
    ) -> Result<u64, Error> {
        let (first, last) = span.into_inner();
        let oldest = E::find()
            .select_only()
            .column(key)
            .filter(time.between(first.into(), last.into()))
            .order_by_asc(time)
            .limit(Self::SOME)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .into_query();
        let deleted = E::delete_many().filter(key.in_subquery(oldest)).exec(self.writes()).await?;
        Ok(deleted.rows_affected)
    }
}
