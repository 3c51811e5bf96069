use std::str::FromStr;

/// A mail that tells an account's owner what happened to it, without their asking. An operator may turn each off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityNotice {
    /// The password was set anew.
    PasswordChanged,
    /// The account moved to another address.
    EmailChanged,
    /// A spent refresh token came back, and its session was ended.
    RefreshTokenReused,
    /// Somebody signed in from a device that was not seen before.
    NewDevice,
}

impl SecurityNotice {
    /// All there are.
    pub const ALL: [Self; 4] = [Self::PasswordChanged, Self::EmailChanged, Self::RefreshTokenReused, Self::NewDevice];

    /// The kind of its mail, and its name in the setting.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::PasswordChanged => "password_changed",
            Self::EmailChanged => "email_changed",
            Self::RefreshTokenReused => "refresh_token_reused",
            Self::NewDevice => "new_device",
        }
    }

    /// The notice that a kind of mail is; none for mail that somebody asked for.
    #[must_use]
    pub fn of_kind(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.kind() == kind)
    }
}

impl FromStr for SecurityNotice {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::of_kind(&text.to_ascii_lowercase()).ok_or(())
    }
}
