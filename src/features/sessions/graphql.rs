use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use http::header::SET_COOKIE;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{Delivery, Grant, Scope, Session, Sessions};
use crate::{
    caller::{Caller, Client, SignedIn},
    error::Refusal,
    graphql::{AuthError, Authenticated, Cookies, DateTime, authentication_payload, present, signed_in},
};

/// One signed-in client: a browser, a phone, a script.
#[derive(SimpleObject)]
#[graphql(name = "Session")]
pub struct SessionObject {
    /// Opaque and stable; the `sid` claim of the access tokens.
    id: ID,
    /// Whether this is the session of the request itself.
    current: bool,
    /// When the client signed in.
    created_at: DateTime,
    /// When the session was last used, to about five minutes.
    last_active_at: DateTime,
    /// When it ends unless it is refreshed before.
    expires_at: DateTime,
    /// Where the client signed in from.
    ip_address: Option<String>,
    /// What the client calls itself.
    user_agent: Option<String>,
    /// The user agent in words, e.g. `Firefox on Linux`.
    device: Option<String>,
}

impl SessionObject {
    /// A session as the given session of the same account sees it.
    pub(crate) fn new(session: Session, current: Uuid) -> Self {
        let device = session.device();
        Self {
            id: session.id.into(),
            current: session.id == current,
            created_at: session.signed_in_at.into(),
            last_active_at: session.last_active_at.into(),
            expires_at: session.expires_at.into(),
            ip_address: session.ip,
            device,
            user_agent: session.user_agent,
        }
    }
}

/// What a client holds once it is signed in.
#[derive(SimpleObject)]
pub struct Tokens {
    /// A signed JWT for `Authorization: Bearer`.
    access_token: String,
    /// The access token's `exp`.
    access_token_expires_at: DateTime,
    /// Opaque. Null when it was delivered as a cookie.
    refresh_token: Option<String>,
    /// When the refresh token can no longer be traded.
    refresh_token_expires_at: DateTime,
}

impl From<&Grant> for Tokens {
    fn from(grant: &Grant) -> Self {
        let in_the_answer = grant.session.delivery == Delivery::Body;
        Self {
            access_token: grant.access_token.expose_secret().to_owned(),
            access_token_expires_at: grant.access_token_expires_at.into(),
            refresh_token: in_the_answer.then(|| grant.refresh_token.expose().to_owned()),
            refresh_token_expires_at: grant.refresh_token_expires_at.into(),
        }
    }
}

/// How a session's refresh tokens travel: chosen at sign-in, kept for the session.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum TokenDelivery {
    /// In the answer, for apps that keep their own secrets.
    Body,
    /// As a `HttpOnly` cookie, for browsers on the server's own site: no script can read it.
    Cookie,
}

impl From<TokenDelivery> for Delivery {
    fn from(delivery: TokenDelivery) -> Self {
        match delivery {
            TokenDelivery::Body => Self::Body,
            TokenDelivery::Cookie => Self::Cookie,
        }
    }
}

/// Which sessions a logout ends.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
enum LogoutScope {
    /// The caller's session.
    Current,
    /// Every session of the user but the caller's.
    Others,
    /// Every session of the user.
    All,
}

impl From<LogoutScope> for Scope {
    fn from(scope: LogoutScope) -> Self {
        match scope {
            LogoutScope::Current => Self::Current,
            LogoutScope::Others => Self::Others,
            LogoutScope::All => Self::All,
        }
    }
}

/// The refresh token to trade.
#[derive(Default, InputObject)]
struct RefreshTokenInput {
    /// May be left out when the cookie carries it.
    refresh_token: Option<String>,
}

/// Which session to end.
#[derive(InputObject)]
struct RevokeSessionInput {
    /// The `id` of one of the caller's own sessions.
    session_id: ID,
}

/// What to end, and by which authority.
#[derive(InputObject)]
struct LogoutInput {
    /// For a caller without a good access token; may be left out when the cookie carries it.
    refresh_token: Option<String>,
    /// Which sessions to end.
    #[graphql(default_with = "LogoutScope::Current")]
    scope: LogoutScope,
}

authentication_payload! {
    /// What came of refreshing.
    RefreshTokenPayload
}

authentication_payload! {
    /// What came of asking for tokens anew.
    ReissueTokensPayload
}

/// What came of ending a session.
#[derive(SimpleObject)]
struct RevokeSessionPayload {
    /// Why it failed; empty on success.
    errors: Vec<AuthError>,
}

