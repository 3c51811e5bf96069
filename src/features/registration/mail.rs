//! What the owner of an address is told when somebody registers it again.

use crate::features::{
    accounts::Account,
    outbox::{Letter, NewMail, Outgoing},
};

/// The address has an account already.
pub const ALREADY_REGISTERED: &str = "already_registered";

pub(super) fn already_registered(account: &Account) -> NewMail {
    account.mail(ALREADY_REGISTERED)
}

/// The letter that says so.
#[must_use]
pub fn letter(mail: &Outgoing, app_name: &str) -> Letter {
    let args = [("app", app_name.into()), ("email", mail.recipient.as_str().into())];
    Letter::written(&mail.language, "mail-already-registered", &args, None)
}
