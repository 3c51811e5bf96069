//! The mail with the link that sets a new password.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::PasswordReset;
use crate::{
    caller::Client,
    config::Config,
    db::Tx,
    error::Error,
    features::{
        accounts::{Account, EmailAddress},
        audit::{self, Event, Origin},
        mailed_tokens::{NewMailedToken, Purpose},
        outbox::{Letter, NewMail, Outgoing, Rendered},
    },
    languages::in_words,
};

/// A link to set a new password.
pub const RESET: &str = "reset_password";
/// The same for somebody who never had a password: an operator made the account.
pub const INVITATION: &str = "invitation";

/// For whoever asks with an address alone.
pub(super) fn reset_if_known(email: &EmailAddress, client: &Client) -> NewMail {
    NewMail { data: json!(Origin::from(client)), ..email.mail_if_known(RESET, &client.language) }
}

/// For somebody whom an operator made an account.
#[must_use]
pub fn invitation(account: &Account, token: Uuid) -> NewMail {
    NewMail { mailed_token_id: Some(token), ..account.mail(INVITATION) }
}

/// How long an invitation can be taken: it waits for somebody who does not expect it, as the first mail to a new address
/// does.
#[must_use]
pub fn invitation_lifetime(config: &Config) -> Duration {
    config.email_verification_lifetime
}

impl PasswordReset {
    /// Writes the letter with the link, once it is known whose the address is.
    pub async fn write(&self, mail: &Outgoing) -> Result<Rendered, Error> {
        match (mail.mailed_token_id, mail.kind.as_str()) {
            (None, _) => self.address(mail).await,
            (_, INVITATION) => self.with_link(mail, "mail-invitation", self.settings.invitation_lifetime).await,
            _ => self.letter(mail, "mail-reset-password").await,
        }
    }

    /// Writes the letter of a mail whose link sets a new password, another feature's as well.
    pub async fn letter(&self, mail: &Outgoing, message: &str) -> Result<Rendered, Error> {
        self.with_link(mail, message, self.settings.lifetime).await
    }

    async fn with_link(&self, mail: &Outgoing, message: &str, lifetime: Duration) -> Result<Rendered, Error> {
        let Some(token) = mail.mailed_token_id else { return Ok(Rendered::Pointless) };
        let base = &self.settings.base;
        let Some(link) = self.mailed_tokens.link(token, base, "reset-password", self.clock.now()).await? else {
            return Ok(Rendered::Pointless);
        };
        let args = [
            ("app", self.settings.app_name.as_str().into()),
            ("email", mail.recipient.as_str().into()),
            ("lifetime", in_words(lifetime, &mail.language).into()),
        ];
        Ok(Rendered::Letter(Letter::written(&mail.language, message, &args, Some(link.into()))))
    }

    /// Makes a token for such a link, as part of what asks for a new password.
    pub async fn issue(&self, tx: &Tx, account: &Account, now: DateTime<Utc>) -> Result<Uuid, Error> {
        let token = NewMailedToken {
            purpose: Purpose::PasswordReset,
            account_id: account.id,
            address: &account.email,
            lifetime: self.settings.lifetime,
        };
        self.mailed_tokens.issue(tx, token, now).await
    }

    async fn address(&self, mail: &Outgoing) -> Result<Rendered, Error> {
        let now = self.clock.now();
        let Some(asked) = self.accounts.find_by_identifier(&mail.recipient).await? else {
            return Ok(Rendered::Pointless);
        };
        // One that an earlier version wrote says nothing of it.
        let origin: Origin = serde_json::from_value(mail.data.clone()).unwrap_or_default();
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                // Disabling makes tokens void: with the row locked, none is made behind its back.
                let account = self.accounts.lock(&tx, asked.id).await?;
                let Some(account) = account.filter(|account| account.disabled_at.is_none()) else {
                    return Ok(Rendered::Pointless);
                };
                let token = self.issue(&tx, &account, now).await?;
                self.outbox.address(&tx, mail.id, account.addressee(token), now).await?;
                let requested = Event::PasswordResetRequested.by_anyone(origin.clone()).about(account.id);
                audit::note(&tx, requested, now).await?;
                tx.commit().await?;
                Ok(Rendered::Addressed)
            })
            .await
    }
}
