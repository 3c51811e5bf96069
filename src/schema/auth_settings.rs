use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use crate::{
    config::{Config, Registration},
    features::{email_verification::EmailVerificationPolicy, passwords},
};

/// What a sign-in or sign-up form needs to know beforehand.
#[derive(Clone, SimpleObject)]
pub struct AuthSettings {
    /// Whether anyone may register.
    registration_open: bool,
    /// When an address must be verified.
    email_verification: EmailVerification,
    /// In characters, after Unicode normalisation.
    password_min_length: usize,
    /// In characters, after Unicode normalisation.
    password_max_length: usize,
    /// The languages of mails and messages, BCP 47.
    locales: Vec<String>,
}

impl From<&Config> for AuthSettings {
    fn from(config: &Config) -> Self {
        Self {
            registration_open: config.registration == Registration::Open,
            email_verification: config.email_verification.into(),
            password_min_length: config.password_min_length,
            password_max_length: passwords::MAX_LENGTH,
            locales: config.locales.iter().map(ToString::to_string).collect(),
        }
    }
}

/// When an address must be verified.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "EmailVerificationPolicy")]
enum EmailVerification {
    /// Signing in never waits for a verified address.
    Optional,
    /// Registering signs in; every later login needs a verified address.
    BeforeNextLogin,
    /// Nobody signs in before the address is verified.
    BeforeFirstLogin,
}

impl From<EmailVerificationPolicy> for EmailVerification {
    fn from(policy: EmailVerificationPolicy) -> Self {
        match policy {
            EmailVerificationPolicy::Optional => Self::Optional,
            EmailVerificationPolicy::BeforeNextLogin => Self::BeforeNextLogin,
            EmailVerificationPolicy::BeforeFirstLogin => Self::BeforeFirstLogin,
        }
    }
}

/// The query for them.
#[derive(Default)]
pub(super) struct AuthSettingsQuery;

#[Object]
impl AuthSettingsQuery {
    /// What a sign-in or sign-up form needs to know beforehand. Public.
    #[expect(clippy::unused_async, reason = "resolvers are async, this one too")]
    async fn auth_settings(&self, ctx: &Context<'_>) -> Result<AuthSettings> {
        ctx.data::<AuthSettings>().cloned()
    }
}
