//! The merged roots, and what may run on them.

pub mod admission;
mod auth_settings;
pub mod limits;
pub mod operation;
mod positions;
pub mod public;
pub mod variables;

use async_graphql::{EmptySubscription, Interface, MergedObject, SchemaBuilder};

pub use auth_settings::AuthSettings;

use crate::{
    features::{
        account_deletion::AccountDeletionMutation,
        accounts::{AccountMutation, AccountQuery, User},
        email_change::EmailChangeMutation,
        email_verification::EmailVerificationMutation,
        login::{LoginMutation, LoginPayload},
        password_change::{ChangePasswordPayload, PasswordChangeMutation},
        password_reset::PasswordResetMutation,
        registration::{RegisterPayload, RegistrationMutation},
        sessions::{RefreshTokenPayload, ReissueTokensPayload, SessionMutation, SessionQuery, Tokens},
    },
    graphql::AuthError,
};
use auth_settings::AuthSettingsQuery;

/// The whole GraphQL surface.
pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// What can be asked.
#[derive(Default, MergedObject)]
pub struct Query(AccountQuery, SessionQuery, AuthSettingsQuery);

/// What can be done.
#[derive(Default, MergedObject)]
pub struct Mutation(
    RegistrationMutation,
    LoginMutation,
    SessionMutation,
    EmailVerificationMutation,
    PasswordResetMutation,
    AccountMutation,
    PasswordChangeMutation,
    EmailChangeMutation,
    AccountDeletionMutation,
);

/// What every mutation that signs someone in answers with.
#[derive(Interface)]
#[graphql(
    field(name = "user", ty = "&Option<User>", desc = "The signed-in user; null when nobody was signed in."),
    field(name = "tokens", ty = "&Option<Tokens>", desc = "The new tokens; null when nobody was signed in."),
    field(name = "errors", ty = "&Vec<AuthError>", desc = "Why it failed; empty on success.")
)]
pub enum AuthenticationPayload {
    /// Of `register`.
    Register(RegisterPayload),
    /// Of `login`.
    Login(LoginPayload),
    /// Of `refreshToken`.
    RefreshToken(RefreshTokenPayload),
    /// Of `reissueTokens`.
    ReissueTokens(ReissueTokensPayload),
    /// Of `changePassword`.
    ChangePassword(ChangePasswordPayload),
}

/// The schema, to be given its data.
#[must_use]
pub fn builder() -> SchemaBuilder<Query, Mutation, EmptySubscription> {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .register_output_type::<AuthenticationPayload>()
}

/// The schema in its definition language, as `schema.graphql` has it.
#[must_use]
pub fn sdl() -> String {
    builder().finish().sdl()
}
