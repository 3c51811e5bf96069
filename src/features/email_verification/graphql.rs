use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::EmailVerification;
use crate::{
    caller::Client,
    features::email_change::EmailChange,
    graphql::{AuthError, present},
};

/// The proof that was mailed.
#[derive(InputObject)]
struct VerifyEmailInput {
    /// The token of the mailed link.
    token: String,
}

/// Who needs another link.
#[derive(InputObject)]
struct ResendVerificationEmailInput {
    /// The address that waits to be verified.
    email: String,
}

/// What came of verifying.
#[derive(SimpleObject)]
struct VerifyEmailPayload {
    /// Why it failed; empty on success.
    errors: Vec<AuthError>,
}

/// What came of asking for another link.
#[derive(SimpleObject)]
struct ResendVerificationEmailPayload {
    /// Why it failed; empty on success.
    errors: Vec<AuthError>,
}

/// The mutations of verifying addresses.
#[derive(Default)]
pub struct EmailVerificationMutation;

#[Object]
impl EmailVerificationMutation {
    /// Proves an email address with the token that was mailed to it: a new account's, or the new one of an
    /// account that is moving. Public; it never signs anyone in. A token that has proved its address keeps
    /// succeeding, without effect, until it expires.
    async fn verify_email(&self, ctx: &Context<'_>, input: VerifyEmailInput) -> Result<VerifyEmailPayload> {
        let done = ctx.data::<EmailChange>()?.verify(ctx.data::<Client>()?, &input.token).await;
        let (_, errors) = present(ctx, done)?;
        Ok(VerifyEmailPayload { errors })
    }

    /// Mails a new verification link. Public; answers alike whether or not the address is known
    /// or verified already.
    async fn resend_verification_email(
        &self,
        ctx: &Context<'_>,
        input: ResendVerificationEmailInput,
    ) -> Result<ResendVerificationEmailPayload> {
        let done = ctx.data::<EmailVerification>()?.resend(ctx.data::<Client>()?, &input.email).await;
        let (_, errors) = present(ctx, done)?;
        Ok(ResendVerificationEmailPayload { errors })
    }
}
