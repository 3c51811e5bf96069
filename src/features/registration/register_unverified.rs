use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Registration, form::Applicant, mail};
use crate::{
    caller::Client,
    db::Tx,
    error::Error,
    features::{
        accounts::Account,
        audit::{self, Event},
        passwords::PasswordHash,
        sessions::EndReason,
    },
};

impl Registration {
    /// Where the address is verified first: the same answer for a new address, for one that waits to be verified, whose
    /// password and profile this replaces, and for one that is verified, whose owner is told.
    pub(super) async fn register_unverified(
        &self,
        client: &Client,
        applicant: &Applicant,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        self.email_verification.count_mail(&applicant.email, now).await?;
        let hash = self.passwords.hash(&applicant.password, client.network()).await?;
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let begun = match self.accounts.lock_by_email(&tx, &applicant.email).await? {
                    Some(known) if known.is_verified() => {
                        self.outbox.enqueue(&tx, mail::already_registered(&known), now).await?;
                        None
                    }
                    // An operator keeps it from being used: nobody begins it again.
                    Some(known) if known.disabled_at.is_some() => None,
                    Some(known) => Some(self.begin_again(&tx, &known, applicant, &hash, now).await?),
                    None => self.begin(&tx, applicant, &hash, now).await?,
                };
                if let Some(begun) = begun {
                    audit::note(&tx, Event::AccountRegistered.by_anyone(client).about(begun), now).await?;
                }
                Ok(tx.commit().await?)
            })
            .await?;
        self.outbox.wake();
        Ok(())
    }

    async fn begin(
        &self,
        tx: &Tx,
        applicant: &Applicant,
        hash: &PasswordHash,
        now: DateTime<Utc>,
    ) -> Result<Option<Uuid>, Error> {
        // Somebody who was first by a hair is answered alike, and has the mail.
        let Ok(account) = self.accounts.add(tx, self.new_account(applicant, now)).await? else { return Ok(None) };
        self.passwords.add(tx, account.id, hash, now).await?;
        self.email_verification.send(tx, &account, now).await?;
        Ok(Some(account.id))
    }

    async fn begin_again(
        &self,
        tx: &Tx,
        known: &Account,
        applicant: &Applicant,
        hash: &PasswordHash,
        now: DateTime<Utc>,
    ) -> Result<Uuid, Error> {
        let account = self.accounts.replace(tx, known.id, self.new_account(applicant, now)).await?;
        self.passwords.set(tx, account.id, hash, now).await?;
        self.mailed_tokens.void_all(tx, account.id, now).await?;
        // Whoever began one knew another password, under a policy that has changed since.
        self.sessions.end_all(tx, account.id, EndReason::PasswordSet, now).await?;
        self.email_verification.send(tx, &account, now).await?;
        Ok(account.id)
    }
}
