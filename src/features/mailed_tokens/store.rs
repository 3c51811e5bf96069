use chrono::{DateTime, Utc};
use entity::mailed_tokens::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{HANDLE_LENGTH, MailedToken, NewMailedToken, Purpose};
use crate::{
    db::{Db, Tx},
    error::Error,
};

pub(super) async fn add(
    tx: &Tx,
    id: Uuid,
    handle: [u8; HANDLE_LENGTH],
    new: &NewMailedToken<'_>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let row = Model {
        id,
        handle: handle.to_vec(),
        account_id: new.account_id,
        purpose: new.purpose.name().to_owned(),
        address: new.address.to_owned(),
        created_at: now,
        expires_at: now + new.lifetime,
        used_at: None,
        void_at: None,
    };
    row.into_active_model().insert(tx).await?;
    Ok(())
}

/// The latest link to undo a change of address that an account's owner was mailed, used or not.
pub(super) async fn latest_undo(tx: &Tx, account: Uuid) -> Result<Option<Uuid>, Error> {
    let latest = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::AccountId.eq(account))
        .filter(Column::Purpose.eq(Purpose::EmailChangeUndo.name()))
        .order_by_desc(Column::Id)
        .limit(1)
        .into_tuple::<Uuid>();
    Ok(latest.one(tx).await?)
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    purpose: Purpose,
    handle: &[u8; HANDLE_LENGTH],
) -> Result<Option<MailedToken>, Error> {
    let row = Entity::find()
        .filter(Column::Handle.eq(handle.to_vec()))
        .filter(Column::Purpose.eq(purpose.name()))
        .one(db)
        .await?;
    Ok(row.map(|row| MailedToken {
        id: row.id,
        account_id: row.account_id,
        address: row.address,
        used: row.used_at.is_some(),
        void: row.void_at.is_some(),
        expires_at: row.expires_at,
    }))
}

/// Purpose and handle of a token that is worth mailing.
pub(super) async fn usable(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<(Purpose, [u8; HANDLE_LENGTH])>, Error> {
    let row = Entity::find_by_id(id)
        .filter(Column::UsedAt.is_null())
        .filter(Column::VoidAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .one(db)
        .await?;
    Ok(row.and_then(|row| Some((purpose(&row.purpose)?, row.handle.try_into().ok()?))))
}

fn purpose(name: &str) -> Option<Purpose> {
    Purpose::ALL.into_iter().find(|purpose| purpose.name() == name)
}

pub(super) async fn use_up(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, Error> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::UsedAt.is_null())
        .filter(Column::VoidAt.is_null())
        .exec(tx)
        .await?;
    Ok(used.rows_affected == 1)
}

/// The first use stays the one that is noted.
pub(super) async fn prove(tx: &Tx, id: Uuid, now: DateTime<Utc>) -> Result<bool, Error> {
    let proved = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::col(Column::UsedAt).if_null(now))
        .filter(Column::Id.eq(id))
        .filter(Column::VoidAt.is_null())
        .exec(tx)
        .await?;
    Ok(proved.rows_affected == 1)
}

/// What stays when an account's unused tokens become void.
#[derive(Clone, Copy)]
pub(super) enum Spared<'a> {
    Undo,
    UndoBefore(&'a MailedToken),
    UndoAndProofsOf(&'a str),
}

pub(super) async fn void(tx: &Tx, account: Uuid, spared: Spared<'_>, now: DateTime<Utc>) -> Result<(), Error> {
    let is = |purpose: Purpose| Column::Purpose.eq(purpose.name());
    let undo = is(Purpose::EmailChangeUndo);
    let stays = match spared {
        Spared::Undo => undo,
        // Ids begin with the time, so that they tell the order.
        Spared::UndoBefore(used) => undo.and(Column::Id.lt(used.id)).and(Column::Address.ne(&used.address)),
        Spared::UndoAndProofsOf(address) => undo.or(is(Purpose::EmailChange).and(Column::Address.eq(address))),
    };
    Entity::update_many()
        .col_expr(Column::VoidAt, Expr::value(now))
        .filter(Column::AccountId.eq(account))
        .filter(Column::UsedAt.is_null())
        .filter(Column::VoidAt.is_null())
        .filter(stays.not())
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn forget_expired_before(db: &Db, moment: DateTime<Utc>) -> Result<u64, Error> {
    db.delete_oldest::<Entity>(Column::Id, Column::ExpiresAt, DateTime::UNIX_EPOCH..=moment).await
}
