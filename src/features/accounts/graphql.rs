use async_graphql::{ComplexObject, Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::{Account, Accounts, Patch, ProfileInput};
use crate::{
    caller::{Client, SignedIn},
    features::sessions::{SessionObject, Sessions},
    graphql::{AuthError, DateTime, is_left_out, present, signed_in, top_level},
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

/// What is to change: an omitted field stays, a null clears it.
#[derive(InputObject)]
struct UpdateProfileInput {
    /// A second name to sign in with: 3 to 32 letters (a–z), digits, `.`, `_` or `-`.
    username: MaybeUndefined<String>,
    /// The person's name, 200 characters at most.
    full_name: MaybeUndefined<String>,
    /// BCP 47; matched to a language in `AuthSettings.locales`. May not be cleared.
    locale: MaybeUndefined<String>,
    /// How the person wants to be shown, 100 characters at most.
    display_name: MaybeUndefined<String>,
    /// A few words about the person, 2,000 characters at most.
    bio: MaybeUndefined<String>,
    /// An absolute https URL without credentials, 2,048 characters at most.
    picture_url: MaybeUndefined<String>,
}

impl UpdateProfileInput {
    fn read(self, ctx: &Context<'_>) -> ProfileInput {
        let patch = |name, field| match field {
            MaybeUndefined::Undefined => Patch::Keep,
            MaybeUndefined::Null if is_left_out(ctx, "input", name) => Patch::Keep,
            MaybeUndefined::Null => Patch::Clear,
            MaybeUndefined::Value(text) => Patch::Set(text),
        };
        ProfileInput {
            username: patch("username", self.username),
            full_name: patch("fullName", self.full_name),
            locale: patch("locale", self.locale),
            display_name: patch("displayName", self.display_name),
            bio: patch("bio", self.bio),
            picture_url: patch("pictureUrl", self.picture_url),
        }
    }
}

/// What came of changing a profile.
#[derive(SimpleObject)]
struct UpdateProfilePayload {
    /// The user as it stands now.
    user: Option<User>,
    /// Why it failed; empty on success.
    errors: Vec<AuthError>,
}

/// The mutations of accounts.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Changes the signed-in user's profile: an omitted field stays, a null clears it.
    async fn update_profile(&self, ctx: &Context<'_>, input: UpdateProfileInput) -> Result<UpdateProfilePayload> {
        let caller = signed_in(ctx).await?;
        let (accounts, client) = (ctx.data::<Accounts>()?, ctx.data::<Client>()?);
        let done = accounts.update_profile(caller, client, &input.read(ctx)).await;
        let (account, errors) = present(ctx, done)?;
        let user = account.map(|account| User::new(account, caller.session.id));
        Ok(UpdateProfilePayload { user, errors })
    }
}
