use chrono::{DateTime, Utc};

use super::{Registration, form::Applicant, mail};
use crate::{caller::Client, error::Error, features::passwords::Admitted};

impl Registration {
    /// Where the address is verified first: the same answer, by the same statements, for every address. What it comes to
    /// is found out by [`Self::write`], in the background.
    pub(super) async fn register_unverified(
        &self,
        client: &Client,
        applicant: &Applicant,
        admitted: Admitted,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let wanted = &applicant.particulars;
        let counted = self.email_verification.count_mail(&wanted.email, now).await?;
        let hash = match self.passwords.hash_admitted(&applicant.password, admitted).await {
            Ok(hash) => hash,
            Err(error) => {
                self.throttling.forget(&counted).await;
                return Err(error);
            }
        };
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                self.outbox.enqueue(&tx, mail::registration(wanted, &hash, client), now).await?;
                Ok(tx.commit().await?)
            })
            .await?;
        self.outbox.wake();
        Ok(())
    }
}
