//! Single-use proofs that travel by mail: whoever has one reads the mail of its address.
//!
//! ```text
//! open ──use──▶ used
//!  ├── its time ──▶ expired
//!  └── a use of another, a change of password or address, disabling ──▶ void  (a link to undo a move stays open)
//! ```
//!
//! Always true: a token is for one purpose, one account and one address; its row binds them, and holds nothing that
//! could be used: the token is a random handle and a MAC that only this server's secret makes, made again whenever its
//! mail is sent. A forged one ends before the database is asked; one conditional update decides who used it.
//!
//! Follows OWASP ASVS 5 §6.5 and §7.2.

mod store;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;
use uuid::Uuid;

use crate::{
    db::{Db, Tx},
    effects::Random,
    error::{Error, Refusal},
    features::tokens::{MAC_LENGTH, Seal, Secrets, TokenText},
};
use store::Spared;

const PREFIX: &str = "kwm_";
const HANDLE_LENGTH: usize = 16;

/// What a mailed token proves its holder may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Prove an address.
    EmailVerification,
    /// Choose a new password.
    PasswordReset,
    /// Prove the address that an account is moving to.
    EmailChange,
    /// Take a move back to the address that the token was mailed to.
    EmailChangeUndo,
}

impl Purpose {
    const ALL: [Self; 4] = [Self::EmailVerification, Self::PasswordReset, Self::EmailChange, Self::EmailChangeUndo];

    /// The word in the table and in the keys' derivation.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EmailVerification => "email_verification",
            Self::PasswordReset => "password_reset",
            Self::EmailChange => "email_change",
            Self::EmailChangeUndo => "email_change_undo",
        }
    }
}

/// A token whose MAC is right: it was made here, for this purpose.
#[derive(Clone, Copy, Debug)]
pub struct Opened {
    purpose: Purpose,
    handle: [u8; HANDLE_LENGTH],
}

/// What a token's row says.
#[derive(Clone, Debug)]
pub struct MailedToken {
    /// The row's key.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// The address it was mailed to.
    pub address: String,
    /// Whether it has been used.
    pub used: bool,
    void: bool,
    expires_at: DateTime<Utc>,
}

impl MailedToken {
    /// Whether its time is over.
    #[must_use]
    pub fn is_expired(&self, now: DateTime<Utc>) -> bool {
        self.expires_at <= now
    }
}

/// The mailed tokens.
#[derive(Clone)]
pub struct MailedTokens {
    db: Db,
    random: Random,
    seals: Seals,
}

#[derive(Clone)]
struct Seals {
    email_verification: Seal,
    password_reset: Seal,
    email_change: Seal,
    email_change_undo: Seal,
}

impl MailedTokens {
    /// The tokens in a database, sealed under keys from the secrets.
    #[must_use]
    pub fn new(db: Db, random: Random, secrets: &Secrets) -> Self {
        let seal = |purpose: Purpose| Seal::new(secrets, purpose.name());
        let seals = Seals {
            email_verification: seal(Purpose::EmailVerification),
            password_reset: seal(Purpose::PasswordReset),
            email_change: seal(Purpose::EmailChange),
            email_change_undo: seal(Purpose::EmailChangeUndo),
        };
        Self { db, random, seals }
    }

    /// Makes a token for an account and an address, and returns its row's key.
    pub async fn issue(&self, tx: &Tx, new: NewMailedToken<'_>, now: DateTime<Utc>) -> Result<Uuid, Error> {
        let id = match new.purpose {
            Purpose::EmailChangeUndo => self.later_id(tx, new.account_id, now).await?,
            _ => self.random.id(now),
        };
        store::add(tx, id, self.random.bytes(), &new, now).await?;
        Ok(id)
    }

    /// The ids of links to undo a change of address tell in which order an account was moved, whatever instance's clock
    /// was read for each, and if it was set back in between. The account is locked, so there is a latest one.
    async fn later_id(&self, tx: &Tx, account: Uuid, now: DateTime<Utc>) -> Result<Uuid, Error> {
        let latest = store::latest_undo(tx, account).await?;
        let after = latest.and_then(moment_of).map_or(now, |latest| now.max(latest + TimeDelta::milliseconds(1)));
        Ok(self.random.id(after))
    }

    /// The link to a page with the text of a token, for the mail it travels in: the same each time. None when the token
    /// can no longer be used.
    pub async fn link(&self, id: Uuid, base: &Url, page: &str, now: DateTime<Utc>) -> Result<Option<Url>, Error> {
        let Some((purpose, handle)) = store::usable(self.db.reads(), id, now).await? else { return Ok(None) };
        let mut bytes = handle.to_vec();
        bytes.extend(self.seal(purpose).mac(&handle));
        let token = TokenText::write(PREFIX, &bytes);

        let mut link = base.clone();
        link.set_path(&format!("{}/{page}", base.path().trim_end_matches('/')));
        link.query_pairs_mut().append_pair("token", token.expose());
        Ok(Some(link))
    }

