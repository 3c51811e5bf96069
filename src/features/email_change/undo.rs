use chrono::{DateTime, Utc};

use super::{EmailChange, mail};
use crate::{
    caller::Client,
    db::Tx,
    error::{Error, Refusal},
    features::{
        accounts::{Account, EmailAddress},
        audit::{self, Detail, Event},
        email_verification::Claim,
        mailed_tokens::{MailedToken, Purpose},
        sessions::EndReason,
    },
};

impl EmailChange {
    /// Takes a change of address back, confirmed or not, with the token that was mailed to the old one, and locks
    /// everybody out until the password is reset from there.
    ///
    /// # Errors
    /// `TokenInvalid`, `TokenExpired`; `EmailTaken` when another account has proved the old address by now.
    pub async fn undo(&self, client: &Client, token: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let token = self.open_undo(token, now).await?;
        let old = EmailAddress::parse(&token.address)?;
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let account = self.accounts.lock(&tx, token.account_id).await?.ok_or(Refusal::TokenInvalid)?;
                self.mailed_tokens.use_up(&tx, &token, now).await?; // the row that decides a race
                let restored = self.restore(&tx, account, &old, now).await?;
                let ended = self.lock_out(&tx, &restored, &token, now).await?;
                let undone = Event::EmailChangeUndone.by_user(restored.id, client);
                audit::note(&tx, undone.with(Detail::EndedSessions(ended)), now).await?;
                Ok(tx.commit().await?)
            })
            .await?;
        tracing::info!(account = %token.account_id, "a change of address was undone");
        self.outbox.wake();
        Ok(())
    }

    /// What such a token would restore, for a page that asks first.
    ///
    /// # Errors
    /// `TokenInvalid`, `TokenExpired`.
    pub async fn undoable(&self, token: &str) -> Result<Claim, Error> {
        let token = self.open_undo(token, self.clock.now()).await?;
        let account = self.accounts.find(token.account_id).await?.ok_or(Refusal::TokenInvalid)?;
        Ok(Claim { address: token.address, language: account.language, is_disownable: false })
    }

    async fn open_undo(&self, token: &str, now: DateTime<Utc>) -> Result<MailedToken, Error> {
        let opened = self.mailed_tokens.open(Purpose::EmailChangeUndo, token)?; // a forged one ends here
        self.mailed_tokens.find_open(opened, now).await
    }

    /// Whoever moved the account may have registered the old address since, to keep its owner from coming back.
    async fn restore(
        &self,
        tx: &Tx,
        account: Account,
        old: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<Account, Error> {
        self.make_room(tx, &account, old, now).await?;
        if !self.accounts.move_to(tx, account.id, old, now).await? {
            return Err(Refusal::EmailTaken.into());
        }
        Ok(Account { email: old.as_str().to_owned(), ..account })
    }

    /// Nothing that anybody had lets them in any more but the mail to the restored address; how many sessions it ends.
    async fn lock_out(&self, tx: &Tx, account: &Account, used: &MailedToken, now: DateTime<Utc>) -> Result<u64, Error> {
        self.passwords.void(tx, account.id, now).await?;
        let ended = self.sessions.end_all(tx, account.id, EndReason::EmailChangeUndone, now).await?;
        self.mailed_tokens.void_all_but_undo_before(tx, used, now).await?;
        if account.disabled_at.is_some() {
            return Ok(ended);
        }
        let reset = self.password_reset.issue(tx, account, now).await?;
        self.outbox.enqueue(tx, mail::undone(account, reset), now).await?;
        Ok(ended)
    }
}
