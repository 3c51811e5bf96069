use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use super::Administration;
use crate::{
    caller::Operator,
    db::Tx,
    error::{Error, Form, Refusal},
    features::{
        accounts::{Account, EmailAddress, FullName, NewAccount, Roles, Taken, Username},
        audit::{self, Event},
        mailed_tokens::{NewMailedToken, Purpose},
        password_reset,
        passwords::PasswordHash,
        throttling::Network,
    },
    languages::Language,
};

/// What an operator says about a new user.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Where mail to the user goes.
    pub email: EmailAddress,
    /// A second name to sign in with.
    pub username: Option<Username>,
    /// The person's name.
    pub full_name: Option<FullName>,
    /// BCP 47; without it, the first language that is offered.
    pub locale: Option<String>,
    /// Instead of the default roles.
    pub roles: Option<Roles>,
    /// Whether the operator knows that the address is the user's.
    pub verified: bool,
}

/// The same, checked: nothing about it is wrong, but that a name may be taken meanwhile.
#[derive(Clone, Debug)]
pub struct Applicant {
    new: NewUser,
    language: Language,
}

impl Administration {
    /// Finds out what is cheap to know, before anybody is asked for a password.
    ///
    /// # Errors
    /// `EmailTaken`, `UsernameTaken` and `LocaleUnsupported`, all at once.
    pub async fn check(&self, _by: Operator, new: NewUser) -> Result<Applicant, Error> {
        let language = match new.locale.as_deref() {
            Some(tag) => self.languages.find(tag).ok_or(Refusal::LocaleUnsupported),
            None => Ok(self.languages.fallback().clone()),
        };
        let taken = self.accounts.taken(Some(&new.email), new.username.as_ref()).await?;
        let mut form = refused(taken);
        match form.check("locale", language) {
            Some(language) if form.is_clean() => Ok(Applicant { new, language }),
            _ => Err(form.refused()),
        }
    }

    /// Makes an account. Without a password, its owner is mailed a link to choose one; otherwise, unless the address is
    /// known to be theirs, one to verify it.
    ///
    /// # Errors
    /// Everything that is wrong with the password; `EmailTaken` or `UsernameTaken` when somebody was first.
    pub async fn create(
        &self,
        by: Operator,
        applicant: &Applicant,
        password: Option<&SecretString>,
    ) -> Result<Account, Error> {
        let now = self.clock.now();
        let hash = match password {
            Some(password) => Some(self.hash(applicant, password).await?),
            None => None,
        };
        let made = self
            .db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let account = match self.accounts.add(&tx, self.new_account(applicant, now)).await? {
                    Ok(account) => account,
                    Err(taken) => return Ok(Err(taken)),
                };
                let account = self.settle(&tx, account, applicant.new.verified, hash.as_ref(), now).await?;
                audit::note(&tx, Event::AccountCreated.by_operator(by).about(account.id), now).await?;
                tx.commit().await?;
                Ok(Ok(account))
            })
            .await?;
        made.map_err(|taken| refused(taken).refused())
    }

    async fn hash(&self, Applicant { new, .. }: &Applicant, password: &SecretString) -> Result<PasswordHash, Error> {
        let (username, full_name) = (new.username.as_ref(), new.full_name.as_ref());
        let personal = [Some(new.email.as_str()), username.map(Username::as_str), full_name.map(FullName::as_str)];
        let personal: Vec<_> = personal.into_iter().flatten().collect();
        let password = self.passwords.parse(password.expose_secret(), &personal);
        self.passwords.hash(&password.map_err(|refusal| refusal.at("password"))?, Network::UNKNOWN).await
    }

    fn new_account(&self, Applicant { new, language }: &Applicant, now: DateTime<Utc>) -> NewAccount {
        NewAccount {
            id: self.random.id(now),
            email: new.email.clone(),
            username: new.username.clone(),
            claims_username: true,
            full_name: new.full_name.clone(),
            language: language.clone(),
            roles: new.roles.clone().map_or_else(|| self.settings.default_roles.clone(), Vec::from),
            signs_in: false,
            now,
        }
    }

    /// What a new account needs to be of use.
    async fn settle(
        &self,
        tx: &Tx,
        account: Account,
        verified: bool,
        hash: Option<&PasswordHash>,
        now: DateTime<Utc>,
    ) -> Result<Account, Error> {
        if verified {
            self.accounts.mark_verified(tx, account.id, now).await?;
        }
        match hash {
            Some(hash) => {
                self.passwords.add(tx, account.id, hash, now).await?;
                if !verified {
                    self.email_verification.send(tx, &account, now).await?;
                }
            }
            None => self.invite(tx, &account, now).await?,
        }
        Ok(Account { email_verified_at: verified.then_some(now), ..account })
    }

    /// Whoever follows the link chooses the password, and has proved the address by that.
    async fn invite(&self, tx: &Tx, account: &Account, now: DateTime<Utc>) -> Result<(), Error> {
        let token = NewMailedToken {
            purpose: Purpose::PasswordReset,
            account_id: account.id,
            address: &account.email,
            lifetime: self.settings.invitation_lifetime,
        };
        let token = self.mailed_tokens.issue(tx, token, now).await?;
        self.outbox.enqueue(tx, password_reset::mail::invitation(account, token), now).await
    }
}

fn refused(taken: Taken) -> Form {
    let mut form = Form::default();
    if taken.email {
        form.refuse("email", Refusal::EmailTaken);
    }
    if taken.username {
        form.refuse("username", Refusal::UsernameTaken);
    }
    form
}
