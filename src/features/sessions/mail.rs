//! What the owner of a session is told.

use chrono::SubsecRound;
use serde_json::json;

use super::{Session, device};
use crate::{
    features::{
        accounts::Account,
        outbox::{Letter, NewMail, Outgoing, SecurityNotice},
    },
    languages::text,
};

/// A spent refresh token came back, and the session was ended.
pub const REUSED: &str = SecurityNotice::RefreshTokenReused.kind();
/// Somebody signed in from a device that the account has not been used from before.
pub const NEW_DEVICE: &str = SecurityNotice::NewDevice.kind();

pub(super) fn reused(account: &Account) -> NewMail {
    account.mail(REUSED)
}

pub(super) fn new_device(account: &Account, session: &Session) -> NewMail {
    let data = json!({
        "device": session.user_agent.as_deref().and_then(device::describe),
        "address": session.ip,
        "when": session.signed_in_at.trunc_subsecs(0).format("%Y-%m-%d %H:%M UTC").to_string(),
    });
    NewMail { data, ..account.mail(NEW_DEVICE) }
}

/// The letter that says that a spent token came back.
#[must_use]
pub fn letter(mail: &Outgoing, app_name: &str) -> Letter {
    let args = [("app", app_name.into()), ("email", mail.recipient.as_str().into())];
    Letter::written(&mail.language, "mail-refresh-token-reused", &args, None)
}

/// The letter that says where somebody signed in.
#[must_use]
pub fn new_device_letter(mail: &Outgoing, app_name: &str) -> Letter {
    let unknown = text(&mail.language, "device-unknown", &[]);
    let said = |name: &str| mail.data[name].as_str().unwrap_or(&unknown).to_owned();
    let args = [
        ("app", app_name.into()),
        ("email", mail.recipient.as_str().into()),
        ("device", said("device").into()),
        ("address", said("address").into()),
        ("when", said("when").into()),
    ];
    Letter::written(&mail.language, "mail-new-device", &args, None)
}
