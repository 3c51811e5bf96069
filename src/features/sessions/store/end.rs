use chrono::{DateTime, Utc};
use entity::sessions::{Column, Entity};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, UpdateMany,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{is_newest_of_live, live};
use crate::{
    db::Tx,
    error::Error,
    features::sessions::{EndReason, Session, refresh_token::RefreshToken},
};

/// Ends of those that were not ended what it is narrowed to.
fn ending(why: EndReason, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .col_expr(Column::EndReason, Expr::value(why.name()))
        .filter(Column::EndedAt.is_null())
}

/// Ends what lives of an account but for its newest sessions.
pub(in crate::features::sessions) async fn end_all_but_newest(
    tx: &Tx,
    account: Uuid,
    newest: u64,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let kept = live(now)
        .select_only()
        .column(Column::Id)
        .filter(Column::AccountId.eq(account))
        .order_by_desc(Column::SignedInAt)
        .order_by_desc(Column::Id)
        .limit(newest);
    ending(EndReason::Crowded, now)
        .filter(Column::AccountId.eq(account))
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::Id.not_in_subquery(kept.into_query()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends a session; whoever changed the row learns that it was them.
pub(in crate::features::sessions) async fn end(
    tx: &Tx,
    id: Uuid,
    why: EndReason,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let ended = ending(why, now).filter(Column::Id.eq(id)).exec(tx).await?;
    Ok(ended.rows_affected == 1)
}

/// Ends a session by its newest refresh token, if it lives.
pub(in crate::features::sessions) async fn end_by_token(
    tx: &Tx,
    token: &RefreshToken,
    why: EndReason,
    now: DateTime<Utc>,
) -> Result<Option<Session>, Error> {
    let ended = ending(why, now).filter(is_newest_of_live(token, now)).exec_with_returning(tx).await?;
    Ok(ended.into_iter().next().map(Session::from))
}

/// Which of an account's sessions.
#[derive(Clone, Copy)]
pub(in crate::features::sessions) enum Chosen {
    One(Uuid),
    AllBut(Uuid),
    All,
}

/// Ends sessions of an account, and tells how many lived. Those whose time is over end, too: by another clock, or by
/// this one when it has been set back, it may not be.
pub(in crate::features::sessions) async fn end_of_account(
    db: &impl ConnectionTrait,
    account: Uuid,
    chosen: Chosen,
    why: EndReason,
    now: DateTime<Utc>,
) -> Result<u64, Error> {
    let these = match chosen {
        Chosen::One(id) => Column::Id.eq(id),
        Chosen::AllBut(id) => Column::Id.ne(id),
        Chosen::All => Expr::val(true),
    };
    let ended = ending(why, now).filter(Column::AccountId.eq(account)).filter(these).exec_with_returning(db).await?;
    Ok(ended.iter().filter(|session| session.expires_at > now).count() as u64)
}
