use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

/// A password's hash as a PHC string. It does not print: who has it can guess at leisure.
#[derive(Clone, Debug)]
pub struct PasswordHash(SecretString);

impl PasswordHash {
    pub(in crate::features) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for PasswordHash {
    fn from(phc: String) -> Self {
        Self(phc.into())
    }
}

/// What is kept of an account's password.
#[derive(Clone, Debug)]
pub struct StoredPassword {
    /// Its hash; none while it is void, when no attempt is right.
    pub hash: Option<PasswordHash>,
    /// When it was last set or voided.
    pub changed_at: DateTime<Utc>,
}
