use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::PasswordChange;
use crate::{
    caller::{Client, SignedIn},
    db::Tx,
    error::{Error, Form},
    features::{
        accounts::Account,
        passwords::{self, Attempt, NewPassword, PasswordHash, RightPassword, Whose},
        sessions::{EndReason, Grant},
    },
};

/// What somebody typed into the form.
#[derive(Clone, Debug)]
pub struct Input {
    /// The password in force.
    pub current_password: SecretString,
    /// The one to set.
    pub new_password: SecretString,
    /// The same again, where the form asks for it.
    pub new_password_confirmation: Option<SecretString>,
}

impl PasswordChange {
    /// Sets a new password, ends every session, and begins a new one for the caller.
    ///
    /// # Errors
    /// `TooManyAttempts`, or everything that is wrong with the form.
    pub async fn change(&self, caller: &SignedIn, client: &Client, input: &Input) -> Result<Grant, Error> {
        client.may_take(caller.session.delivery)?;
        let now = self.clock.now();
        let (current, new) = self.read(&caller.account, client, input, now).await?;
        let hash = self.passwords.hash(&new).await?; // slow by design: never inside a transaction

        let (account, begun) = self
            .db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let account = self.accounts.lock_enabled(&tx, caller.account.id).await?;
                self.passwords.confirm_current(&tx, &current).await?; // of two changes at once, one gets past this
                self.set(&tx, &account, &hash, now).await?;
                let begun = self.sessions.begin(&tx, &account, client, caller.session.delivery, now).await?;
                tx.commit().await?;
                Ok((account, begun))
            })
            .await?;
        tracing::info!(account = %account.id, "a password was changed");
        self.outbox.wake();
        self.sessions.grant(account, begun, now)
    }

    /// Finds everything that is wrong with the form in one go.
    async fn read(
        &self,
        account: &Account,
        client: &Client,
        input: &Input,
        now: DateTime<Utc>,
    ) -> Result<(RightPassword, NewPassword), Error> {
        let Input { current_password, new_password, new_password_confirmation } = input;
        let mut form = Form::default();
        let attempt = Attempt { whose: Whose::Account(account.id), password: current_password, client };
        let current = self.passwords.check_current(&mut form, attempt, now).await?;
        let confirmation = new_password_confirmation.as_ref();
        let new = self.passwords.choose(&mut form, new_password, confirmation, &account.personal());
        match (current, new) {
            (Some(current), Some(new)) => Ok((current, new)),
            (Some(current), None) => {
                self.passwords.forget(&current).await;
                Err(form.refused())
            }
            (None, _) => Err(form.refused()),
        }
    }

    /// The new password, and the end of everything that the old one let in.
    async fn set(&self, tx: &Tx, account: &Account, hash: &PasswordHash, now: DateTime<Utc>) -> Result<(), Error> {
        self.passwords.set(tx, account.id, hash, now).await?;
        self.sessions.end_all(tx, account.id, EndReason::PasswordSet, now).await?;
        self.mailed_tokens.void_all(tx, account.id, now).await?;
        self.accounts.forget_pending_email(tx, account.id, now).await?;
        self.outbox.enqueue(tx, passwords::mail::changed(account), now).await
    }
}
