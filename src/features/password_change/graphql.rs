use async_graphql::{Context, InputObject, Object, Result};

use super::{Input, PasswordChange};
use crate::{
    caller::Client,
    graphql::{Authenticated, authentication_payload, signed_in},
};

/// The password in force, and the one to set.
#[derive(InputObject)]
struct ChangePasswordInput {
    /// The password in force.
    current_password: String,
    /// Its length is in `AuthSettings`; any characters.
    new_password: String,
    /// Checked against `newPassword` when given.
    new_password_confirmation: Option<String>,
}

impl From<ChangePasswordInput> for Input {
    fn from(input: ChangePasswordInput) -> Self {
        Self {
            current_password: input.current_password.into(),
            new_password: input.new_password.into(),
            new_password_confirmation: input.new_password_confirmation.map(Into::into),
        }
    }
}

authentication_payload! {
    /// What came of changing the password.
    ChangePasswordPayload
}

/// The mutation that changes a known password.
#[derive(Default)]
pub struct PasswordChangeMutation;

#[Object]
impl PasswordChangeMutation {
    /// Sets a new password for the signed-in user. Every session ends, and the caller gets the tokens of a new one.
    async fn change_password(&self, ctx: &Context<'_>, input: ChangePasswordInput) -> Result<ChangePasswordPayload> {
        let caller = signed_in(ctx).await?;
        let done = ctx.data::<PasswordChange>()?.change(caller, ctx.data::<Client>()?, &input.into()).await;
        Ok(Authenticated::present(ctx, done.map(Some))?.into())
    }
}
