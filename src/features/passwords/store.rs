use chrono::{DateTime, TimeDelta, Utc};
use entity::passwords::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Set, sea_query::Expr,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::{PasswordHash, Passwords, StoredPassword};
use crate::error::Error;

impl Passwords {
    /// An account's password. Asks the database for nobody's too, so that an unknown account takes as long.
    pub(super) async fn find(&self, account: Option<Uuid>) -> Result<Option<StoredPassword>, Error> {
        let row = Entity::find_by_id(account.unwrap_or_default()).one(self.db.reads()).await?;
        Ok(row.map(StoredPassword::from))
    }

    /// When an account's password was last set; none while it has none.
    pub async fn set_at(&self, account: Uuid) -> Result<Option<DateTime<Utc>>, Error> {
        let stored = self.find(Some(account)).await?;
        Ok(stored.filter(|stored| stored.hash.is_some()).map(|stored| stored.changed_at))
    }

    /// The first password of an account that was just made.
    pub async fn add(
        &self,
        tx: &DatabaseTransaction,
        account: Uuid,
        hash: &PasswordHash,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        Entity::insert(row(account, Some(hash), now)).exec_without_returning(tx).await?;
        Ok(())
    }

    /// A new password, instead of the one before or where there was none.
    pub async fn set(
        &self,
        tx: &DatabaseTransaction,
        account: Uuid,
        hash: &PasswordHash,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        replace(tx, account, Some(hash), now).await
    }

    /// No password any more: no attempt is right until a new one is set.
    pub async fn void(&self, tx: &DatabaseTransaction, account: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
        replace(tx, account, None, now).await
    }

    /// Whether the password is still the one that was read before it was checked: between the two lies a slow hash.
    /// Locks the row, so that it stays so until the transaction ends.
    pub(super) async fn unchanged_since(
        &self,
        tx: &DatabaseTransaction,
        account: Uuid,
        read: &StoredPassword,
    ) -> Result<bool, Error> {
        let row = Entity::find_by_id(account).lock_exclusive().one(tx).await?;
        Ok(row.is_some_and(|row| row.changed_at == read.changed_at && row.hash.is_some() == read.hash.is_some()))
    }

    /// A better hash of the same password; nothing happens when the password has changed since it was read.
    pub(super) async fn rehash(
        &self,
        tx: &DatabaseTransaction,
        account: Uuid,
        read: &StoredPassword,
        hash: &PasswordHash,
    ) -> Result<(), Error> {
        Entity::update_many()
            .col_expr(Column::Hash, Expr::value(hash.expose()))
            .filter(Column::AccountId.eq(account))
            .filter(Column::ChangedAt.eq(read.changed_at))
            .filter(Column::Hash.is_not_null())
            .exec(tx)
            .await?;
        Ok(())
    }
}

/// `changed_at` moves on whatever the clock says, as it is what tells one password from the next.
async fn replace(
    tx: &DatabaseTransaction,
    account: Uuid,
    hash: Option<&PasswordHash>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let before = Entity::find_by_id(account).lock_exclusive().one(tx).await?;
    let now = before.map_or(now, |before| now.max(before.changed_at + TimeDelta::microseconds(1)));
    let replacing = OnConflict::column(Column::AccountId).update_columns([Column::Hash, Column::ChangedAt]).to_owned();
    Entity::insert(row(account, hash, now)).on_conflict(replacing).exec_without_returning(tx).await?;
    Ok(())
}

fn row(account: Uuid, hash: Option<&PasswordHash>, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel { account_id: Set(account), hash: Set(hash.map(|hash| hash.expose().to_owned())), changed_at: Set(now) }
}

impl From<Model> for StoredPassword {
    fn from(row: Model) -> Self {
        Self { hash: row.hash.map(PasswordHash::from), changed_at: row.changed_at }
    }
}
