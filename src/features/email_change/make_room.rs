use chrono::{DateTime, Utc};

use super::EmailChange;
use crate::{
    db::Tx,
    error::{Error, Refusal},
    features::{
        accounts::{Account, EmailAddress},
        audit::{self, Event},
    },
};

impl EmailChange {
    /// Frees an address for the account of somebody who reads its mail: another account that never proved it goes.
    ///
    /// # Errors
    /// `EmailTaken` when another account has proved it.
    pub(super) async fn make_room(
        &self,
        tx: &Tx,
        account: &Account,
        address: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        match self.accounts.lock_by_email(tx, address).await? {
            Some(other) if other.id != account.id && other.is_verified() => Err(Refusal::EmailTaken.into()),
            Some(other) if other.id != account.id => {
                self.accounts.delete(tx, other.id).await?;
                audit::note(tx, Event::AccountDisplaced.by_system().about(other.id), now).await
            }
            _ => Ok(()),
        }
    }
}
