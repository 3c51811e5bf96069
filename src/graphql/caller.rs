use std::sync::Arc;

use async_graphql::{Context, Result};

use super::top_level;
use crate::caller::{Caller, SignedIn};

/// The signed-in caller, for a resolver that needs one.
pub(crate) async fn signed_in<'c>(ctx: &Context<'c>) -> Result<&'c SignedIn> {
    ctx.data::<Arc<Caller>>()?.signed_in().await.map_err(|error| top_level::fail(ctx, error))
}
