use std::sync::Arc;

use async_graphql::{Context, Result};

use super::top_level;
use crate::{
    caller::{Caller, Client, SignedIn},
    languages::Language,
};

/// The signed-in caller, for a resolver that needs one.
pub(crate) async fn signed_in<'c>(ctx: &Context<'c>) -> Result<&'c SignedIn> {
    ctx.data::<Arc<Caller>>()?.signed_in().await.map_err(|error| top_level::fail(ctx, error))
}

/// The language of the sentences in an answer: the account's, where the operation needed a signed-in caller; else the one
/// that the client asks for.
pub(super) fn language<'c>(ctx: &Context<'c>) -> Result<&'c Language> {
    let signed_in = ctx.data::<Arc<Caller>>()?.known();
    match signed_in {
        Some(caller) => Ok(&caller.account.language),
        None => Ok(&ctx.data::<Client>()?.language),
    }
}
