use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Registration,
    form::Particulars,
    mail::{self, Asked},
};
use crate::{
    db::Tx,
    error::Error,
    features::{
        accounts::{Account, NewAccount},
        audit::{self, Event},
        outbox::{Outgoing, Rendered},
        passwords::PasswordHash,
        sessions::EndReason,
    },
};

impl Registration {
    /// Does what somebody asked for where the address is verified first: begins a new address, begins one again that
    /// waits to be verified, with another password and profile, and tells the owner of one that is verified.
    pub async fn write(&self, mail: &Outgoing) -> Result<Rendered, Error> {
        let asked = Asked::read(mail)?;
        let now = self.clock.now();
        // Somebody else made the account between the look and the insert: another look finds it.
        while !self.db.retrying(|| self.try_to_begin(mail.id, &asked, now)).await? {}
        Ok(Rendered::Addressed)
    }

    /// With the row that asks for it gone in the same transaction: begun twice, the second would void the first's link.
    async fn try_to_begin(&self, mail: Uuid, asked: &Asked, now: DateTime<Utc>) -> Result<bool, Error> {
        let Asked { wanted, hash, origin } = asked;
        let tx = self.db.begin().await?;
        if !self.outbox.take_away(&tx, mail).await? {
            return Ok(true);
        }
        let begun = match self.accounts.lock_by_email(&tx, &wanted.email).await? {
            Some(known) if known.is_verified() => {
                self.outbox.enqueue(&tx, mail::already_registered(&known), now).await?;
                None
            }
            // An operator keeps it from being used: nobody begins it again.
            Some(known) if known.disabled_at.is_some() => None,
            Some(known) => Some(self.begin_again(&tx, &known, wanted, hash, now).await?),
            None => match self.begin(&tx, wanted, hash, now).await? {
                None => return Ok(false),
                begun => begun,
            },
        };
        if let Some(begun) = begun {
            audit::note(&tx, Event::AccountRegistered.by_anyone(origin.clone()).about(begun), now).await?;
        }
        tx.commit().await?;
        if let Some(account) = begun {
            tracing::info!(%account, "registered");
        }
        Ok(true)
    }

    /// None when somebody has the address by now, which is the end of the transaction on PostgreSQL.
    async fn begin(
        &self,
        tx: &Tx,
        wanted: &Particulars,
        hash: &PasswordHash,
        now: DateTime<Utc>,
    ) -> Result<Option<Uuid>, Error> {
        let Ok(account) = self.accounts.add(tx, self.unverified(wanted, now)).await? else { return Ok(None) };
        self.passwords.add(tx, account.id, hash, now).await?;
        self.email_verification.send(tx, &account, now).await?;
        Ok(Some(account.id))
    }

    async fn begin_again(
        &self,
        tx: &Tx,
        known: &Account,
        wanted: &Particulars,
        hash: &PasswordHash,
        now: DateTime<Utc>,
    ) -> Result<Uuid, Error> {
        let account = self.accounts.replace(tx, known.id, self.unverified(wanted, now)).await?;
        self.passwords.set(tx, account.id, hash, now).await?;
        self.mailed_tokens.void_all(tx, account.id, now).await?;
        // Whoever began one knew another password, under a policy that has changed since.
        self.sessions.end_all(tx, account.id, EndReason::PasswordSet, now).await?;
        self.email_verification.send(tx, &account, now).await?;
        Ok(account.id)
    }

    /// One that is nobody's until its address is proved.
    fn unverified(&self, wanted: &Particulars, now: DateTime<Utc>) -> NewAccount {
        NewAccount { claims_username: false, signs_in: false, ..self.new_account(wanted, now) }
    }
}
