use chrono::{DateTime, Utc};
use entity::accounts::{ActiveModel, Column, Entity, Model, Roles};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{self, NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    TransactionTrait, UpdateMany,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    Account, Bio, Chosen, DisplayName, EmailAddress, FullName, Identifier, NewAccount, Patch, PictureUrl, Role,
    Roles as NewRoles, Taken, Username, update_profile::Changes,
};
use crate::{
    db::{Tx, is_conflict},
    error::Error,
    languages::Language,
};

pub(in crate::features) type Row = Model;

pub(super) fn read(row: Row, language: Language) -> Account {
    Account {
        id: row.id,
        email: row.email,
        email_verified_at: row.email_verified_at,
        pending_email: row.pending_email,
        username: row.username_key.and(row.username),
        full_name: row.full_name,
        language,
        display_name: row.display_name,
        bio: row.bio,
        picture_url: row.picture_url,
        roles: row.roles.0,
        disabled_at: row.disabled_at,
        last_login_at: row.last_login_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

pub(super) async fn find_by_identifier(db: &impl ConnectionTrait, identifier: &str) -> Result<Option<Row>, Error> {
    let this = match Identifier::read(identifier) {
        Identifier::Email(key) => Column::EmailKey.eq(key),
        Identifier::Username(key) => Column::UsernameKey.eq(key),
    };
    Ok(Entity::find().filter(this).one(db).await?)
}

pub(super) async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Row>, Error> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// SQLite has one writer, so that the transaction is the lock there.
pub(super) async fn lock(tx: &Tx, id: Uuid) -> Result<Option<Row>, Error> {
    Ok(Entity::find_by_id(id).lock_exclusive().one(tx).await?)
}

pub(super) async fn lock_by_email(tx: &Tx, email: &EmailAddress) -> Result<Option<Row>, Error> {
    Ok(Entity::find().filter(Column::EmailKey.eq(email.key())).lock_exclusive().one(tx).await?)
}

pub(super) async fn taken(
    db: &impl ConnectionTrait,
    email: Option<&EmailAddress>,
    username: Option<&Username>,
) -> Result<Taken, Error> {
    let (email, username) = (email.map(EmailAddress::key), username.map(Username::key));
    if email.is_none() && username.is_none() {
        return Ok(Taken::default());
    }
    let either = Condition::any()
        .add_option(email.as_ref().map(|key| Column::EmailKey.eq(key)))
        .add_option(username.as_ref().map(|key| Column::UsernameKey.eq(key)));
    let rows = Entity::find().filter(either).all(db).await?;
    Ok(Taken {
        email: rows.iter().any(|row| Some(&row.email_key) == email.as_ref()),
        username: username.is_some() && rows.iter().any(|row| row.username_key == username),
    })
}

pub(super) async fn add(tx: &Tx, new: NewAccount) -> Result<Result<Row, Taken>, Error> {
    let row = ActiveModel {
        id: Set(new.id),
        email_verified_at: Set(None),
        pending_email: Set(None),
        display_name: Set(None),
        bio: Set(None),
        picture_url: Set(None),
        disabled_at: Set(None),
        last_login_at: Set(new.signs_in.then_some(new.now)),
        created_at: Set(new.now),
        ..registered(new)
    };
    match row.insert(tx).await {
        Ok(row) => Ok(Ok(row)),
        Err(error) if is_conflict(&error, Column::EmailKey) => Ok(Err(Taken { email: true, username: false })),
        Err(error) if is_conflict(&error, Column::UsernameKey) => Ok(Err(Taken { email: false, username: true })),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn replace(tx: &Tx, id: Uuid, new: NewAccount) -> Result<Row, Error> {
    Ok(ActiveModel { id: Set(id), ..registered(new) }.update(tx).await?)
}

/// What registering says about an account, the first time and again.
fn registered(new: NewAccount) -> ActiveModel {
    let username_key = new.username.as_ref().filter(|_| new.claims_username).map(Username::key);
    ActiveModel {
        email: Set(new.email.as_str().to_owned()),
        email_key: Set(new.email.key()),
        username: Set(new.username.map(|name| name.as_str().to_owned())),
        username_key: Set(username_key),
        full_name: Set(new.full_name.map(|name| name.as_str().to_owned())),
        locale: Set(new.language.to_string()),
        roles: Set(Roles(new.roles)),
        updated_at: Set(new.now),
        ..Default::default()
    }
}

/// Writes what changed, and nothing else, so that two changes at once both stay; none when the account is gone or,
/// where the username is to change, is called otherwise by now. The unique index decides whose a username is.
pub(super) async fn update_profile(
    db: &impl ConnectionTrait,
    account: &Account,
    changes: &Changes,
    now: DateTime<Utc>,
) -> Result<Result<Option<Row>, Taken>, Error> {
    let row = ActiveModel {
        username: column(&changes.username, Username::as_str),
        username_key: column(&changes.username, Username::key),
        full_name: column(&changes.full_name, FullName::as_str),
        locale: changes.language.as_ref().map_or(NotSet, |language| Set(language.to_string())),
        display_name: column(&changes.display_name, DisplayName::as_str),
        bio: column(&changes.bio, Bio::as_str),
        picture_url: column(&changes.picture_url, PictureUrl::as_str),
        updated_at: Set(now),
        ..Default::default()
    };
    let called =
        account.username.as_ref().map_or_else(|| Column::UsernameKey.is_null(), |name| Column::Username.eq(name));
    let as_it_was = (changes.username != Patch::Keep).then_some(called);
    let same = Condition::all().add(Column::Id.eq(account.id)).add_option(as_it_was);
    match Entity::update_many().set(row).filter(same).exec_with_returning(db).await {
        Ok(rows) => Ok(Ok(rows.into_iter().next())),
        Err(error) if is_conflict(&error, Column::UsernameKey) => Ok(Err(Taken { email: false, username: true })),
        Err(error) => Err(error.into()),
    }
}

fn column<'p, T, S: Into<String>>(patch: &'p Patch<T>, text: impl FnOnce(&'p T) -> S) -> ActiveValue<Option<String>> {
    match patch {
        Patch::Keep => NotSet,
        Patch::Clear => Set(None),
        Patch::Set(value) => Set(Some(text(value).into())),
    }
}

/// Claims the wanted username with the address; where another account has it by now, this one starts without.
pub(super) async fn mark_verified(tx: &Tx, account: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
    let Some(row) = lock(tx, account).await? else { return Ok(()) };
    if row.email_verified_at.is_some() {
        return Ok(());
    }
    let verified =
        ActiveModel { id: Set(account), email_verified_at: Set(Some(now)), updated_at: Set(now), ..Default::default() };
    let Some(wanted) = row.username.filter(|_| row.username_key.is_none()) else {
        verified.update(tx).await?;
        return Ok(());
    };

    // PostgreSQL gives up a whole transaction for a conflict, so the claim has a savepoint of its own.
    let claim = tx.begin().await?;
    let with_username = ActiveModel { username_key: Set(Some(wanted.to_ascii_lowercase())), ..verified.clone() };
    match with_username.update(&claim).await {
        Ok(_) => claim.commit().await?,
        Err(error) if is_conflict(&error, Column::UsernameKey) => {
            claim.rollback().await?;
            ActiveModel { username: Set(None), ..verified }.update(tx).await?;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Nothing happens where there was none to forget.
pub(super) async fn set_pending_email(
    tx: &Tx,
    account: Uuid,
    pending: Option<&EmailAddress>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut update = Entity::update_many()
        .col_expr(Column::PendingEmail, Expr::value(pending.map(|email| email.as_str().to_owned())))
        .col_expr(Column::UpdatedAt, Expr::value(now))
        .filter(Column::Id.eq(account));
    if pending.is_none() {
        update = update.filter(Column::PendingEmail.is_not_null());
    }
    update.exec(tx).await?;
    Ok(())
}

/// The unique index decides who has an address. False is the end of a transaction on PostgreSQL.
pub(super) async fn move_to(tx: &Tx, account: Uuid, email: &EmailAddress, now: DateTime<Utc>) -> Result<bool, Error> {
    let moved = ActiveModel {
        id: Set(account),
        email: Set(email.as_str().to_owned()),
        email_key: Set(email.key()),
        email_verified_at: Set(None),
        pending_email: Set(None),
        updated_at: Set(now),
        ..Default::default()
    };
    match moved.update(tx).await {
        Ok(_) => Ok(true),
        Err(error) if is_conflict(&error, Column::EmailKey) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn delete(tx: &Tx, account: Uuid) -> Result<(), Error> {
    Entity::delete_by_id(account).exec(tx).await?;
    Ok(())
}

/// In one statement with the question whether it may: a disabled account's row stays as it is.
pub(super) async fn mark_login(tx: &Tx, account: Uuid, now: DateTime<Utc>) -> Result<bool, Error> {
    let marked = Entity::update_many()
        .col_expr(Column::LastLoginAt, Expr::value(now))
        .filter(Column::Id.eq(account))
        .filter(Column::DisabledAt.is_null())
        .exec(tx)
        .await?;
    Ok(marked.rows_affected == 1)
}

/// Ids begin with the time, so that they tell the order, and where the next page begins, whatever is added meanwhile.
pub(super) async fn list(db: &impl ConnectionTrait, chosen: &Chosen, most: u64) -> Result<Vec<Row>, Error> {
    let wanted = Condition::all()
        .add_option(chosen.before.map(|id| Column::Id.lt(id)))
        .add_option(chosen.unverified.then(|| Column::EmailVerifiedAt.is_null()))
        .add_option(chosen.disabled.then(|| Column::DisabledAt.is_not_null()))
        .add_option(chosen.role.as_ref().map(|role| has_role(db.get_database_backend(), role)));
    Ok(Entity::find().filter(wanted).order_by_desc(Column::Id).limit(most).all(db).await?)
}

/// The query builder knows no JSON arrays.
fn has_role(backend: DbBackend, role: &Role) -> Expr {
    let sql = match backend {
        DbBackend::Postgres => "roles @> jsonb_build_array($1::text)",
        _ => "EXISTS (SELECT 1 FROM json_each(accounts.roles) WHERE value = ?)",
    };
    Expr::cust_with_values(sql, [role.as_str()])
}

pub(super) async fn set_roles(
    tx: &Tx,
    account: Uuid,
    roles: &NewRoles,
    now: DateTime<Utc>,
) -> Result<Option<Row>, Error> {
    let roles = serde_json::json!(roles.names());
    changed(tx, change(account, now).col_expr(Column::Roles, Expr::value(roles))).await
}

pub(super) async fn disable(tx: &Tx, account: Uuid, now: DateTime<Utc>) -> Result<Option<Row>, Error> {
    let since = Expr::col(Column::DisabledAt).if_null(now);
    changed(tx, change(account, now).col_expr(Column::DisabledAt, since)).await
}

pub(super) async fn enable(tx: &Tx, account: Uuid, now: DateTime<Utc>) -> Result<Option<Row>, Error> {
    changed(tx, change(account, now).col_expr(Column::DisabledAt, Expr::value(None::<DateTime<Utc>>))).await
}

fn change(account: Uuid, now: DateTime<Utc>) -> UpdateMany<Entity> {
    Entity::update_many().col_expr(Column::UpdatedAt, Expr::value(now)).filter(Column::Id.eq(account))
}

async fn changed(tx: &Tx, change: UpdateMany<Entity>) -> Result<Option<Row>, Error> {
    Ok(change.exec_with_returning(tx).await?.pop())
}
