use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{EmailAddress, FullName, Username};
use crate::languages::Language;

/// What an account begins with.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its key, already made.
    pub id: Uuid,
    /// Where its mail will go.
    pub email: EmailAddress,
    /// The second name to sign in with.
    pub username: Option<Username>,
    /// Whether the username is claimed at once, or only with the address.
    pub claims_username: bool,
    /// The person's name.
    pub full_name: Option<FullName>,
    /// The language of its mails.
    pub language: Language,
    /// The app's own words, in alphabetical order.
    pub roles: Vec<String>,
    /// Whether being made signs it in, which counts as a login.
    pub signs_in: bool,
    /// When it is made.
    pub now: DateTime<Utc>,
}
