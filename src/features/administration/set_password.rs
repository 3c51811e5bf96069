use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{Administered, Administration};
use crate::{
    caller::Operator,
    error::Error,
    features::{
        audit::{self, Detail, Event},
        passwords::{self, PasswordHash},
        sessions::{self, EndReason},
        throttling::Network,
    },
};

impl Administration {
    /// Sets a new password, ends every session, makes mailed tokens void, and tells the owner; none when the account is
    /// gone.
    ///
    /// # Errors
    /// Everything that is wrong with the password.
    pub async fn set_password(
        &self,
        by: Operator,
        account: Uuid,
        password: &SecretString,
    ) -> Result<Option<Administered>, Error> {
        let Some(owner) = self.accounts.find(account).await? else { return Ok(None) };
        let password = self.passwords.parse(password.expose_secret(), &owner.personal());
        let password = password.map_err(|refusal| refusal.at("password"))?;
        // Slow by design: never inside a transaction.
        let hash = self.passwords.hash(&password, Network::UNKNOWN).await?;
        self.write_password(by, account, &hash).await
    }

    async fn write_password(
        &self,
        by: Operator,
        account: Uuid,
        hash: &PasswordHash,
    ) -> Result<Option<Administered>, Error> {
        let now = self.clock.now();
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let Some(account) = self.accounts.lock(&tx, account).await? else { return Ok(None) };
                self.passwords.set(&tx, account.id, hash, now).await?;
                self.mailed_tokens.void_all(&tx, account.id, now).await?;
                self.accounts.forget_pending_email(&tx, account.id, now).await?;
                let ended_sessions = sessions::end_all(&tx, account.id, EndReason::PasswordSet, now).await?;
                let set = Event::PasswordSet.by_operator(by).about(account.id);
                audit::note(&tx, set.with(Detail::EndedSessions(ended_sessions)), now).await?;
                self.outbox.enqueue(&tx, passwords::mail::changed(&account), now).await?;
                tx.commit().await?;
                Ok(Some(Administered { account, ended_sessions }))
            })
            .await
    }
}
