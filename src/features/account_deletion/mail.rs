//! The last mail to somebody who had an account.

use crate::features::{
    accounts::Account,
    outbox::{Letter, NewMail, Outgoing},
};

/// The account is gone.
pub const DELETED: &str = "account_deleted";

/// About nobody: it outlives the account.
pub(super) fn deleted(account: &Account) -> NewMail {
    NewMail { account_id: None, ..account.mail(DELETED) }
}

/// The letter that says so.
#[must_use]
pub fn letter(mail: &Outgoing, app_name: &str) -> Letter {
    let args = [("app", app_name.into()), ("email", mail.recipient.as_str().into())];
    Letter::written(&mail.language, "mail-account-deleted", &args, None)
}