    /// Reads a token's text, without the database.
    ///
    /// # Errors
    /// `TokenInvalid` when it was not made here, or for another purpose.
    pub fn open(&self, purpose: Purpose, text: &str) -> Result<Opened, Refusal> {
        let bytes = TokenText::read::<{ HANDLE_LENGTH + MAC_LENGTH }>(PREFIX, text.trim_ascii());
        let bytes = bytes.ok_or(Refusal::TokenInvalid)?;
        let (handle, mac) = bytes.split_first_chunk().ok_or(Refusal::TokenInvalid)?;
        if !self.seal(purpose).is_ours(handle, mac) {
            return Err(Refusal::TokenInvalid);
        }
        Ok(Opened { purpose, handle: *handle })
    }

    /// Finds an opened token that was not made void, used or not, in time or not.
    ///
    /// # Errors
    /// `TokenInvalid` when it is void, or its account is gone.
    pub async fn find(&self, opened: Opened) -> Result<MailedToken, Error> {
        match store::find(self.db.reads(), opened.purpose, &opened.handle).await? {
            Some(token) if !token.void => Ok(token),
            _ => Err(Refusal::TokenInvalid.into()),
        }
    }

    /// Finds an opened token that can still be used.
    ///
    /// # Errors
    /// `TokenInvalid` when it was used or is void, `TokenExpired` when its time is over.
    pub async fn find_open(&self, opened: Opened, now: DateTime<Utc>) -> Result<MailedToken, Error> {
        let token = self.find(opened).await?;
        if token.used {
            return Err(Refusal::TokenInvalid.into());
        }
        if token.is_expired(now) {
            return Err(Refusal::TokenExpired.into());
        }
        Ok(token)
    }

    /// Uses a token up: of several at once, one wins.
    ///
    /// # Errors
    /// `TokenInvalid` when it was used, or made void, meanwhile.
    pub async fn use_up(&self, tx: &Tx, token: &MailedToken, now: DateTime<Utc>) -> Result<(), Error> {
        if store::use_up(tx, token.id, now).await? { Ok(()) } else { Err(Refusal::TokenInvalid.into()) }
    }

    /// Uses a token whose later uses do no harm, as it only proves what is proved by then.
    ///
    /// # Errors
    /// `TokenInvalid` when it was made void meanwhile.
    pub async fn prove(&self, tx: &Tx, token: &MailedToken, now: DateTime<Utc>) -> Result<(), Error> {
        if store::prove(tx, token.id, now).await? { Ok(()) } else { Err(Refusal::TokenInvalid.into()) }
    }

    /// Makes every unused token of an account void but the links to undo a change of address.
    pub async fn void_all(&self, tx: &Tx, account: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
        store::void(tx, account, Spared::Undo, now).await
    }

    /// As [`Self::void_all`] when an account has moved to an address: what proves that one stays, too.
    pub async fn void_all_but_proofs_of(
        &self,
        tx: &Tx,
        account: Uuid,
        address: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        store::void(tx, account, Spared::UndoAndProofsOf(address), now).await
    }

    /// Makes every unused token of an account void once a link to undo a change of address was used, further such links
    /// included. Those stay that were mailed to another address before this one: whoever has moved an account twice
    /// voids no link of its owner by undoing the second move.
    pub async fn void_all_but_undo_before(&self, tx: &Tx, used: &MailedToken, now: DateTime<Utc>) -> Result<(), Error> {
        store::void(tx, used.account_id, Spared::UndoBefore(used), now).await
    }

    /// Deletes some of the tokens whose time was over before a moment, and tells how many.
    pub async fn forget_expired_before(&self, moment: DateTime<Utc>) -> Result<u64, Error> {
        store::forget_expired_before(&self.db, moment).await
    }

    fn seal(&self, purpose: Purpose) -> &Seal {
        match purpose {
            Purpose::EmailVerification => &self.seals.email_verification,
            Purpose::PasswordReset => &self.seals.password_reset,
            Purpose::EmailChange => &self.seals.email_change,
            Purpose::EmailChangeUndo => &self.seals.email_change_undo,
        }
    }
}

/// What a new token is for.
#[derive(Clone, Copy, Debug)]
pub struct NewMailedToken<'a> {
    /// What it proves.
    pub purpose: Purpose,
    /// Whose it is.
    pub account_id: Uuid,
    /// The address it will be mailed to.
    pub address: &'a str,
    /// How long it can be used.
    pub lifetime: Duration,
}

/// The time that an id begins with.
fn moment_of(id: Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanos) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(seconds.try_into().ok()?, nanos)
}
