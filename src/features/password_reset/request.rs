use super::{PasswordReset, mail};
use crate::{
    caller::Client,
    error::Error,
    features::{accounts::EmailAddress, throttling::Try},
};

impl PasswordReset {
    /// Mails a link for choosing a new password, if the address is an account's: found out when the mail is delivered,
    /// so that asking takes the same statements, and the same time, for every address.
    ///
    /// # Errors
    /// `EmailInvalid`; `TooManyAttempts`, which counts known and unknown addresses alike.
    pub async fn request(&self, client: &Client, email: &str) -> Result<(), Error> {
        let now = self.clock.now();
        let email = EmailAddress::parse(email).map_err(|refusal| refusal.at("email"))?;
        let (recipient, network) = (email.key(), client.network().to_string());
        let tries = [
            Try { limit: "password_reset_mail", rate: self.settings.mails_per_recipient, subject: &recipient },
            Try::mail_asked_for_in(&network, self.settings.mails_per_address),
        ];
        self.throttling.count(&tries, now).await?;
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                self.outbox.enqueue(&tx, mail::reset_if_known(&email, client), now).await?;
                Ok(tx.commit().await?)
            })
            .await?;
        self.outbox.wake();
        Ok(())
    }
}
