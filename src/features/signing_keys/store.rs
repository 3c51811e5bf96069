use chrono::{DateTime, Utc};
use entity::signing_keys::{self as table, ActiveModel, Column, Entity};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};

use crate::{db::Tx, error::Error};

pub(super) type Row = table::Model;

/// Every key there is, the newest first.
pub(super) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Row>, Error> {
    Ok(Entity::find().order_by_desc(Column::SignsFrom).order_by_desc(Column::Kid).all(db).await?)
}

pub(super) async fn add(tx: &Tx, row: Row) -> Result<(), Error> {
    row.into_active_model().insert(tx).await?;
    Ok(())
}

/// Changes a key whose row still is as it was read: of several who do so at once, one finds it so.
pub(super) async fn change(db: &impl ConnectionTrait, was: &Row, is: Row) -> Result<bool, Error> {
    let signs_until = was.signs_until.map_or(Column::SignsUntil.is_null(), |until| Column::SignsUntil.eq(until));
    let changed = Entity::update_many()
        .set(ActiveModel {
            sealed_private_key: Set(is.sealed_private_key),
            signs_until: Set(is.signs_until),
            published_until: Set(is.published_until),
            token_lifetime: Set(is.token_lifetime),
            ..Default::default()
        })
        .filter(Column::Kid.eq(&was.kid))
        .filter(signs_until)
        .filter(Column::SealedPrivateKey.eq(was.sealed_private_key.clone()))
        .filter(Column::TokenLifetime.eq(was.token_lifetime))
        .exec(db)
        .await?;
    Ok(changed.rows_affected == 1)
}

/// Lets one transaction at a time make the key that has no predecessor: there is no row yet that could decide. On
/// SQLite it is the only one that writes anyway.
pub(super) async fn lock(tx: &Tx) -> Result<(), Error> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("LOCK TABLE signing_keys IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    Ok(())
}

pub(super) async fn delete(db: &impl ConnectionTrait, kid: &str) -> Result<bool, Error> {
    Ok(Entity::delete_by_id(kid).exec(db).await?.rows_affected == 1)
}

/// Deletes the keys that were published until then at the latest.
pub(super) async fn delete_expired(db: &impl ConnectionTrait, by: DateTime<Utc>) -> Result<(), Error> {
    Entity::delete_many().filter(Column::PublishedUntil.lte(by)).exec(db).await?;
    Ok(())
}
