use super::EmailVerification;
use crate::{
    caller::Client,
    error::{Error, Refusal},
    features::audit::{self, Event},
};

impl EmailVerification {
    /// Deletes an account with the token that was mailed to its address, for a reader who never made it. Once the
    /// address is proved, the account is somebody's.
    ///
    /// # Errors
    /// `TokenInvalid`, also when the address is proved by now; `TokenExpired`.
    pub async fn disown(&self, client: &Client, token: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let (token, _) = self.find(token, now).await?;
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let account = self.accounts.lock(&tx, token.account_id).await?;
                let unproved = account.filter(|account| !account.is_verified() && account.email == token.address);
                let account = unproved.ok_or(Refusal::TokenInvalid)?;
                self.mailed_tokens.use_up(&tx, &token, now).await?; // void by now: refused
                self.accounts.delete(&tx, account.id).await?;
                audit::note(&tx, Event::AccountDisowned.by_anyone(client).about(account.id), now).await?;
                Ok(tx.commit().await?)
            })
            .await?;
        tracing::info!(account = %token.account_id, "an account was deleted by the reader of its unproved address");
        Ok(())
    }
}
