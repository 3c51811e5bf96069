use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::PasswordReset;
use crate::{
    caller::Client,
    db::Tx,
    error::{Error, Form, Refusal},
    features::{
        accounts::Account,
        audit::{self, Detail, Event},
        mailed_tokens::{MailedToken, Purpose},
        passwords::{self, NewPassword, PasswordHash},
        sessions::EndReason,
    },
};

impl PasswordReset {
    /// Sets a new password with the token that was mailed, and ends every session of the account.
    ///
    /// # Errors
    /// `TokenInvalid`, `TokenExpired`, and everything that is wrong with the new password.
    pub async fn complete(
        &self,
        client: &Client,
        token: &str,
        new_password: &SecretString,
        confirmation: Option<&SecretString>,
    ) -> Result<(), Error> {
        let now = self.clock.now();
        let token = self.open(token, now).await?;
        let password = self.read(&token, new_password, confirmation).await?;
        let hash = self.passwords.hash(&password, client.network()).await?; // slow by design: never inside a transaction
        self.set(client, &token, &hash, now).await
    }

    /// The account whose password a token could set now, for a page that shows its form only then.
    ///
    /// # Errors
    /// `TokenInvalid`, `TokenExpired`.
    pub async fn account_of(&self, token: &str) -> Result<Account, Error> {
        let token = self.open(token, self.clock.now()).await?;
        Ok(self.accounts.find(token.account_id).await?.ok_or(Refusal::TokenInvalid)?)
    }

    async fn open(&self, token: &str, now: DateTime<Utc>) -> Result<MailedToken, Error> {
        let opened = self.mailed_tokens.open(Purpose::PasswordReset, token)?; // a forged one ends here
        self.mailed_tokens.find_open(opened, now).await
    }

    async fn read(
        &self,
        token: &MailedToken,
        new_password: &SecretString,
        confirmation: Option<&SecretString>,
    ) -> Result<NewPassword, Error> {
        let account = self.accounts.find(token.account_id).await?.ok_or(Refusal::TokenInvalid)?;
        let mut form = Form::default();
        let password = self.passwords.choose(&mut form, new_password, confirmation, &account.personal());
        password.ok_or_else(|| form.refused())
    }

    async fn set(
        &self,
        client: &Client,
        token: &MailedToken,
        hash: &PasswordHash,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let account = token.account_id;
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let owner = self.lock_owner(&tx, token).await?;
                self.mailed_tokens.use_up(&tx, token, now).await?; // the row that decides a race
                self.mailed_tokens.void_all(&tx, account, now).await?;
                self.accounts.forget_pending_email(&tx, account, now).await?;
                self.passwords.set(&tx, account, hash, now).await?;
                self.accounts.mark_verified(&tx, account, now).await?;
                let ended = self.sessions.end_all(&tx, account, EndReason::PasswordSet, now).await?;
                let reset = Event::PasswordReset.by_user(account, client).with(Detail::EndedSessions(ended));
                audit::note(&tx, reset, now).await?;
                self.outbox.enqueue(&tx, passwords::mail::changed(&owner), now).await?;
                Ok(tx.commit().await?)
            })
            .await?;
        tracing::info!(%account, "a password was set by a mailed link");
        self.outbox.wake();
        Ok(())
    }

    /// Everything that writes to an account and to what belongs to it locks the account first. The token was mailed to
    /// an address: it is nothing to an account that has moved, or was disabled.
    async fn lock_owner(&self, tx: &Tx, token: &MailedToken) -> Result<Account, Error> {
        let account = self.accounts.lock(tx, token.account_id).await?;
        let fits = |account: &Account| account.email == token.address && account.disabled_at.is_none();
        Ok(account.filter(fits).ok_or(Refusal::TokenInvalid)?)
    }
}
