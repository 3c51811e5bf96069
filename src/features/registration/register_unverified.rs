use chrono::{DateTime, Utc};

use super::{Registration, form::Applicant, mail};
use crate::{
    db::Tx,
    error::Error,
    features::{accounts::Account, passwords::PasswordHash, sessions::EndReason},
};

impl Registration {
    /// Where the address is verified first: the same answer for a new address, for one that waits to be verified, whose
    /// password and profile this replaces, and for one that is verified, whose owner is told.
    pub(super) async fn register_unverified(&self, applicant: &Applicant, now: DateTime<Utc>) -> Result<(), Error> {
        self.email_verification.count_mail(&applicant.email, now).await?;
        let hash = self.passwords.hash(&applicant.password).await?;
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                match self.accounts.lock_by_email(&tx, &applicant.email).await? {
                    Some(known) if known.is_verified() => {
                        self.outbox.enqueue(&tx, mail::already_registered(&known), now).await?;
                    }
                    // An operator keeps it from being used: nobody begins it again.
                    Some(known) if known.disabled_at.is_some() => {}
                    Some(known) => self.begin_again(&tx, &known, applicant, &hash, now).await?,
                    None => self.begin(&tx, applicant, &hash, now).await?,
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
    ) -> Result<(), Error> {
        // Somebody who was first by a hair is answered alike, and has the mail.
        let Ok(account) = self.accounts.add(tx, self.new_account(applicant, now)).await? else { return Ok(()) };
        self.passwords.add(tx, account.id, hash, now).await?;
        self.email_verification.send(tx, &account, now).await
    }

    async fn begin_again(
        &self,
        tx: &Tx,
        known: &Account,
        applicant: &Applicant,
        hash: &PasswordHash,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let account = self.accounts.replace(tx, known.id, self.new_account(applicant, now)).await?;
        self.passwords.set(tx, account.id, hash, now).await?;
        self.mailed_tokens.void_all(tx, account.id, now).await?;
        // Whoever began one knew another password, under a policy that has changed since.
        self.sessions.end_all(tx, account.id, EndReason::PasswordSet, now).await?;
        self.email_verification.send(tx, &account, now).await
    }
}
