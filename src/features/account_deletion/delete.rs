use secrecy::SecretString;

use super::{AccountDeletion, mail};
use crate::{
    caller::{Client, SignedIn},
    error::{Error, Form},
    features::{
        audit::{self, Event},
        passwords::Attempt,
    },
};

impl AccountDeletion {
    /// Deletes the caller's account with everything that belongs to it.
    ///
    /// # Errors
    /// `TooManyAttempts`, and what is wrong with the password.
    pub async fn delete(
        &self,
        caller: &SignedIn,
        client: &Client,
        current_password: &SecretString,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let mut form = Form::default();
        let attempt = Attempt::again(caller, client, current_password);
        let current = self.passwords.check_current(&mut form, attempt, now).await?;
        let Some(current) = current else { return Err(form.refused()) };

        let delete = self.db.retrying(|| async {
            let tx = self.db.begin().await?;
            let account = self.accounts.lock_enabled(&tx, caller.account.id).await?;
            self.passwords.confirm_current(&tx, &current).await?;
            self.accounts.delete(&tx, account.id).await?;
            let deleted = Event::AccountDeleted.by_user(account.id, client).in_session(caller.session.id);
            audit::note(&tx, deleted, now).await?;
            self.outbox.enqueue(&tx, mail::deleted(&account), now).await?;
            Ok(tx.commit().await?)
        });
        self.passwords.act_on(&current, delete).await?;
        tracing::info!(account = %caller.account.id, "an account was deleted by its owner");
        self.outbox.wake();
        Ok(())
    }
}
