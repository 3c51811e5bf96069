use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::PasswordChange;
use crate::{
    caller::{Client, SignedIn},
    db::Tx,
    error::{Error, Form},
    features::{
        accounts::Account,
        audit::{self, Detail, Event},
        passwords::{self, Attempt, NewPassword, PasswordHash, RightPassword},
        sessions::{Begun, EndReason, Grant},
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
        let mut form = Form::default();
        let attempt = Attempt::again(caller, client, &input.current_password);
        let current = self.passwords.check_current(&mut form, attempt, now).await?;
        let new = self.read(&mut form, &caller.account, input);
        let Some(current) = current else { return Err(form.refused()) };

        let change = async {
            let new = new.ok_or_else(|| form.refused())?;
            let hash = self.passwords.hash(&new, client.network()).await?; // slow by design: never inside a transaction
            self.write(caller, client, (&current, &hash), now).await
        };
        let (account, begun) = self.passwords.act_on(&current, change).await?;
        tracing::info!(account = %account.id, "a password was changed");
        self.outbox.wake();
        self.sessions.grant(account, begun, now)
    }

    /// The new password, with everything that is wrong with it.
    fn read(&self, form: &mut Form, account: &Account, input: &Input) -> Option<NewPassword> {
        let confirmation = input.new_password_confirmation.as_ref();
        self.passwords.choose(form, &input.new_password, confirmation, &account.personal())
    }

    async fn write(
        &self,
        caller: &SignedIn,
        client: &Client,
        (current, new): (&RightPassword, &PasswordHash),
        now: DateTime<Utc>,
    ) -> Result<(Account, Begun), Error> {
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let account = self.accounts.lock_enabled(&tx, caller.account.id).await?;
                self.passwords.confirm_current(&tx, current).await?; // of two changes at once, one gets past this
                let ended = self.set(&tx, &account, new, now).await?;
                let begun = self.sessions.begin(&tx, &account, client, caller.session.delivery, now).await?;
                let changed = Event::PasswordChanged.by_user(account.id, client).in_session(caller.session.id);
                audit::note(&tx, changed.with(Detail::EndedSessions(ended)), now).await?;
                tx.commit().await?;
                Ok((account, begun))
            })
            .await
    }

    /// The new password, and the end of everything that the old one let in; how many sessions that was.
    async fn set(&self, tx: &Tx, account: &Account, hash: &PasswordHash, now: DateTime<Utc>) -> Result<u64, Error> {
        self.passwords.set(tx, account.id, hash, now).await?;
        let ended = self.sessions.end_all(tx, account.id, EndReason::PasswordSet, now).await?;
        self.mailed_tokens.void_all(tx, account.id, now).await?;
        self.accounts.forget_pending_email(tx, account.id, now).await?;
        self.outbox.enqueue(tx, passwords::mail::changed(account), now).await?;
        Ok(ended)
    }
}
