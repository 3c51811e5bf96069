use chrono::{DateTime, Utc};
use entity::signing_keys::{self as table, Column, Entity};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use crate::error::Error;

pub(super) type Row = table::Model;

/// Every key that is published, the newest first.
pub(super) async fn published(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Vec<Row>, Error> {
    let published = Condition::any().add(Column::PublishedUntil.is_null()).add(Column::PublishedUntil.gt(now));
    Ok(Entity::find().filter(published).order_by_desc(Column::SignsFrom).order_by_desc(Column::Kid).all(db).await?)
}

pub(super) async fn add(db: &impl ConnectionTrait, row: Row) -> Result<(), Error> {
    row.into_active_model().insert(db).await?;
    Ok(())
}
