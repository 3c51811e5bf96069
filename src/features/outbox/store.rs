use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entity::outbox::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, UpdateMany,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};
use uuid::Uuid;

use super::{Addressee, NewMail, Outgoing};
use crate::{
    db::{Db, Tx},
    error::Error,
    languages::Languages,
};

/// The rows of `outbox`.
#[derive(Clone, Debug)]
pub(super) struct Store {
    db: Db,
    languages: Languages,
}

/// How much sooner than anything else is due what goes ahead, so that one order serves both: longer than any mail waits.
const AHEAD: TimeDelta = TimeDelta::days(36_500);

/// How many are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Most {
    /// Of all.
    Of(usize),
    /// Of those that go ahead.
    OfThoseAhead(usize),
}

/// What the outbox holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// Mails that are still to be sent.
    pub unsent: u64,
    /// How long the oldest of them has been there; none where there is none.
    pub oldest: Option<Duration>,
    /// Dead letters.
    pub dead: u64,
}

/// A mail that one worker has for itself, for a while.
#[derive(Clone, Debug)]
pub(super) struct Claimed {
    pub(super) mail: Outgoing,
    /// How often it was tried, this time included.
    pub(super) attempts: u32,
    pub(super) written_at: DateTime<Utc>,
    /// The end of the lease; it also tells this claim from a later one.
    until: DateTime<Utc>,
}

impl Store {
    pub(super) fn new(db: Db, languages: Languages) -> Self {
        Self { db, languages }
    }

    pub(super) async fn add(
        &self,
        tx: &Tx,
        id: Uuid,
        mail: NewMail,
        message_id: String,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let due_at = if mail.goes_ahead { now - AHEAD } else { now };
        let row = ActiveModel {
            id: Set(id),
            kind: Set(mail.kind.to_owned()),
            account_id: Set(mail.account_id),
            recipient: Set(Some(mail.recipient)),
            locale: Set(mail.language.to_string()),
            mailed_token_id: Set(mail.mailed_token_id),
            data: Set(mail.data),
            message_id: Set(message_id),
            attempts: Set(0),
            created_at: Set(now),
            next_attempt_at: Set(due_at),
            claimed_until: Set(None),
            sent_at: Set(None),
            dead_at: Set(None),
            last_error: Set(None),
        };
        Entity::insert(row).exec_without_returning(tx).await?;
        Ok(())
    }

    /// Takes mails that are due, the longest due first, and counts the attempt. Whoever takes a row has it for the
    /// length of the lease.
    pub(super) async fn claim(
        &self,
        now: DateTime<Utc>,
        lease: Duration,
        most: Most,
        except: &[Uuid],
    ) -> Result<Vec<Claimed>, Error> {
        // Looking is cheap; the update would take SQLite's only writer each second.
        if due(now, except, most).limit(1).into_tuple::<Uuid>().one(self.db.reads()).await?.is_none() {
            return Ok(Vec::new());
        }
        let chosen = due(now, except, most).lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        let claimed = Entity::update_many()
            .col_expr(Column::ClaimedUntil, Expr::value(now + lease))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .filter(Column::Id.in_subquery(chosen.into_query()))
            .filter(is_due(now))
            .exec_with_returning(self.db.writes())
            .await?;
        Ok(claimed.into_iter().map(|row| self.read(row)).collect())
    }

    fn read(&self, row: Model) -> Claimed {
        Claimed {
            attempts: row.attempts.try_into().unwrap_or_default(),
            written_at: row.created_at,
            until: row.claimed_until.unwrap_or(DateTime::<Utc>::MIN_UTC + TimeDelta::days(1)),
            mail: Outgoing {
                id: row.id,
                kind: row.kind,
                account_id: row.account_id,
                recipient: row.recipient.unwrap_or_default(),
                language: self.languages.kept(&row.locale),
                mailed_token_id: row.mailed_token_id,
                data: row.data,
                message_id: row.message_id,
            },
        }
    }

    /// Keeps that it was sent, and no address. Also when the lease ran out meanwhile: sent is sent.
    pub(super) async fn mark_sent(&self, claimed: &Claimed, now: DateTime<Utc>) -> Result<(), Error> {
        let update = Entity::update_many()
            .filter(Column::Id.eq(claimed.mail.id))
            .col_expr(Column::SentAt, Expr::value(now))
            .col_expr(Column::ClaimedUntil, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::Recipient, Expr::value(None::<String>))
            .col_expr(Column::Data, Expr::value(serde_json::json!({})))
            .col_expr(Column::LastError, Expr::value(None::<String>));
        self.run(update).await
    }

    /// Finding out whose a mail is was no attempt to send it.
    pub(super) async fn address(&self, tx: &Tx, id: Uuid, to: Addressee, now: DateTime<Utc>) -> Result<(), Error> {
        Entity::update_many()
            .filter(Column::Id.eq(id))
            .filter(Column::SentAt.is_null())
            .col_expr(Column::AccountId, Expr::value(to.account_id))
            .col_expr(Column::Recipient, Expr::value(to.recipient))
            .col_expr(Column::Locale, Expr::value(to.language.to_string()))
            .col_expr(Column::MailedTokenId, Expr::value(to.mailed_token_id))
            .col_expr(Column::Attempts, Expr::value(0))
            .col_expr(Column::NextAttemptAt, Expr::value(now))
            .col_expr(Column::ClaimedUntil, Expr::value(None::<DateTime<Utc>>))
            .exec(tx)
            .await?;
        Ok(())
    }

