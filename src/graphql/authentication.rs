use async_graphql::{Context, Result};
use chrono::TimeDelta;
use http::header::SET_COOKIE;

use super::{AuthError, Cookies, present};
use crate::{
    error::Error,
    features::{
        accounts::User,
        sessions::{Delivery, Grant, Tokens},
    },
};

/// The longest that browsers keep a cookie (RFC 6265bis §5.5); signing in again begins it anew.
const DEVICE_IS_KNOWN: TimeDelta = TimeDelta::days(400);

/// What every mutation that signs someone in answers with.
pub(crate) struct Authenticated {
    pub(crate) user: Option<User>,
    pub(crate) tokens: Option<Tokens>,
    pub(crate) errors: Vec<AuthError>,
}

impl Authenticated {
    /// Presents a grant, its refresh token in the answer or as a cookie, as the session was begun.
    pub(crate) fn present(ctx: &Context<'_>, done: std::result::Result<Option<Grant>, Error>) -> Result<Self> {
        let (grant, errors) = present(ctx, done)?;
        let Some(grant) = grant.flatten() else { return Ok(Self { user: None, tokens: None, errors }) };
        if grant.session.delivery == Delivery::Cookie {
            set_cookies(ctx, &grant)?;
        }
        let tokens = Some(Tokens::from(&grant));
        let user = Some(User::new(grant.account, grant.session.id));
        Ok(Self { user, tokens, errors })
    }
}

fn set_cookies(ctx: &Context<'_>, grant: &Grant) -> Result<()> {
    let Grant { refresh_token, refresh_token_expires_at, granted_at, .. } = grant;
    let cookies = ctx.data::<Cookies>()?;
    ctx.append_http_header(SET_COOKIE, cookies.refresh.set(refresh_token, *refresh_token_expires_at, *granted_at));
    if let Some(device) = &grant.device_cookie {
        ctx.append_http_header(SET_COOKIE, cookies.device.set(device, *granted_at + DEVICE_IS_KNOWN, *granted_at));
    }
    Ok(())
}

/// Declares a payload that implements `AuthenticationPayload`.
macro_rules! authentication_payload {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(async_graphql::SimpleObject)]
        pub struct $name {
            /// The signed-in user; null when nobody was signed in.
            pub(crate) user: Option<$crate::features::accounts::User>,
            /// The new tokens; null when nobody was signed in.
            pub(crate) tokens: Option<$crate::features::sessions::Tokens>,
            /// Why it failed; empty on success.
            pub(crate) errors: Vec<$crate::graphql::AuthError>,
        }

        impl From<$crate::graphql::Authenticated> for $name {
            fn from(authenticated: $crate::graphql::Authenticated) -> Self {
                let $crate::graphql::Authenticated { user, tokens, errors } = authenticated;
                Self { user, tokens, errors }
            }
        }
    };
}

pub(crate) use authentication_payload;
