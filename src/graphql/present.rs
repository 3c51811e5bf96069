use async_graphql::{Context, Result};

use super::{AuthError, Refused, caller, top_level};
use crate::{error::Error, features::email_verification::EmailVerificationPolicy};

/// Makes an answer of what came of an operation: refusals are data, the rest are top-level errors.
pub(crate) fn present<T>(
    ctx: &Context<'_>,
    done: std::result::Result<T, Error>,
) -> Result<(Option<T>, Vec<AuthError>)> {
    match done {
        Ok(done) => Ok((Some(done), Vec::new())),
        Err(Error::Refused(refusals)) => {
            let language = caller::language(ctx)?;
            let policy = *ctx.data::<EmailVerificationPolicy>()?;
            let errors: Vec<_> = refusals.iter().map(|refused| AuthError::new(refused, language, policy)).collect();
            ctx.data::<Refused>()?.note(&errors);
            Ok((None, errors))
        }
        Err(error) => Err(top_level::fail(ctx, error)),
    }
}