/// What came of a logout.
#[derive(SimpleObject)]
struct LogoutPayload {
    /// How many live sessions this ended.
    ended_sessions: u64,
    /// Why it failed; empty on success.
    errors: Vec<AuthError>,
}

/// The queries about sessions.
#[derive(Default)]
pub struct SessionQuery;

#[Object]
impl SessionQuery {
    /// The session that the presented access token belongs to. Otherwise as `me`.
    async fn current_session(&self, ctx: &Context<'_>) -> Option<Result<SessionObject>> {
        let caller = signed_in(ctx).await;
        Some(caller.map(|caller| SessionObject::new(caller.session.clone(), caller.session.id)))
    }
}

/// The mutations of sessions.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Trades a refresh token for a new pair of tokens. Each refresh token works once. A client
    /// that repeats its last refresh within the grace period, because the answer was lost or two
    /// tabs raced, gets the same successor again; any later use of a spent token ends the whole
    /// session. Public: the refresh token is the credential.
    async fn refresh_token(&self, ctx: &Context<'_>, input: Option<RefreshTokenInput>) -> Result<RefreshTokenPayload> {
        let done = match presented(ctx, input.unwrap_or_default().refresh_token)? {
            Some(token) => ctx.data::<Sessions>()?.refresh(ctx.data::<Client>()?, token.expose_secret()).await,
            None => Err(Refusal::RefreshTokenInvalid.into()),
        };
        Ok(Authenticated::present(ctx, done.map(Some))?.into())
    }

    /// A new pair of tokens for the session that the access token belongs to, for a client that has lost
    /// its refresh token. Needs a recent sign-in (`REAUTHENTICATION_REQUIRED`); the session's end does not
    /// move, and its earlier refresh tokens count as spent.
    async fn reissue_tokens(&self, ctx: &Context<'_>) -> Result<ReissueTokensPayload> {
        let caller = signed_in(ctx).await?;
        let done = ctx.data::<Sessions>()?.reissue(caller, ctx.data::<Client>()?).await;
        Ok(Authenticated::present(ctx, done.map(Some))?.into())
    }

    /// Ends one of the caller's own sessions, as a list of devices would.
    async fn revoke_session(&self, ctx: &Context<'_>, input: RevokeSessionInput) -> Result<RevokeSessionPayload> {
        let caller = signed_in(ctx).await?;
        let done = ctx.data::<Sessions>()?.revoke(caller, ctx.data::<Client>()?, &input.session_id).await;
        let (ended, errors) = present(ctx, done)?;
        if ended == Some(caller.session.id) && caller.session.delivery == Delivery::Cookie {
            ctx.append_http_header(SET_COOKIE, ctx.data::<Cookies>()?.refresh.clear());
        }
        Ok(RevokeSessionPayload { errors })
    }

    /// Ends sessions: their refresh tokens and access tokens stop working at once. The caller is known
    /// by the access token or, when that is missing or no longer good, by the refresh token. Ending an
    /// ended session is no error; a refresh token that was never issued is `REFRESH_TOKEN_INVALID`, and
    /// with neither token the caller is `UNAUTHENTICATED`.
    async fn logout(&self, ctx: &Context<'_>, input: Option<LogoutInput>) -> Result<LogoutPayload> {
        let input = input.unwrap_or(LogoutInput { refresh_token: None, scope: LogoutScope::Current });
        let token = presented(ctx, input.refresh_token)?;
        let (caller, client) = (ctx.data::<Arc<Caller>>()?, ctx.data::<Client>()?);
        let done = ctx.data::<Sessions>()?.log_out(caller, client, token.as_ref(), input.scope.into()).await;
        let (ended, errors) = present(ctx, done)?;
        if input.scope != LogoutScope::Others && has_cookie(client, caller).await {
            ctx.append_http_header(SET_COOKIE, ctx.data::<Cookies>()?.refresh.clear());
        }
        Ok(LogoutPayload { ended_sessions: ended.unwrap_or_default(), errors })
    }
}

/// Whether the client of the session that was ended keeps its refresh token as a cookie, sent along or not.
async fn has_cookie(client: &Client, caller: &Caller) -> bool {
    match caller.signed_in().await {
        Ok(SignedIn { session, .. }) => session.delivery == Delivery::Cookie,
        Err(_) => client.refresh_cookie.is_some(),
    }
}

/// The refresh token of the body or, without one, of the cookie.
fn presented(ctx: &Context<'_>, of_the_body: Option<String>) -> Result<Option<SecretString>> {
    let cookie = || ctx.data::<Client>().map(|client| client.refresh_cookie.clone());
    of_the_body.map_or_else(cookie, |token| Ok(Some(token.into())))
}
