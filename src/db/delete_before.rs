use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Value,
    sea_query::{LockBehavior, LockType},
};

use super::Db;
use crate::error::Error;

impl Db {
    /// How many rows [`Self::delete_before`] takes at once: for some milliseconds it holds SQLite's only writer.
    pub const SOME: u64 = 500;

    /// Deletes up to [`Self::SOME`] of the rows whose time is before a moment, the oldest first, and tells how many.
    /// Rows that another transaction holds are left to it, so that instances which delete at once take different ones.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database is away.
    pub async fn delete_before<E: EntityTrait>(
        &self,
        key: E::Column,
        time: E::Column,
        moment: impl Into<Value>,
    ) -> Result<u64, Error> {
        // In the index's order, as PostgreSQL would else read the whole table for rows that it takes to be many.
        let oldest = E::find()
            .select_only()
            .column(key)
            .filter(time.lt(moment.into()))
            .order_by_asc(time)
            .limit(Self::SOME)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .into_query();
        let deleted = E::delete_many().filter(key.in_subquery(oldest)).exec(self.writes()).await?;
        Ok(deleted.rows_affected)
    }
}
