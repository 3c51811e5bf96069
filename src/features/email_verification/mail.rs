//! The mail with the link that proves an address.

use uuid::Uuid;

use super::EmailVerification;
use crate::{
    error::Error,
    features::{
        accounts::{Account, EmailAddress},
        outbox::{Letter, NewMail, Outgoing, Rendered},
    },
    languages::{Language, in_words},
};

/// A link to confirm an address.
pub const VERIFY: &str = "verify_email";

pub(super) fn verify(account: &Account, token: Uuid) -> NewMail {
    NewMail { mailed_token_id: Some(token), ..account.mail(VERIFY) }
}

/// The same for whoever asks with an address alone.
pub(super) fn verify_if_known(email: &EmailAddress, language: &Language) -> NewMail {
    email.mail_if_known(VERIFY, language)
}

impl EmailVerification {
    /// Writes the letter; for whoever asked with an address alone, finds out first whose it is.
    pub async fn write(&self, mail: &Outgoing) -> Result<Rendered, Error> {
        let Some(token) = mail.mailed_token_id else { return self.address(mail).await };
        let base = &self.settings.public_url;
        let Some(link) = self.mailed_tokens.link(token, base, "verify-email", self.clock.now()).await? else {
            return Ok(Rendered::Pointless);
        };
        let args = [
            ("app", self.settings.app_name.as_str().into()),
            ("email", mail.recipient.as_str().into()),
            ("lifetime", in_words(self.settings.lifetime, &mail.language).into()),
        ];
        Ok(Rendered::Letter(Letter::written(&mail.language, "mail-verify-email", &args, Some(link.into()))))
    }

    async fn address(&self, mail: &Outgoing) -> Result<Rendered, Error> {
        let now = self.clock.now();
        let Some(asked) = self.accounts.find_by_identifier(&mail.recipient).await? else {
            return Ok(Rendered::Pointless);
        };
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                // Disabling makes tokens void: with the row locked, none is made behind its back.
                let account = self.accounts.lock(&tx, asked.id).await?;
                let wants_one = |account: &Account| !account.is_verified() && account.disabled_at.is_none();
                let Some(account) = account.filter(wants_one) else { return Ok(Rendered::Pointless) };
                let token = self.mailed_tokens.issue(&tx, self.token_for(&account), now).await?;
                self.outbox.address(&tx, mail.id, account.addressee(token), now).await?;
                tx.commit().await?;
                Ok(Rendered::Addressed)
            })
            .await
    }
}
