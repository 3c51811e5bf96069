use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::{EmailChange, Input};
use crate::{
    caller::Client,
    graphql::{AuthError, present, signed_in},
};

/// Where the account is to move, and the proof that its owner asks.
#[derive(InputObject)]
struct RequestEmailChangeInput {
    /// Where mail to the user shall go.
    new_email: String,
    /// The password in force.
    current_password: String,
}

/// The proof that was mailed.
#[derive(InputObject)]
struct UndoEmailChangeInput {
    /// The token of the mailed link.
    token: String,
}

/// What came of asking for a change of address.
#[derive(SimpleObject)]
struct RequestEmailChangePayload {
    /// Why it failed; empty on success.
    errors: Vec<AuthError>,
}

/// What came of undoing a change of address.
#[derive(SimpleObject)]
struct UndoEmailChangePayload {
    /// Why it failed; empty on success.
    errors: Vec<AuthError>,
}

/// The mutations of changing addresses.
#[derive(Default)]
pub struct EmailChangeMutation;

#[Object]
impl EmailChangeMutation {
    /// Starts to move the account to another address. The old address stays in force until the link
    /// mailed to the new one is followed; the old one is told, with a link to undo it.
    async fn request_email_change(
        &self,
        ctx: &Context<'_>,
        input: RequestEmailChangeInput,
    ) -> Result<RequestEmailChangePayload> {
        let caller = signed_in(ctx).await?;
        let input = Input { new_email: input.new_email, current_password: input.current_password.into() };
        let done = ctx.data::<EmailChange>()?.request(caller, ctx.data::<Client>()?, &input).await;
        let (_, errors) = present(ctx, done)?;
        Ok(RequestEmailChangePayload { errors })
    }

    /// Takes a change of address back with the token that was mailed to the old one. Public. The old address
    /// is restored, every session ends, every other mailed token is void, and the password is void until it
    /// is reset by the mail that this sends to the old address.
    async fn undo_email_change(
        &self,
        ctx: &Context<'_>,
        input: UndoEmailChangeInput,
    ) -> Result<UndoEmailChangePayload> {
        let done = ctx.data::<EmailChange>()?.undo(ctx.data::<Client>()?, &input.token).await;
        let (_, errors) = present(ctx, done)?;
        Ok(UndoEmailChangePayload { errors })
    }
}
