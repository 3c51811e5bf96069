//! The mail with the link that sets a new password.

use super::PasswordReset;
use crate::{
    error::Error,
    features::{
        accounts::EmailAddress,
        mailed_tokens::{NewMailedToken, Purpose},
        outbox::{Addressee, Letter, NewMail, Outgoing, Rendered},
    },
    languages::{Language, in_words},
};

/// A link to set a new password.
pub const RESET: &str = "reset_password";

/// For whoever asks with an address alone.
pub(super) fn reset_if_known(email: &EmailAddress, language: &Language) -> NewMail {
    email.mail_if_known(RESET, language)
}

impl PasswordReset {
    /// Writes the letter with the link, once it is known whose the address is.
    pub async fn write(&self, mail: &Outgoing) -> Result<Rendered, Error> {
        let Some(token) = mail.mailed_token_id else { return self.address(mail).await };
        let base = &self.settings.base;
        let Some(link) = self.mailed_tokens.link(token, base, "reset-password", self.clock.now()).await? else {
            return Ok(Rendered::Pointless);
        };
        let args = [
            ("app", self.settings.app_name.as_str().into()),
            ("email", mail.recipient.as_str().into()),
            ("lifetime", in_words(self.settings.lifetime, &mail.language).into()),
        ];
        Ok(Rendered::Letter(Letter::written(&mail.language, "mail-reset-password", &args, Some(link.into()))))
    }

    async fn address(&self, mail: &Outgoing) -> Result<Rendered, Error> {
        let now = self.clock.now();
        let account = self.accounts.find_by_identifier(&mail.recipient).await?;
        let Some(account) = account.filter(|account| account.disabled_at.is_none()) else {
            return Ok(Rendered::Pointless);
        };
        let token = NewMailedToken {
            purpose: Purpose::PasswordReset,
            account_id: account.id,
            address: &account.email,
            lifetime: self.settings.lifetime,
        };
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let to = Addressee {
                    account_id: account.id,
                    recipient: account.email.clone(),
                    language: account.language.clone(),
                    mailed_token_id: self.mailed_tokens.issue(&tx, token, now).await?,
                };
                self.outbox.address(&tx, mail.id, to, now).await?;
                Ok(tx.commit().await?)
            })
            .await?;
        Ok(Rendered::Addressed)
    }
}
