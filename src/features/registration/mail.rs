//! What registering leaves to the outbox, and what the owner of an address is told when somebody registers it again.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::form::Particulars;
use crate::{
    caller::Client,
    error::{Error, Fault, Refusal},
    features::{
        accounts::{Account, EmailAddress, FullName, Username},
        audit::Origin,
        outbox::{Letter, NewMail, Outgoing},
        passwords::PasswordHash,
    },
};

/// Somebody registered where the address is verified first: no mail by itself, see [`super::Registration::write`].
pub const REGISTRATION: &str = "registration";
/// The address has an account already.
pub const ALREADY_REGISTERED: &str = "already_registered";

/// A registration as its row keeps it. Of the password there is what the table of passwords would keep, and until the
/// row is gone, a moment later: no usable secret.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    username: Option<String>,
    full_name: Option<String>,
    password_hash: String,
    origin: Origin,
}

/// The same, read again.
pub(super) struct Asked {
    pub(super) wanted: Particulars,
    pub(super) hash: PasswordHash,
    pub(super) origin: Origin,
}

/// To the address as it was typed, whoever has it.
pub(super) fn registration(wanted: &Particulars, hash: &PasswordHash, client: &Client) -> NewMail {
    let data = Data {
        username: wanted.username.as_ref().map(|name| name.as_str().to_owned()),
        full_name: wanted.full_name.as_ref().map(|name| name.as_str().to_owned()),
        password_hash: hash.expose().to_owned(),
        origin: client.into(),
    };
    NewMail { data: json!(data), goes_ahead: true, ..wanted.email.mail_if_known(REGISTRATION, &wanted.language) }
}

impl Asked {
    pub(super) fn read(mail: &Outgoing) -> Result<Self, Error> {
        let doing = "reading a registration";
        let data: Data = serde_json::from_value(mail.data.clone()).map_err(Fault::while_doing(doing))?;
        let hash = PasswordHash::from(data.password_hash);
        let particulars = || -> Result<Particulars, Refusal> {
            Ok(Particulars {
                email: EmailAddress::parse(&mail.recipient)?,
                username: data.username.as_deref().map(Username::parse).transpose()?,
                full_name: data.full_name.as_deref().map(FullName::parse).transpose()?,
                language: mail.language.clone(),
            })
        };
        let wanted = particulars().map_err(|refusal| Fault::while_doing(doing)(format!("{refusal:?}")))?;
        Ok(Self { wanted, hash, origin: data.origin })
    }
}

pub(super) fn already_registered(account: &Account) -> NewMail {
    account.mail(ALREADY_REGISTERED)
}

/// The letter that says so.
#[must_use]
pub fn letter(mail: &Outgoing, app_name: &str) -> Letter {
    let args = [("app", app_name.into()), ("email", mail.recipient.as_str().into())];
    Letter::written(&mail.language, "mail-already-registered", &args, None)
}
