use chrono::{DateTime, Utc};
use entity::audit_events::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::{Chosen, Entry, Recorded};
use crate::{db::Db, error::Error};

pub(super) async fn add(db: &impl ConnectionTrait, id: Uuid, entry: Entry, now: DateTime<Utc>) -> Result<(), Error> {
    let row = ActiveModel {
        id: Set(id),
        at: Set(now),
        event: Set(entry.event.word().to_owned()),
        account_id: Set(entry.account),
        session_id: Set(entry.session),
        actor: Set(entry.actor.word().to_owned()),
        network: Set(entry.origin.network),
        device: Set(entry.origin.device),
        details: Set(entry.detail.map_or_else(|| json!({}), |detail| json!(detail))),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Ids begin with the time, so that they tell the order, and where the next page begins, whatever is added meanwhile.
pub(super) async fn list(db: &impl ConnectionTrait, chosen: &Chosen, most: u64) -> Result<Vec<Recorded>, Error> {
    let wanted = Condition::all()
        .add_option(chosen.before.map(|id| Column::Id.lt(id)))
        .add_option(chosen.since.map(|since| Column::Id.gte(first_id_of(since))))
        .add_option(chosen.account.map(|account| Column::AccountId.eq(account)))
        .add_option(chosen.event.map(|event| Column::Event.eq(event.word())));
    let rows = Entity::find().filter(wanted).order_by_desc(Column::Id).limit(most).all(db).await?;
    Ok(rows.into_iter().map(Recorded::from).collect())
}

pub(super) async fn forget_before(db: &Db, moment: DateTime<Utc>) -> Result<u64, Error> {
    db.delete_oldest::<Entity>(Column::Id, Column::Id, Uuid::nil()..=first_id_of(moment)).await
}

/// No id of a moment's millisecond, or of a later one, is smaller.
fn first_id_of(moment: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(moment.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid()
}

impl From<Model> for Recorded {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            at: row.at,
            event: row.event,
            account: row.account_id,
            session: row.session_id,
            actor: row.actor,
            network: row.network,
            device: row.device,
            details: row.details,
        }
    }
}
