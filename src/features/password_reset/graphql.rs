use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::PasswordReset;
use crate::{
    caller::Client,
    graphql::{AuthError, present},
};

/// Who lost a password.
#[derive(InputObject)]
struct RequestPasswordResetInput {
    /// The account's address.
    email: String,
}

/// The proof that was mailed, and the password to set.
#[derive(InputObject)]
struct ResetPasswordInput {
    /// The token of the mailed link.
    token: String,
    /// Its length is in `AuthSettings`; any characters.
    new_password: String,
    /// Checked against `newPassword` when given.
    new_password_confirmation: Option<String>,
}

/// What came of asking for a link.
#[derive(SimpleObject)]
struct RequestPasswordResetPayload {
    /// Why it failed; empty on success.
    errors: Vec<AuthError>,
}

/// What came of setting a new password.
#[derive(SimpleObject)]
struct ResetPasswordPayload {
    /// Why it failed; empty on success.
    errors: Vec<AuthError>,
}

/// The mutations of lost passwords.
#[derive(Default)]
pub struct PasswordResetMutation;

#[Object]
impl PasswordResetMutation {
    /// Mails a link for choosing a new password. Public; answers alike, and as fast, whether or not
    /// the address is known. Asking again leaves earlier links valid until one is used.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        input: RequestPasswordResetInput,
    ) -> Result<RequestPasswordResetPayload> {
        let done = ctx.data::<PasswordReset>()?.request(ctx.data::<Client>()?, &input.email).await;
        let (_, errors) = present(ctx, done)?;
        Ok(RequestPasswordResetPayload { errors })
    }

    /// Sets a new password with the token that was mailed. Public. The token works once; every session of
    /// the account ends, every other mailed token of it but an undo link is void, and its address counts as
    /// verified.
    async fn reset_password(&self, ctx: &Context<'_>, input: ResetPasswordInput) -> Result<ResetPasswordPayload> {
        let ResetPasswordInput { token, new_password, new_password_confirmation } = input;
        let confirmation = new_password_confirmation.map(Into::into);
        let (reset, client) = (ctx.data::<PasswordReset>()?, ctx.data::<Client>()?);
        let done = reset.complete(client, &token, &new_password.into(), confirmation.as_ref()).await;
        let (_, errors) = present(ctx, done)?;
        Ok(ResetPasswordPayload { errors })
    }
}
