mod end;

use std::{iter, time::Duration};

use chrono::{DateTime, Utc};
use entity::{
    accounts,
    sessions::{ActiveModel, Column, Entity, Model},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

pub(super) use self::end::{Chosen, end, end_all_but_newest, end_by_token, end_of_account};
use super::{
    Delivery, Session,
    begin::MAX_LIVE,
    refresh_token::{Nonce, RefreshToken},
};
use crate::{
    db::{Db, Tx},
    error::Error,
    features::accounts::Row as AccountRow,
};

/// What a session's row says beside the session.
pub(super) struct Row {
    pub(super) session: Session,
    pub(super) rotated_at: DateTime<Utc>,
    nonce_hash: Vec<u8>,
    ended: bool,
}

impl Row {
    pub(super) fn is_live(&self, now: DateTime<Utc>) -> bool {
        !self.ended && now < self.session.expires_at
    }

    pub(super) fn has_nonce(&self, nonce: Nonce) -> bool {
        self.nonce_hash == nonce.hash()
    }
}

impl From<Model> for Row {
    fn from(row: Model) -> Self {
        Self {
            rotated_at: row.rotated_at,
            nonce_hash: row.nonce_hash.clone(),
            ended: row.ended_at.is_some(),
            session: row.into(),
        }
    }
}

impl From<Model> for Session {
    fn from(row: Model) -> Self {
        Self {
            id: row.id,
            account_id: row.account_id,
            delivery: Delivery::named(&row.delivery),
            signed_in_at: row.signed_in_at,
            last_active_at: row.last_active_at,
            expires_at: row.expires_at,
            ip: row.ip,
            user_agent: row.user_agent,
            generation: row.generation,
            device_key: row.device_key.and_then(|key| key.try_into().ok()),
        }
    }
}

pub(super) async fn add(
    tx: &Tx,
    session: &Session,
    nonce: Nonce,
    ends_at: DateTime<Utc>,
    device: String,
) -> Result<(), Error> {
    let row = ActiveModel {
        id: Set(session.id),
        account_id: Set(session.account_id),
        generation: Set(session.generation),
        nonce_hash: Set(nonce.hash()),
        rotated_at: Set(session.signed_in_at),
        delivery: Set(session.delivery.name().to_owned()),
        signed_in_at: Set(session.signed_in_at),
        last_active_at: Set(session.last_active_at),
        expires_at: Set(session.expires_at),
        ends_at: Set(ends_at),
        ended_at: Set(None),
        end_reason: Set(None),
        ip: Set(session.ip.clone()),
        user_agent: Set(session.user_agent.clone()),
        device: Set(device),
        device_key: Set(session.device_key.map(Vec::from)),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Moves a session on by one generation; none when this token is not its current one. The condition decides every
/// race: of several at once, one finds the row as it was.
pub(super) async fn rotate(
    db: &impl ConnectionTrait,
    token: &RefreshToken,
    lifetime: Duration,
    now: DateTime<Utc>,
) -> Result<Option<Session>, Error> {
    let longest = now + lifetime;
    let expires_at = Expr::case(Column::EndsAt.lt(longest), Expr::col(Column::EndsAt)).finally(Expr::value(longest));
    let moved = Entity::update_many()
        .col_expr(Column::Generation, Expr::col(Column::Generation).add(1))
        .col_expr(Column::RotatedAt, Expr::value(now))
        .col_expr(Column::LastActiveAt, Expr::value(now))
        .col_expr(Column::ExpiresAt, expires_at.into())
        .filter(is_newest_of_live(token, now))
        .exec_with_returning(db)
        .await?;
    Ok(moved.into_iter().next().map(Session::from))
}

pub(super) async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Row>, Error> {
    Ok(Entity::find_by_id(id).one(db).await?.map(Row::from))
}

/// A live session and its account, in the one query that a request with an access token costs.
pub(super) async fn live_with_account(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<(Session, AccountRow)>, Error> {
    let found = live(now).filter(Column::Id.eq(id)).find_also_related(accounts::Entity).one(db).await?;
    Ok(found.and_then(|(session, account)| Some((session.into(), account?))))
}

pub(super) async fn live_of_account(
    db: &impl ConnectionTrait,
    account: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Session>, Error> {
    let newest_first = live(now).filter(Column::AccountId.eq(account)).order_by_desc(Column::LastActiveAt);
    Ok(newest_first.limit(MAX_LIVE).all(db).await?.into_iter().map(Session::from).collect())
}

/// What an account's sessions say about one that is to begin.
#[derive(FromQueryResult)]
pub(super) struct Earlier {
    /// How many live.
    pub(super) live: i64,
    /// Whether there ever was one.
    pub(super) any: bool,
    /// Whether one was from the same device.
    pub(super) on_device: bool,
}

/// One statement, whose parts each look at an index, however many sessions there have been.
pub(super) async fn earlier(tx: &Tx, account: Uuid, device: &str, now: DateTime<Utc>) -> Result<Earlier, Error> {
    let of_account = |sessions: Select<Entity>| sessions.filter(Column::AccountId.eq(account)).select_only();
    let live = of_account(live(now)).expr(Column::Id.count()).into_query();
    let any = of_account(Entity::find()).expr(Expr::val(1)).into_query();
    let on_device = of_account(Entity::find()).filter(Column::Device.eq(device)).expr(Expr::val(1)).into_query();
    let all = Query::select()
        .expr_as(Expr::SubQuery(None, Box::new(live.into())), "live")
        .expr_as(Expr::exists(any), "any")
        .expr_as(Expr::exists(on_device), "on_device")
        .take();
    let found = Earlier::find_by_statement(tx.get_database_backend().build(&all)).one(tx).await?;
    Ok(found.ok_or(DbErr::RecordNotFound("a SELECT without FROM has one row".to_owned()))?)
}

/// Whether an account has had a session from the device with this key.
pub(super) async fn has_device(db: &impl ConnectionTrait, account: Uuid, key: &[u8]) -> Result<bool, Error> {
    let of_device = Entity::find().filter(Column::AccountId.eq(account)).filter(Column::DeviceKey.eq(key));
    Ok(of_device.select_only().column(Column::Id).limit(1).into_tuple::<Uuid>().one(db).await?.is_some())
}

/// That a refresh token is the newest of its session, which lives.
fn is_newest_of_live(token: &RefreshToken, now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::Id.eq(token.session))
        .add(Column::Generation.eq(token.generation))
        .add(Column::NonceHash.eq(token.nonce.hash()))
        .add(lives(now))
}

fn live(now: DateTime<Utc>) -> Select<Entity> {
    Entity::find().filter(lives(now))
}

fn lives(now: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::EndedAt.is_null()).add(Column::ExpiresAt.gt(now))
}

/// Gives a live session's tokens another nonce, and moves it on by one generation, whichever it was at.
pub(super) async fn reissue(
    db: &impl ConnectionTrait,
    id: Uuid,
    nonce: Nonce,
    now: DateTime<Utc>,
) -> Result<Option<Session>, Error> {
    let moved = Entity::update_many()
        .col_expr(Column::NonceHash, Expr::value(nonce.hash()))
        .col_expr(Column::Generation, Expr::col(Column::Generation).add(1))
        .col_expr(Column::RotatedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(lives(now))
        .exec_with_returning(db)
        .await?;
    Ok(moved.into_iter().next().map(Session::from))
}

/// Each number of placeholders is another statement to prepare, so the last id fills them up to one of a few numbers.
pub(super) async fn mark_active(db: &impl ConnectionTrait, ids: &[Uuid], now: DateTime<Utc>) -> Result<(), Error> {
    let Some(&last) = ids.last() else { return Ok(()) };
    let filled_up = ids.iter().copied().chain(iter::repeat(last)).take(ids.len().next_power_of_two());
    Entity::update_many()
        .col_expr(Column::LastActiveAt, Expr::value(now))
        .filter(Column::Id.is_in(filled_up))
        .filter(Column::LastActiveAt.lt(now))
        .exec(db)
        .await?;
    Ok(())
}

pub(super) async fn forget_ended_before(db: &Db, moment: DateTime<Utc>) -> Result<u64, Error> {
    db.delete_oldest::<Entity>(Column::Id, Column::EndedAt, DateTime::UNIX_EPOCH..=moment).await
}

pub(super) async fn forget_outlived_before(db: &Db, moment: DateTime<Utc>) -> Result<u64, Error> {
    db.delete_oldest::<Entity>(Column::Id, Column::EndsAt, DateTime::UNIX_EPOCH..=moment).await
}
