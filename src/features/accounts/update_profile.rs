use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Account, Accounts, Bio, DisplayName, FullName, PictureUrl, Taken, Username, store};
use crate::{
    caller::{Client, SignedIn},
    error::{Error, Form, Reason, Refusal},
    features::audit::{self, Event},
    languages::Language,
};

/// What is to become of a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Patch<T> {
    /// It stays.
    #[default]
    Keep,
    /// It has no value any more.
    Clear,
    /// It has this value from now on.
    Set(T),
}

/// What somebody typed into their profile's form. A blank field is a cleared one, as forms know no other way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileInput {
    /// A second name to sign in with.
    pub username: Patch<String>,
    /// The person's name.
    pub full_name: Patch<String>,
    /// BCP 47; it may not be cleared.
    pub locale: Patch<String>,
    /// How the person wants to be shown.
    pub display_name: Patch<String>,
    /// A few words about the person.
    pub bio: Patch<String>,
    /// An absolute https URL.
    pub picture_url: Patch<String>,
}

/// The same, read: nothing in it can be wrong any more, but that the username is taken.
#[derive(Clone, Debug)]
pub(super) struct Changes {
    pub(super) username: Patch<Username>,
    pub(super) full_name: Patch<FullName>,
    pub(super) language: Option<Language>,
    pub(super) display_name: Patch<DisplayName>,
    pub(super) bio: Patch<Bio>,
    pub(super) picture_url: Patch<PictureUrl>,
}

impl Accounts {
    /// Changes what the caller's account says about its owner, and answers with the account as it stands then.
    ///
    /// # Errors
    /// Everything that is wrong with the form; `UsernameTaken`, which the write itself decides.
    pub async fn update_profile(
        &self,
        caller: &SignedIn,
        client: &Client,
        input: &ProfileInput,
    ) -> Result<Account, Error> {
        if *input == ProfileInput::default() {
            return Ok(caller.account.clone());
        }
        let now = self.clock.now();
        let changes = self.read_profile(caller.account.id, input).await?;
        self.db.retrying(|| self.write_profile(caller, client, &changes, now)).await
    }

    async fn write_profile(
        &self,
        caller: &SignedIn,
        client: &Client,
        changes: &Changes,
        now: DateTime<Utc>,
    ) -> Result<Account, Error> {
        let gone = || Error::Unauthenticated(Reason::Revoked);
        let tx = self.db.begin().await?;
        let taken = |_: Taken| Refusal::UsernameTaken.at("username");
        let mut before = caller.account.clone();
        let mut updated = store::update_profile(&tx, &before, changes, now).await?.map_err(taken)?;
        if updated.is_none() {
            // It is called otherwise than when the request came, or is gone.
            before = self.lock(&tx, before.id).await?.ok_or_else(gone)?;
            updated = store::update_profile(&tx, &before, changes, now).await?.map_err(taken)?;
        }
        let account = updated.map(|row| self.read(row)).ok_or_else(gone)?;
        if account.username != before.username {
            let renamed = Event::UsernameChanged.by_user(account.id, client).in_session(caller.session.id);
            audit::note(&tx, renamed, now).await?;
        }
        tx.commit().await?;
        Ok(account)
    }

    /// Reads the form, and finds everything that is wrong with it in one go.
    async fn read_profile(&self, account: Uuid, input: &ProfileInput) -> Result<Changes, Error> {
        let mut form = Form::default();
        let changes = Changes {
            username: read(&mut form, "username", &input.username, Username::parse),
            full_name: read(&mut form, "fullName", &input.full_name, FullName::parse),
            language: self.read_language(&mut form, &input.locale),
            display_name: read(&mut form, "displayName", &input.display_name, DisplayName::parse),
            bio: read(&mut form, "bio", &input.bio, Bio::parse),
            picture_url: read(&mut form, "pictureUrl", &input.picture_url, PictureUrl::parse),
        };
        if let Patch::Set(username) = &changes.username
            && self.find_by_identifier(username.as_str()).await?.is_some_and(|owner| owner.id != account)
        {
            form.refuse("username", Refusal::UsernameTaken);
        }
        form.finish()?;
        Ok(changes)
    }

    fn read_language(&self, form: &mut Form, locale: &Patch<String>) -> Option<Language> {
        let found = match locale {
            Patch::Keep => return None,
            Patch::Set(tag) if !tag.trim().is_empty() => {
                self.languages.find(tag.trim()).ok_or(Refusal::LocaleUnsupported)
            }
            Patch::Set(_) | Patch::Clear => Err(Refusal::ValueRequired),
        };
        form.check("locale", found)
    }
}

/// Where the form refuses a field, what becomes of it does not matter any more.
fn read<T>(
    form: &mut Form,
    field: &'static str,
    patch: &Patch<String>,
    parse: impl FnOnce(&str) -> Result<T, Refusal>,
) -> Patch<T> {
    match patch {
        Patch::Keep => Patch::Keep,
        Patch::Set(text) if !text.trim().is_empty() => form.check(field, parse(text)).map_or(Patch::Keep, Patch::Set),
        Patch::Set(_) | Patch::Clear => Patch::Clear,
    }
}
