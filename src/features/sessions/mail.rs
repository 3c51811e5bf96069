//! What the owner of a session is told.

use crate::features::{
    accounts::Account,
    outbox::{Letter, NewMail, Outgoing},
};

/// A spent refresh token came back, and the session was ended.
pub const REUSED: &str = "refresh_token_reused";

pub(super) fn reused(account: &Account) -> NewMail {
    account.mail(REUSED)
}

/// The letter that says so.
#[must_use]
pub fn letter(mail: &Outgoing, app_name: &str) -> Letter {
    let args = [("app", app_name.into()), ("email", mail.recipient.as_str().into())];
    Letter::written(&mail.language, "mail-refresh-token-reused", &args, None)
}