    pub(super) async fn take_away(&self, tx: &Tx, id: Uuid) -> Result<bool, Error> {
        Ok(Entity::delete_by_id(id).exec(tx).await?.rows_affected == 1)
    }

    pub(super) async fn put_off(&self, claimed: &Claimed, next: DateTime<Utc>, said: String) -> Result<(), Error> {
        let update = held(claimed)
            .col_expr(Column::NextAttemptAt, Expr::value(next))
            .col_expr(Column::ClaimedUntil, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::LastError, Expr::value(said));
        self.run(update).await
    }

    pub(super) async fn bury(&self, claimed: &Claimed, now: DateTime<Utc>, said: String) -> Result<(), Error> {
        let update = held(claimed)
            .col_expr(Column::DeadAt, Expr::value(now))
            .col_expr(Column::ClaimedUntil, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::LastError, Expr::value(said));
        self.run(update).await
    }

    pub(super) async fn remove(&self, claimed: &Claimed) -> Result<(), Error> {
        Entity::delete_many()
            .filter(Column::Id.eq(claimed.mail.id))
            .filter(Column::ClaimedUntil.eq(claimed.until))
            .exec(self.db.writes())
            .await?;
        Ok(())
    }

    /// Makes due what no clock that is right has put off so far, or claimed for so long.
    pub(super) async fn bring_forward(
        &self,
        [latest_attempt, latest_claim]: [DateTime<Utc>; 2],
        now: DateTime<Utc>,
    ) -> Result<u64, Error> {
        let is_ahead =
            Condition::any().add(Column::NextAttemptAt.gt(latest_attempt)).add(Column::ClaimedUntil.gt(latest_claim));
        let brought = Entity::update_many()
            .col_expr(Column::NextAttemptAt, Expr::value(now))
            .col_expr(Column::ClaimedUntil, Expr::value(None::<DateTime<Utc>>))
            .filter(Column::SentAt.is_null())
            .filter(Column::DeadAt.is_null())
            // All of them, by the index that has no others.
            .filter(Column::NextAttemptAt.gt(DateTime::UNIX_EPOCH))
            .filter(is_ahead)
            .exec(self.db.writes())
            .await?;
        Ok(brought.rows_affected)
    }

    pub(super) async fn forget_sent_before(&self, moment: DateTime<Utc>) -> Result<u64, Error> {
        self.db.delete_oldest::<Entity>(Column::Id, Column::SentAt, DateTime::UNIX_EPOCH..=moment).await
    }

    pub(super) async fn forget_dead_before(&self, moment: DateTime<Utc>) -> Result<u64, Error> {
        self.db.delete_oldest::<Entity>(Column::Id, Column::DeadAt, DateTime::UNIX_EPOCH..=moment).await
    }

    /// One statement; each count reads an index of its own that has no other rows.
    pub(super) async fn backlog(&self, now: DateTime<Utc>) -> Result<Backlog, Error> {
        let dead =
            Entity::find().select_only().column_as(Column::Id.count(), "dead").filter(Column::DeadAt.is_not_null());
        let counted = Entity::find()
            .select_only()
            .column_as(Column::Id.count(), "unsent")
            .column_as(Column::CreatedAt.min(), "oldest")
            .expr_as(Expr::SubQuery(None, Box::new(dead.into_query().into())), "dead")
            .filter(Column::SentAt.is_null())
            .filter(Column::DeadAt.is_null())
            .into_tuple::<(i64, Option<DateTime<Utc>>, i64)>();
        let (unsent, oldest, dead) = counted.one(self.db.reads()).await?.unwrap_or_default();
        let oldest = oldest.map(|written| (now - written).to_std().unwrap_or_default());
        let count = |rows: i64| rows.try_into().unwrap_or_default();
        Ok(Backlog { unsent: count(unsent), oldest, dead: count(dead) })
    }

    pub(super) async fn last_refusal(&self) -> Result<Option<String>, Error> {
        let last = Entity::find()
            .select_only()
            .column(Column::LastError)
            .filter(Column::DeadAt.is_not_null())
            .order_by_desc(Column::DeadAt)
            .limit(1)
            .into_tuple::<Option<String>>();
        Ok(last.one(self.db.reads()).await?.flatten())
    }

    async fn run(&self, update: UpdateMany<Entity>) -> Result<(), Error> {
        update.filter(Column::SentAt.is_null()).exec(self.db.writes()).await?;
        Ok(())
    }
}

fn is_due(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::SentAt.is_null())
        .add(Column::DeadAt.is_null())
        .add(Column::NextAttemptAt.lte(now))
        .add(Condition::any().add(Column::ClaimedUntil.is_null()).add(Column::ClaimedUntil.lte(now)))
}

fn due(now: DateTime<Utc>, except: &[Uuid], most: Most) -> Select<Entity> {
    let (since, most) = match most {
        Most::Of(most) => (now, most),
        Most::OfThoseAhead(most) => (now - AHEAD, most),
    };
    Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(is_due(now))
        .filter(Column::NextAttemptAt.lte(since))
        .filter(Column::Id.is_not_in(except.iter().copied()))
        .order_by_asc(Column::NextAttemptAt)
        .limit(most as u64)
}

/// The row while this claim still holds: a worker whose lease ran out has no say any more.
fn held(claimed: &Claimed) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::Id.eq(claimed.mail.id)).filter(Column::ClaimedUntil.eq(claimed.until))
}
