use uuid::Uuid;

use super::{Administered, Administration};
use crate::{
    caller::Operator,
    error::Error,
    features::{
        accounts::Account,
        audit::{self, Detail, Event},
        sessions::{self, EndReason},
    },
};

impl Administration {
    /// Keeps an account from being used: ends its sessions and makes mailed tokens void; none when it is gone. Done
    /// again, it mends what may have been begun meanwhile.
    pub async fn disable(&self, by: Operator, account: Uuid) -> Result<Option<Administered>, Error> {
        let now = self.clock.now();
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                // The row first: a login that is under way waits for it, or has begun the session that ends next.
                let Some(account) = self.accounts.disable(&tx, account, now).await? else { return Ok(None) };
                let ended_sessions = sessions::end_all(&tx, account.id, EndReason::Disabled, now).await?;
                self.mailed_tokens.void_all(&tx, account.id, now).await?;
                self.accounts.forget_pending_email(&tx, account.id, now).await?;
                let disabled = Event::AccountDisabled.by_operator(by).about(account.id);
                audit::note(&tx, disabled.with(Detail::EndedSessions(ended_sessions)), now).await?;
                tx.commit().await?;
                Ok(Some(Administered { account, ended_sessions }))
            })
            .await
    }

    /// Lets a disabled account be used again, with the password it had; none when it is gone.
    pub async fn enable(&self, by: Operator, account: Uuid) -> Result<Option<Account>, Error> {
        let now = self.clock.now();
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let Some(account) = self.accounts.enable(&tx, account, now).await? else { return Ok(None) };
                audit::note(&tx, Event::AccountEnabled.by_operator(by).about(account.id), now).await?;
                tx.commit().await?;
                Ok(Some(account))
            })
            .await
    }
}
