use async_graphql::{Enum, SimpleObject, resolver_utils::EnumType};

use crate::{
    error::{FieldRefusal, Refusal},
    features::email_verification::EmailVerificationPolicy,
    languages::{self, Language},
};

/// Something that the caller did wrong or must do differently, meant for a form or a program.
#[derive(SimpleObject)]
pub(crate) struct AuthError {
    /// What it is, for a program.
    code: AuthErrorCode,
    /// A sentence for the person, in their language.
    message: String,
    /// The input field at fault, e.g. `email`; null when it is the input as a whole.
    field: Option<&'static str>,
    /// When to try again, where waiting helps.
    retry_after_seconds: Option<u64>,
}

impl AuthError {
    /// Its code as the schema spells it.
    pub(super) fn spelt(&self) -> &'static str {
        AuthErrorCode::items().iter().find(|item| item.value == self.code).map_or("", |item| item.name)
    }

    pub(super) fn new(refused: &FieldRefusal, language: &Language, policy: EmailVerificationPolicy) -> Self {
        let retry_after_seconds = match refused.refusal {
            Refusal::TooManyAttempts { retry_after } => Some(retry_after.as_secs()),
            _ => None,
        };
        Self {
            code: (&refused.refusal).into(),
            message: languages::message_under(policy, refused, language),
            field: refused.field,
            retry_after_seconds,
        }
    }
}

/// Why something failed. New codes will come: a client treats one that it doesn't know as a plain failure.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum AuthErrorCode {
    /// The identifier or the password is wrong; which of them is not said.
    InvalidCredentials,
    /// The password is right, but the address must be verified before signing in. Not told where the address is to be
    /// verified before the first login: there it is `INVALID_CREDENTIALS`.
    EmailNotVerified,
    /// The password is right, but an administrator has disabled the account.
    AccountDisabled,
    /// Reserved: signing in needs a further step.
    ChallengeRequired,
    /// Too many tries; wait for `retryAfterSeconds`.
    TooManyAttempts,
    /// The refresh token is unknown, malformed, expired or its session has ended: sign in again.
    RefreshTokenInvalid,
    /// A spent refresh token came back: the session has been ended for safety. Sign in again.
    RefreshTokenReused,
    /// The mailed token is unknown, already used, or meant for something else.
    TokenInvalid,
    /// The mailed token came too late: ask for a new one.
    TokenExpired,
    /// The field is empty or blank.
    ValueRequired,
    /// Not an address that mail can be sent to.
    EmailInvalid,
    /// Another account has this address.
    EmailTaken,
    /// Not 3 to 32 letters (a–z), digits, `.`, `_` or `-`.
    UsernameInvalid,
    /// Another account has this username.
    UsernameTaken,
    /// Shorter than `AuthSettings.passwordMinLength`.
    PasswordTooShort,
    /// Longer than `AuthSettings.passwordMaxLength`.
    PasswordTooLong,
    /// The password is in common use or has leaked, or is the account's own name or address.
    PasswordTooCommon,
    /// Password and confirmation differ.
    PasswordMismatch,
    /// Not a language tag, or none that the server has.
    LocaleUnsupported,
    /// Longer than the field may be.
    ValueTooLong,
    /// Not what the field expects, e.g. a picture that is no https URL.
    ValueInvalid,
    /// Signing in was too long ago for this: sign in again, then repeat it.
    ReauthenticationRequired,
    /// No live session of the caller has this id.
    SessionNotFound,
    /// The server takes no new accounts.
    RegistrationClosed,
}

impl From<&Refusal> for AuthErrorCode {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::InvalidCredentials => Self::InvalidCredentials,
            Refusal::EmailNotVerified => Self::EmailNotVerified,
            Refusal::AccountDisabled => Self::AccountDisabled,
            Refusal::TooManyAttempts { .. } => Self::TooManyAttempts,
            Refusal::RefreshTokenInvalid => Self::RefreshTokenInvalid,
            Refusal::RefreshTokenReused => Self::RefreshTokenReused,
            Refusal::TokenInvalid => Self::TokenInvalid,
            Refusal::TokenExpired => Self::TokenExpired,
            Refusal::ValueRequired => Self::ValueRequired,
            Refusal::EmailInvalid => Self::EmailInvalid,
            Refusal::EmailTaken => Self::EmailTaken,
            Refusal::UsernameInvalid => Self::UsernameInvalid,
            Refusal::UsernameTaken => Self::UsernameTaken,
            Refusal::PasswordTooShort { .. } => Self::PasswordTooShort,
            Refusal::PasswordTooLong { .. } => Self::PasswordTooLong,
            Refusal::PasswordTooCommon => Self::PasswordTooCommon,
            Refusal::PasswordMismatch => Self::PasswordMismatch,
            Refusal::LocaleUnsupported => Self::LocaleUnsupported,
            Refusal::ValueTooLong { .. } => Self::ValueTooLong,
            Refusal::ValueInvalid => Self::ValueInvalid,
            Refusal::ReauthenticationRequired => Self::ReauthenticationRequired,
            Refusal::SessionNotFound => Self::SessionNotFound,
            Refusal::RegistrationClosed => Self::RegistrationClosed,
        }
    }
}
