use super::{FluentValue, Language, durations, text};
use crate::{
    error::{FieldRefusal, Refusal},
    features::email_verification::EmailVerificationPolicy,
};

/// The sentence that tells a person what was refused and what to do.
#[must_use]
pub fn message(refusal: &Refusal, language: &Language) -> String {
    match *refusal {
        Refusal::TooManyAttempts { retry_after } => {
            let wait = durations::in_words(durations::rounded_up(retry_after), language);
            text(language, key(refusal), &[("wait", wait.into())])
        }
        Refusal::PasswordTooShort { min } => text(language, key(refusal), &[("min", FluentValue::from(min))]),
        Refusal::PasswordTooLong { max } | Refusal::ValueTooLong { max } => {
            text(language, key(refusal), &[("max", FluentValue::from(max))])
        }
        _ => text(language, key(refusal), &[]),
    }
}

/// As [`message`], for the place where it was refused: whoever gives the current password is known already. Where
/// nobody signs in before the address is verified, wrong credentials always mention that, so that the sentence gives no
/// account away.
#[must_use]
pub fn message_under(policy: EmailVerificationPolicy, refused: &FieldRefusal, language: &Language) -> String {
    match (refused.refusal, refused.field, policy) {
        (Refusal::InvalidCredentials, Some("currentPassword"), _) => {
            text(language, "error-invalid-credentials.current", &[])
        }
        (Refusal::InvalidCredentials, _, EmailVerificationPolicy::BeforeFirstLogin) => {
            text(language, "error-invalid-credentials.or-unverified", &[])
        }
        _ => message(&refused.refusal, language),
    }
}

fn key(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::InvalidCredentials => "error-invalid-credentials",
        Refusal::EmailNotVerified => "error-email-not-verified",
        Refusal::AccountDisabled => "error-account-disabled",
        Refusal::TooManyAttempts { .. } => "error-too-many-attempts",
        Refusal::RefreshTokenInvalid => "error-refresh-token-invalid",
        Refusal::RefreshTokenReused => "error-refresh-token-reused",
        Refusal::TokenInvalid => "error-token-invalid",
        Refusal::TokenExpired => "error-token-expired",
        Refusal::ValueRequired => "error-value-required",
        Refusal::EmailInvalid => "error-email-invalid",
        Refusal::EmailTaken => "error-email-taken",
        Refusal::UsernameInvalid => "error-username-invalid",
        Refusal::UsernameTaken => "error-username-taken",
        Refusal::PasswordTooShort { .. } => "error-password-too-short",
        Refusal::PasswordTooLong { .. } => "error-password-too-long",
        Refusal::PasswordTooCommon => "error-password-too-common",
        Refusal::PasswordMismatch => "error-password-mismatch",
        Refusal::LocaleUnsupported => "error-locale-unsupported",
        Refusal::ValueTooLong { .. } => "error-value-too-long",
        Refusal::ValueInvalid => "error-value-invalid",
        Refusal::ReauthenticationRequired => "error-reauthentication-required",
        Refusal::SessionNotFound => "error-session-not-found",
        Refusal::RegistrationClosed => "error-registration-closed",
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::languages::available;

    const ALL: [Refusal; 23] = [
        Refusal::InvalidCredentials,
        Refusal::EmailNotVerified,
        Refusal::AccountDisabled,
        Refusal::TooManyAttempts { retry_after: Duration::from_secs(90) },
        Refusal::RefreshTokenInvalid,
        Refusal::RefreshTokenReused,
        Refusal::TokenInvalid,
        Refusal::TokenExpired,
        Refusal::ValueRequired,
        Refusal::EmailInvalid,
        Refusal::EmailTaken,
        Refusal::UsernameInvalid,
        Refusal::UsernameTaken,
        Refusal::PasswordTooShort { min: 8 },
        Refusal::PasswordTooLong { max: 256 },
        Refusal::PasswordTooCommon,
        Refusal::PasswordMismatch,
        Refusal::LocaleUnsupported,
        Refusal::ValueTooLong { max: 100 },
        Refusal::ValueInvalid,
        Refusal::ReauthenticationRequired,
        Refusal::SessionNotFound,
        Refusal::RegistrationClosed,
    ];

    #[test]
    fn every_refusal_has_a_sentence_in_every_language() {
        for language in available() {
            for refusal in &ALL {
                let said = message(refusal, &language);
                assert!(said.contains(' ') && said.ends_with('.'), "{refusal:?} in {language}: {said}");
            }
        }
    }

    #[test]
    fn a_sentence_says_what_it_needs_to_know() {
        let english = &available()[0];
        assert_eq!(message(&Refusal::PasswordTooShort { min: 8 }, english), "Use at least 8 characters.");
        let wait = Refusal::TooManyAttempts { retry_after: Duration::from_secs(61) };
        assert!(message(&wait, english).contains("2 minutes"));
    }

    #[test]
    fn wrong_credentials_mention_verification_only_where_login_waits_for_it() {
        let refused = Refusal::InvalidCredentials.into();
        let said = |policy| message_under(policy, &refused, &available()[0]);
        assert!(said(EmailVerificationPolicy::BeforeFirstLogin).contains("confirm"));
        assert!(!said(EmailVerificationPolicy::BeforeNextLogin).contains("confirm"));
    }
    #[test]
    fn a_wrong_current_password_is_called_that() {
        let refused = Refusal::InvalidCredentials.at("currentPassword");
        let said = |policy| message_under(policy, &refused, &available()[0]);
        assert!(said(EmailVerificationPolicy::Optional).contains("current password"));
        assert!(said(EmailVerificationPolicy::BeforeFirstLogin).contains("current password"));
    }
}
