//! The mail that says that a password was changed.

use crate::features::{
    accounts::Account,
    outbox::{Letter, NewMail, Outgoing, SecurityNotice},
};

/// The password was changed.
pub const CHANGED: &str = SecurityNotice::PasswordChanged.kind();

/// For the account's owner, whoever it was.
#[must_use]
pub fn changed(account: &Account) -> NewMail {
    account.mail(CHANGED)
}

/// The letter that says so.
#[must_use]
pub fn letter(mail: &Outgoing, app_name: &str) -> Letter {
    let args = [("app", app_name.into()), ("email", mail.recipient.as_str().into())];
    Letter::written(&mail.language, "mail-password-changed", &args, None)
}
