//! Users: who they are, how they are called, and what they told about themselves.
//!
//! ```text
//! unverified ──verify──▶ verified ──move──▶ verified, at another address
//! any ──disable──▶ disabled ──enable──▶ as before           any ──delete──▶ (gone, with everything that was its own)
//! ```
//!
//! Always true: no two accounts share an address, or a claimed username, in whatever case: the insert decides who was
//! first, not a look before. Under `before_first_login` a username is wanted until the address is verified, and
//! claimed then. Mail goes to the address as it is stored.

mod chosen;
mod email_address;
mod full_name;
mod graphql;
mod identifier;
mod mail;
mod new_account;
mod profile;
mod roles;
mod store;
mod text;
mod update_profile;
mod username;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use chosen::Chosen;
pub use email_address::EmailAddress;
pub use full_name::FullName;
pub use graphql::{AccountMutation, AccountQuery, Profile, User};
pub use identifier::Identifier;
pub use new_account::NewAccount;
pub use profile::{Bio, DisplayName, PictureUrl};
pub use roles::{Role, Roles};
pub(in crate::features) use store::Row;
pub use update_profile::{Patch, ProfileInput};
pub use username::Username;

use crate::{
    db::{Db, Tx},
    effects::Clock,
    error::{Error, Reason},
    languages::{Language, Languages},
};

/// One account, as one moment saw it.
#[derive(Clone, Debug)]
pub struct Account {
    /// Opaque and stable: the `sub` of its access tokens.
    pub id: Uuid,
    /// Where its mail goes.
    pub email: String,
    /// When that address was proved; none before.
    pub email_verified_at: Option<DateTime<Utc>>,
    /// The address that a change of address waits for.
    pub pending_email: Option<String>,
    /// The second name to sign in with, once claimed.
    pub username: Option<String>,
    /// The person's name.
    pub full_name: Option<String>,
    /// The language of its mails and messages.
    pub language: Language,
    /// How the person wants to be shown.
    pub display_name: Option<String>,
    /// What the person says about themselves.
    pub bio: Option<String>,
    /// A picture, by an absolute https URL.
    pub picture_url: Option<String>,
    /// The app's own words, in alphabetical order.
    pub roles: Vec<String>,
    /// When an administrator disabled it.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When somebody last signed in to it.
    pub last_login_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When its data last changed.
    pub updated_at: DateTime<Utc>,
}

impl Account {
    /// Whether its address was proved.
    #[must_use]
    pub fn is_verified(&self) -> bool {
        self.email_verified_at.is_some()
    }

    /// What a password of this account may not be.
    #[must_use]
    pub fn personal(&self) -> Vec<&str> {
        [Some(self.email.as_str()), self.username.as_deref(), self.full_name.as_deref()].into_iter().flatten().collect()
    }
}

/// Which of an account's names somebody else has already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The address.
    pub email: bool,
    /// The username.
    pub username: bool,
}

/// The accounts.
#[derive(Clone)]
pub struct Accounts {
    db: Db,
    clock: Clock,
    languages: Languages,
}

impl Accounts {
    /// The accounts in a database.
    #[must_use]
    pub fn new(db: Db, clock: Clock, languages: Languages) -> Self {
        Self { db, clock, languages }
    }

    /// The account that an address or a username, in whatever case, belongs to.
    pub async fn find_by_identifier(&self, identifier: &str) -> Result<Option<Account>, Error> {
        let row = store::find_by_identifier(self.db.reads(), identifier).await?;
        Ok(row.map(|row| self.read(row)))
    }

    /// The account with an id.
    pub async fn find(&self, id: Uuid) -> Result<Option<Account>, Error> {
        Ok(store::find(self.db.reads(), id).await?.map(|row| self.read(row)))
    }

    /// The account with an id, its row locked until the transaction ends.
    pub async fn lock(&self, tx: &Tx, id: Uuid) -> Result<Option<Account>, Error> {
        Ok(store::lock(tx, id).await?.map(|row| self.read(row)))
    }

