use std::str::FromStr;

/// The list of events is closed: a variant, its word, and nothing else to keep in step.
macro_rules! events {
    ($($(#[$doc:meta])* $event:ident = $word:literal,)*) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $event,)*
        }

        impl Event {
            /// Every event there is.
            pub const ALL: &[Self] = &[$(Self::$event,)*];

            /// Its word in the table, on the command line and in `docs/audit.md`.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$event => $word,)*
                }
            }
        }
    };
}

events! {
    /// Somebody registered, or registered again what was not verified.
    AccountRegistered = "account_registered",
    /// An operator made an account.
    AccountCreated = "account_created",
    /// The reader of an unproved address said that the account is not theirs: it is gone.
    AccountDisowned = "account_disowned",
    /// An account that never proved its address gave way to one that did: it is gone.
    AccountDisplaced = "account_displaced",
    /// An account was deleted.
    AccountDeleted = "account_deleted",
    /// An operator keeps an account from being used.
    AccountDisabled = "account_disabled",
    /// It may be used again.
    AccountEnabled = "account_enabled",
    /// An operator gave an account other roles.
    RolesSet = "roles_set",
    /// A username was taken, changed or given up.
    UsernameChanged = "username_changed",
    /// Somebody signed in.
    LoginSucceeded = "login_succeeded",
    /// Somebody did not get in.
    LoginFailed = "login_failed",
    /// Somebody who is signed in gave a wrong current password.
    ReauthenticationFailed = "reauthentication_failed",
    /// Somebody signed out.
    LoggedOut = "logged_out",
    /// Somebody ended one of their sessions from a list.
    SessionRevoked = "session_revoked",
    /// An operator signed an account out everywhere.
    SessionsEnded = "sessions_ended",
    /// A spent refresh token came back: its session is ended.
    RefreshTokenReused = "refresh_token_reused",
    /// A session got new tokens, and its earlier ones count as spent.
    TokensReissued = "tokens_reissued",
    /// An owner set a new password, with the old one.
    PasswordChanged = "password_changed",
    /// Somebody asked for a link to set a new password, and it is about to be mailed.
    PasswordResetRequested = "password_reset_requested",
    /// A new password was set by a mailed link.
    PasswordReset = "password_reset",
    /// An operator set a new password.
    PasswordSet = "password_set",
    /// An address was proved.
    EmailVerified = "email_verified",
    /// An owner asked to move to another address.
    EmailChangeRequested = "email_change_requested",
    /// The new address was proved: it is in force.
    EmailChangeConfirmed = "email_change_confirmed",
    /// The old address took the move back.
    EmailChangeUndone = "email_change_undone",
    /// A signing key was made: the first one, or the next.
    SigningKeyMade = "signing_key_made",
    /// An operator took a signing key away.
    SigningKeyRevoked = "signing_key_revoked",
    /// `SECRET` was changed: a signing key was encrypted anew.
    SigningKeyResealed = "signing_key_resealed",
}

impl FromStr for Event {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|event| event.word() == text);
        found.copied().ok_or("no event is called so: docs/audit.md lists them")
    }
}
