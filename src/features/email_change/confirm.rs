use chrono::{DateTime, Utc};

use super::{EmailChange, mail};
use crate::{
    caller::Client,
    db::Tx,
    error::{Error, Refusal},
    features::{
        accounts::{Account, EmailAddress},
        audit::{self, Event},
        email_verification::{Claim, EmailVerificationPolicy},
        mailed_tokens::{MailedToken, Opened, Purpose},
    },
};

impl EmailChange {
    /// Proves an address with the token that was mailed to it: a new account's, or the new one of an account that is
    /// moving; once it is proved, succeeds without effect.
    ///
    /// # Errors
    /// `TokenInvalid`, `TokenExpired`; `EmailTaken` when another account has the address by now.
    pub async fn verify(&self, client: &Client, token: &str) -> Result<(), Error> {
        match self.mailed_tokens.open(Purpose::EmailChange, token) {
            Ok(opened) => self.confirm(client, opened).await,
            Err(_) => self.email_verification.confirm(client, token).await,
        }
    }

    /// What such a token would prove, for a page that asks first.
    ///
    /// # Errors
    /// `TokenInvalid`, `TokenExpired`.
    pub async fn claim_of(&self, token: &str) -> Result<Claim, Error> {
        let Ok(opened) = self.mailed_tokens.open(Purpose::EmailChange, token) else {
            return self.email_verification.claim_of(token).await;
        };
        let (token, account) = self.find(opened, self.clock.now()).await?;
        Ok(Claim { address: token.address, language: account.language, is_disownable: false })
    }

    async fn confirm(&self, client: &Client, opened: Opened) -> Result<(), Error> {
        let now = self.clock.now();
        let (token, account) = self.find(opened, now).await?;
        if has_moved(&account, &token) {
            return Ok(());
        }
        let to = EmailAddress::parse(&token.address)?;
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let account = self.accounts.lock(&tx, token.account_id).await?.ok_or(Refusal::TokenInvalid)?;
                if !has_moved(&account, &token) {
                    self.settle(&tx, &account, &token, &to, now).await?;
                    audit::note(&tx, Event::EmailChangeConfirmed.by_user(account.id, client), now).await?;
                }
                Ok(tx.commit().await?)
            })
            .await?;
        tracing::info!(account = %token.account_id, "an account moved to another address");
        self.outbox.wake();
        Ok(())
    }

    async fn find(&self, opened: Opened, now: DateTime<Utc>) -> Result<(MailedToken, Account), Error> {
        let token = self.mailed_tokens.find(opened).await?;
        let account = self.accounts.find(token.account_id).await?;
        let account = account.filter(|account| has_moved(account, &token) || is_moving(account, &token));
        let account = account.ok_or(Refusal::TokenInvalid)?;
        if token.is_expired(now) {
            return Err(Refusal::TokenExpired.into());
        }
        Ok((token, account))
    }

    async fn settle(
        &self,
        tx: &Tx,
        account: &Account,
        token: &MailedToken,
        to: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if !is_moving(account, token) {
            return Err(Refusal::TokenInvalid.into());
        }
        self.mailed_tokens.use_up(tx, token, now).await?;
        // Where nobody gets in with an address that isn't proved, nobody has it for good either.
        if self.settings.policy == EmailVerificationPolicy::BeforeFirstLogin {
            self.make_room(tx, account, to, now).await?;
        }
        if !self.accounts.move_to(tx, account.id, to, now).await? {
            return Err(Refusal::EmailTaken.into());
        }
        self.mailed_tokens.void_all_but_proofs_of(tx, account.id, to.as_str(), now).await?;
        let undo = self.issue_undo(tx, account, now).await?;
        self.outbox.enqueue(tx, mail::moved(account, to, undo), now).await
    }
}

fn has_moved(account: &Account, token: &MailedToken) -> bool {
    account.email == token.address
}

/// An earlier request's link does nothing: its address may have been a slip. Nor does one that has moved the account
/// before: that move is over.
fn is_moving(account: &Account, token: &MailedToken) -> bool {
    !token.used && account.pending_email.as_ref() == Some(&token.address)
}
