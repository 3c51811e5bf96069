use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::Account;
use crate::{
    caller::SignedIn,
    features::sessions::{SessionObject, Sessions},
    graphql::{DateTime, signed_in, top_level},
};

/// An account, as its owner sees it.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct User {
    /// Opaque and stable; the `sub` claim of the access tokens.
    id: ID,
    /// Where mail to this user goes.
    email: String,
    /// Whether the address was proved by a link mailed to it.
    email_verified: bool,
    /// A second name to sign in with; null when the account has none.
    username: Option<String>,
    /// The person's name.
    full_name: Option<String>,
    /// BCP 47, e.g. `de-CH`. The language of the mails and messages to this user.
    locale: String,
    /// Alphabetical; also the `roles` claim of the access tokens.
    roles: Vec<String>,
    /// What the user tells others about themselves.
    profile: Profile,
    /// The address that a change of email is waiting to have confirmed.
    pending_email: Option<String>,
    /// When the user last signed in; refreshing does not count.
    last_login_at: Option<DateTime>,
    /// When the account was made.
    created_at: DateTime,
    /// When the account's data last changed.
    updated_at: DateTime,
    #[graphql(skip)]
    account_id: Uuid,
    #[graphql(skip)]
    current_session: Uuid,
    /// Asked for once, however often the document does.
    #[graphql(skip)]
    sessions: OnceCell<Vec<SessionObject>>,
}

/// What a user tells others about themselves.
#[derive(SimpleObject)]
pub struct Profile {
    /// How the person wants to be shown.
    display_name: Option<String>,
    /// A few words about the person.
    bio: Option<String>,
    /// An absolute https URL.
    picture_url: Option<String>,
}

impl User {
    /// An account as the given session of it sees it.
    pub(crate) fn new(account: Account, current_session: Uuid) -> Self {
        Self {
            id: account.id.into(),
            email_verified: account.is_verified(),
            email: account.email,
            username: account.username,
            full_name: account.full_name,
            locale: account.language.to_string(),
            roles: account.roles,
            profile: Profile { display_name: account.display_name, bio: account.bio, picture_url: account.picture_url },
            pending_email: account.pending_email,
            last_login_at: account.last_login_at.map(DateTime::from),
            created_at: account.created_at.into(),
            updated_at: account.updated_at.into(),
            account_id: account.id,
            current_session,
            sessions: OnceCell::new(),
        }
    }
}

#[ComplexObject]
impl User {
    /// The user's live sessions, the most recently active first; at most 100.
    async fn sessions(&self, ctx: &Context<'_>) -> Result<&Vec<SessionObject>> {
        let sessions = ctx.data::<Sessions>()?;
        let listed = self.sessions.get_or_try_init(|| async {
            let live = sessions.live(self.account_id).await?;
            Ok(live.into_iter().map(|session| SessionObject::new(session, self.current_session)).collect())
        });
        listed.await.map_err(|error| top_level::fail(ctx, error))
    }
}

/// The queries about accounts.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The signed-in user. Without a token: null, with an `UNAUTHENTICATED` error at this path, while
    /// other fields still answer. A token that is not good ends the whole request with 401.
    async fn me(&self, ctx: &Context<'_>) -> Option<Result<User>> {
        let user = |SignedIn { account, session }: &SignedIn| User::new(account.clone(), session.id);
        Some(signed_in(ctx).await.map(user))
    }
}
