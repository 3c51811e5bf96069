//! What the new and the old address are told of a move.

use std::time::Duration;

use serde_json::json;
use uuid::Uuid;

use super::EmailChange;
use crate::{
    error::Error,
    features::{
        accounts::{Account, EmailAddress},
        outbox::{Letter, NewMail, Outgoing, Rendered},
    },
    languages::in_words,
};

/// To the new address: a link to confirm it.
const CONFIRM: &str = "confirm_email_change";
/// To the new address, when it has an account already.
const TAKEN: &str = "email_change_taken";
/// To the old address: a move was asked for, and can be undone.
const REQUESTED: &str = "email_change_requested";
/// To the old address: the account has moved, which can be undone.
const MOVED: &str = "email_changed";
/// To the old address: a move was undone; a link to set a new password.
const UNDONE: &str = "email_change_undone";

/// The mails that [`EmailChange::write`] writes.
pub const KINDS: [&str; 5] = [CONFIRM, TAKEN, REQUESTED, MOVED, UNDONE];

pub(super) fn confirm(account: &Account, new: &EmailAddress, token: Uuid) -> NewMail {
    NewMail { recipient: new.as_str().to_owned(), mailed_token_id: Some(token), ..account.mail(CONFIRM) }
}

pub(super) fn taken(owner: &Account) -> NewMail {
    owner.mail(TAKEN)
}

pub(super) fn requested(account: &Account, new: &EmailAddress, undo: Uuid) -> NewMail {
    NewMail { mailed_token_id: Some(undo), data: json!({ "new": new.as_str() }), ..account.mail(REQUESTED) }
}

pub(super) fn moved(account: &Account, new: &EmailAddress, undo: Uuid) -> NewMail {
    NewMail { kind: MOVED, ..requested(account, new, undo) }
}

pub(super) fn undone(account: &Account, reset: Uuid) -> NewMail {
    NewMail { mailed_token_id: Some(reset), ..account.mail(UNDONE) }
}

/// A page of this server that a link leads to, and for how long.
struct Leading {
    page: &'static str,
    lifetime: Duration,
}

impl EmailChange {
    /// Writes the letter of each of [`KINDS`].
    pub async fn write(&self, mail: &Outgoing) -> Result<Rendered, Error> {
        let confirm = Leading { page: "verify-email", lifetime: self.settings.confirmation_lifetime };
        let undo = Leading { page: "undo-email-change", lifetime: self.settings.undo_lifetime };
        match mail.kind.as_str() {
            CONFIRM => self.with_link(mail, "mail-confirm-email-change", confirm).await,
            REQUESTED => self.with_link(mail, "mail-email-change-requested", undo).await,
            MOVED => self.with_link(mail, "mail-email-changed", undo).await,
            UNDONE => self.password_reset.letter(mail, "mail-email-change-undone").await,
            _ => Ok(Rendered::Letter(self.taken_letter(mail))),
        }
    }

    async fn with_link(&self, mail: &Outgoing, message: &str, to: Leading) -> Result<Rendered, Error> {
        let Some(token) = mail.mailed_token_id else { return Ok(Rendered::Pointless) };
        let base = &self.settings.public_url;
        let Some(link) = self.mailed_tokens.link(token, base, to.page, self.clock.now()).await? else {
            return Ok(Rendered::Pointless);
        };
        let args = [
            ("app", self.settings.app_name.as_str().into()),
            ("email", mail.recipient.as_str().into()),
            ("new", mail.data["new"].as_str().unwrap_or_default().into()),
            ("lifetime", in_words(to.lifetime, &mail.language).into()),
        ];
        Ok(Rendered::Letter(Letter::written(&mail.language, message, &args, Some(link.into()))))
    }

    fn taken_letter(&self, mail: &Outgoing) -> Letter {
        let args = [("app", self.settings.app_name.as_str().into()), ("email", mail.recipient.as_str().into())];
        Letter::written(&mail.language, "mail-email-change-taken", &args, None)
    }
}
