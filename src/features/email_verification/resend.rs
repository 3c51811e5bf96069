use chrono::{DateTime, Utc};

use super::{EmailVerification, mail};
use crate::{
    caller::Client,
    error::Error,
    features::{
        accounts::EmailAddress,
        throttling::{Counted, Try},
    },
};

impl EmailVerification {
    /// Mails a new link, if the address is an account's and not proved yet: found out when the mail is delivered, so
    /// that asking takes the same statements, and the same time, for every address.
    ///
    /// # Errors
    /// `EmailInvalid`; `TooManyAttempts`, which counts known and unknown addresses alike.
    pub async fn resend(&self, client: &Client, email: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let email = EmailAddress::parse(email).map_err(|refusal| refusal.at("email"))?;
        let (recipient, network) = (email.key(), client.network().to_string());
        let tries = [self.mail_to(&recipient), Try::mail_asked_for_in(&network, self.settings.mails_per_address)];
        self.throttling.count(&tries, now).await?;
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                self.outbox.enqueue(&tx, mail::verify_if_known(&email, &client.language), now).await?;
                Ok(tx.commit().await?)
            })
            .await?;
        self.outbox.wake();
        Ok(())
    }

    /// Counts a mail that somebody asked for, where something else counts their network.
    ///
    /// # Errors
    /// `TooManyAttempts`.
    pub async fn count_mail(&self, email: &EmailAddress, now: DateTime<Utc>) -> Result<Counted, Error> {
        self.throttling.count(&[self.mail_to(&email.key())], now).await
    }

    fn mail_to<'a>(&self, recipient: &'a str) -> Try<'a> {
        Try { limit: "email_verification_mail", rate: self.settings.mails_per_recipient, subject: recipient }
    }
}
