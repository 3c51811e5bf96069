use async_graphql::{Context, InputObject, Object, Result};

use super::Login;
use crate::{
    caller::Client,
    features::sessions::TokenDelivery,
    graphql::{Authenticated, authentication_payload},
};

/// Who wants to sign in, and the proof.
#[derive(InputObject)]
struct LoginInput {
    /// An email address or a username, in any case.
    identifier: String,
    /// The account's password.
    password: String,
    /// How the session's refresh tokens will travel.
    #[graphql(default_with = "TokenDelivery::Body")]
    token_delivery: TokenDelivery,
}

authentication_payload! {
    /// What came of signing in.
    LoginPayload
}

/// The mutations of signing in.
#[derive(Default)]
pub struct LoginMutation;

#[Object]
impl LoginMutation {
    /// Signs in with an email address or a username, and a password. Public.
    async fn login(&self, ctx: &Context<'_>, input: LoginInput) -> Result<LoginPayload> {
        let LoginInput { identifier, password, token_delivery } = input;
        let login = ctx.data::<Login>()?;
        let done = login.log_in(ctx.data::<Client>()?, &identifier, &password.into(), token_delivery.into()).await;
        Ok(Authenticated::present(ctx, done.map(Some))?.into())
    }
}
