use async_graphql::{Context, InputObject, Object, Result};

use super::{Input, Registration};
use crate::{
    caller::Client,
    features::sessions::TokenDelivery,
    graphql::{Authenticated, authentication_payload},
};

/// What a new account begins with.
#[derive(InputObject)]
struct RegisterInput {
    /// Where mail to the user goes.
    email: String,
    /// Its length is in `AuthSettings`; any characters.
    password: String,
    /// Checked against `password` when given.
    password_confirmation: Option<String>,
    /// A second name to sign in with: 3 to 32 letters (a–z), digits, `.`, `_` or `-`.
    username: Option<String>,
    /// The person's name.
    full_name: Option<String>,
    /// BCP 47; without it, the request's `Accept-Language` decides.
    locale: Option<String>,
    /// How the session's refresh tokens will travel.
    #[graphql(default_with = "TokenDelivery::Body")]
    token_delivery: TokenDelivery,
}

impl From<RegisterInput> for Input {
    fn from(input: RegisterInput) -> Self {
        Self {
            email: input.email,
            password: input.password.into(),
            password_confirmation: input.password_confirmation.map(Into::into),
            username: input.username,
            full_name: input.full_name,
            locale: input.locale,
        }
    }
}

authentication_payload! {
    /// What came of registering.
    RegisterPayload
}

/// The mutations of registering.
#[derive(Default)]
pub struct RegistrationMutation;

#[Object]
impl RegistrationMutation {
    /// Creates an account and sends a verification email. Public.
    ///
    /// Every field at fault has its error in one answer. `user` and `tokens` are null when the server
    /// wants the address verified before the first login; it then answers alike for a new and for a
    /// known address.
    async fn register(&self, ctx: &Context<'_>, input: RegisterInput) -> Result<RegisterPayload> {
        let delivery = input.token_delivery.into();
        let done = ctx.data::<Registration>()?.register(ctx.data::<Client>()?, &input.into(), delivery).await;
        Ok(Authenticated::present(ctx, done)?.into())
    }
}
