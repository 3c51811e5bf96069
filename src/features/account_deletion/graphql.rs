use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use http::header::SET_COOKIE;

use super::AccountDeletion;
use crate::{
    caller::Client,
    features::sessions::Delivery,
    graphql::{AuthError, Cookies, present, signed_in},
};

/// The proof that the account's owner asks.
#[derive(InputObject)]
struct DeleteAccountInput {
    /// The password in force.
    current_password: String,
}

/// What came of deleting the account.
#[derive(SimpleObject)]
struct DeleteAccountPayload {
    /// Why it failed; empty on success.
    errors: Vec<AuthError>,
}

/// The mutation that ends an account.
#[derive(Default)]
pub struct AccountDeletionMutation;

#[Object]
impl AccountDeletionMutation {
    /// Deletes the signed-in user's account with everything that belongs to it.
    async fn delete_account(&self, ctx: &Context<'_>, input: DeleteAccountInput) -> Result<DeleteAccountPayload> {
        let caller = signed_in(ctx).await?;
        let client = ctx.data::<Client>()?;
        let done = ctx.data::<AccountDeletion>()?.delete(caller, client, &input.current_password.into()).await;
        let (deleted, errors) = present(ctx, done)?;
        let has_cookie = client.refresh_cookie.is_some() || caller.session.delivery == Delivery::Cookie;
        if deleted.is_some() && has_cookie {
            ctx.append_http_header(SET_COOKIE, ctx.data::<Cookies>()?.refresh.clear());
        }
        Ok(DeleteAccountPayload { errors })
    }
}
