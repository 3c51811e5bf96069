use chrono::{DateTime, Utc};

use super::EmailVerification;
use crate::{
    caller::Client,
    error::{Error, Refusal},
    features::{
        accounts::Account,
        audit::{self, Event},
        mailed_tokens::{MailedToken, Purpose},
    },
    languages::Language,
};

/// That an address is the reader's, as a mailed token would prove.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The address.
    pub address: String,
    /// The language of the account that it is about.
    pub language: Language,
    /// Whether the account goes with [`EmailVerification::disown`] when it isn't the reader's.
    pub is_disownable: bool,
}

impl EmailVerification {
    /// Proves an address with the token that was mailed to it; once it is proved, succeeds without effect.
    ///
    /// # Errors
    /// `TokenInvalid`, `TokenExpired`.
    pub async fn confirm(&self, client: &Client, token: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let (token, account) = self.find(token, now).await?;
        if account.is_verified() {
            return Ok(());
        }
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let account = self.accounts.lock(&tx, token.account_id).await?.ok_or(Refusal::TokenInvalid)?;
                self.mailed_tokens.prove(&tx, &token, now).await?;
                // Of several at once, one does it.
                if !account.is_verified() {
                    self.accounts.mark_verified(&tx, account.id, now).await?;
                    audit::note(&tx, Event::EmailVerified.by_user(account.id, client), now).await?;
                }
                Ok(tx.commit().await?)
            })
            .await
    }

    /// What a token would prove, for a page that asks first.
    ///
    /// # Errors
    /// `TokenInvalid`, `TokenExpired`.
    pub async fn claim_of(&self, token: &str) -> Result<Claim, Error> {
        let (_, account) = self.find(token, self.clock.now()).await?;
        let is_disownable = !account.is_verified();
        Ok(Claim { address: account.email, language: account.language, is_disownable })
    }

    pub(super) async fn find(&self, token: &str, now: DateTime<Utc>) -> Result<(MailedToken, Account), Error> {
        let opened = self.mailed_tokens.open(Purpose::EmailVerification, token)?;
        let token = self.mailed_tokens.find(opened).await?;
        let account = self.accounts.find(token.account_id).await?;
        let account = account.filter(|account| account.email == token.address).ok_or(Refusal::TokenInvalid)?;
        if token.is_expired(now) {
            return Err(Refusal::TokenExpired.into());
        }
        Ok((token, account))
    }
}
