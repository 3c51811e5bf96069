use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Administration;
use crate::{
    caller::Operator,
    error::Error,
    features::{
        accounts::{Account, Chosen},
        sessions::{self, Session},
    },
};

/// What an operator sees of an account.
#[derive(Clone, Debug)]
pub struct Details {
    /// The account.
    pub account: Account,
    /// When its password was last set; none while it has none.
    pub password_set_at: Option<DateTime<Utc>>,
    /// Its live sessions, the most recently active first; at most 100.
    pub sessions: Vec<Session>,
}

impl Administration {
    /// The account that somebody calls by its address, its username or its id.
    pub async fn find(&self, _by: Operator, called: &str) -> Result<Option<Account>, Error> {
        match id(called) {
            Some(id) => self.accounts.find(id).await,
            None => self.accounts.find_by_identifier(called).await,
        }
    }

    /// An account with what belongs to it.
    pub async fn look(&self, by: Operator, called: &str) -> Result<Option<Details>, Error> {
        let Some(account) = self.find(by, called).await? else { return Ok(None) };
        let password_set_at = self.passwords.set_at(account.id).await?;
        let sessions = sessions::live(&self.db, account.id, self.clock.now()).await?;
        Ok(Some(Details { account, password_set_at, sessions }))
    }

    /// Up to so many of the chosen accounts, the newest first.
    pub async fn list(&self, _by: Operator, chosen: &Chosen, most: u64) -> Result<Vec<Account>, Error> {
        self.accounts.list(chosen, most).await
    }
}

/// Only as ids are written: 32 digits without hyphens may be somebody's username.
fn id(text: &str) -> Option<Uuid> {
    let text = text.trim();
    Uuid::try_parse(text).ok().filter(|_| text.len() == uuid::fmt::Hyphenated::LENGTH)
}