    /// As [`Self::lock`], for an operation of somebody who was signed in to it a moment ago.
    ///
    /// # Errors
    /// `Unauthenticated` when it was disabled or deleted meanwhile.
    pub async fn lock_enabled(&self, tx: &Tx, id: Uuid) -> Result<Account, Error> {
        let account = self.lock(tx, id).await?.filter(|account| account.disabled_at.is_none());
        account.ok_or(Error::Unauthenticated(Reason::Revoked))
    }

    /// The account that an address belongs to, its row locked until the transaction ends.
    pub async fn lock_by_email(&self, tx: &Tx, email: &EmailAddress) -> Result<Option<Account>, Error> {
        Ok(store::lock_by_email(tx, email).await?.map(|row| self.read(row)))
    }

    /// Which names are taken, for a form to say all at once. Only the insert decides.
    pub async fn taken(&self, email: Option<&EmailAddress>, username: Option<&Username>) -> Result<Taken, Error> {
        store::taken(self.db.reads(), email, username).await
    }

    /// Adds an account; where a name was taken meanwhile, says which.
    pub async fn add(&self, tx: &Tx, new: NewAccount) -> Result<Result<Account, Taken>, Error> {
        Ok(store::add(tx, new).await?.map(|row| self.read(row)))
    }

    /// Replaces what an unverified account was registered with.
    pub async fn replace(&self, tx: &Tx, id: Uuid, new: NewAccount) -> Result<Account, Error> {
        Ok(self.read(store::replace(tx, id, new).await?))
    }

    /// Notes that the address was proved, and claims the username that was wanted, if it is still free.
    pub async fn mark_verified(&self, tx: &Tx, account: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
        store::mark_verified(tx, account, now).await
    }

    /// Notes the address that the account is to move to once it is proved.
    pub async fn await_email(
        &self,
        tx: &Tx,
        account: Uuid,
        new: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        store::set_pending_email(tx, account, Some(new), now).await
    }

    /// Forgets the address that a move was waiting for: nothing that was mailed to it works any more.
    pub async fn forget_pending_email(&self, tx: &Tx, account: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
        store::set_pending_email(tx, account, None, now).await
    }

    /// Moves an account to an address that was proved just now; false where another account has it.
    pub async fn move_to(
        &self,
        tx: &Tx,
        account: Uuid,
        email: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        if !store::move_to(tx, account, email, now).await? {
            return Ok(false);
        }
        store::mark_verified(tx, account, now).await?;
        Ok(true)
    }

    /// Deletes an account, and by foreign keys everything that belongs to it.
    pub async fn delete(&self, tx: &Tx, account: Uuid) -> Result<(), Error> {
        store::delete(tx, account).await
    }

    /// Notes a login, unless the account is disabled by now: then false.
    pub async fn mark_login(&self, tx: &Tx, account: Uuid, now: DateTime<Utc>) -> Result<bool, Error> {
        store::mark_login(tx, account, now).await
    }

    /// Up to so many of the chosen accounts, the newest first.
    pub async fn list(&self, chosen: &Chosen, most: u64) -> Result<Vec<Account>, Error> {
        let rows = store::list(self.db.reads(), chosen, most).await?;
        Ok(rows.into_iter().map(|row| self.read(row)).collect())
    }

    /// Gives an account these roles instead of those it has; none when it is gone.
    pub async fn set_roles(
        &self,
        tx: &Tx,
        account: Uuid,
        roles: &Roles,
        now: DateTime<Utc>,
    ) -> Result<Option<Account>, Error> {
        Ok(store::set_roles(tx, account, roles, now).await?.map(|row| self.read(row)))
    }

    /// Disables an account, or leaves it disabled since when it is; none when it is gone.
    pub async fn disable(&self, tx: &Tx, account: Uuid, now: DateTime<Utc>) -> Result<Option<Account>, Error> {
        Ok(store::disable(tx, account, now).await?.map(|row| self.read(row)))
    }

    /// Takes a disabling back; none when the account is gone.
    pub async fn enable(&self, tx: &Tx, account: Uuid, now: DateTime<Utc>) -> Result<Option<Account>, Error> {
        Ok(store::enable(tx, account, now).await?.map(|row| self.read(row)))
    }

    /// Makes an account of its row. A language that is no longer offered reads as the fallback.
    pub(in crate::features) fn read(&self, row: store::Row) -> Account {
        let language = self.languages.kept(&row.locale);
        store::read(row, language)
    }
}
