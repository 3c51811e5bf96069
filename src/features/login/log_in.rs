use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::Login;
use crate::{
    caller::Client,
    error::{Error, Form, Refusal},
    features::{
        accounts::{Account, Identifier},
        audit::{self, Detail, Entry, Event, Why},
        email_verification::EmailVerificationPolicy,
        passwords::{Attempt, RightPassword, Whose},
        sessions::{Begun, Delivery, Grant},
    },
};

/// An account whose password was right a moment ago.
struct Checked {
    account: Account,
    password: RightPassword,
}

impl Login {
    /// Signs in, and begins a session.
    ///
    /// # Errors
    /// `ValueRequired`, `TooManyAttempts`, `InvalidCredentials`; with the right password `AccountDisabled` and
    /// `EmailNotVerified`.
    pub async fn log_in(
        &self,
        client: &Client,
        identifier: &str,
        password: &SecretString,
        delivery: Delivery,
    ) -> Result<Grant, Error> {
        client.may_take(delivery)?;
        filled_in(identifier, password)?;
        let now = self.clock.now();
        let checked = self.check((client, delivery), identifier, password, now).await?;
        self.may_enter(&checked, client, now).await?;

        let work = self.db.retrying(|| self.begin(&checked, client, delivery, now));
        let begun = self.passwords.act_on(&checked.password, work).await?.ok_or(Refusal::InvalidCredentials)?;
        tracing::info!(account = %checked.account.id, "signed in");
        let account = Account { last_login_at: Some(now), ..checked.account };
        self.sessions.grant(account, begun, now)
    }

    async fn check(
        &self,
        (client, delivery): (&Client, Delivery),
        identifier: &str,
        password: &SecretString,
        now: DateTime<Utc>,
    ) -> Result<Checked, Error> {
        let admitted = self.passwords.admit(client.network())?;
        let account = self.accounts.find_by_identifier(identifier).await?;
        let identifier = Identifier::read(identifier);
        let whose = account.as_ref().map_or(Whose::Nobody(identifier.key()), Whose::Account);
        let device = self.sessions.known_device(account.as_ref().map(|account| account.id), client, delivery).await?;
        let right = self.passwords.check_admitted(admitted, Attempt { whose, password, client, device }, now).await?;
        match (account, right) {
            (Some(account), Some(password)) => Ok(Checked { account, password }),
            (account, _) => {
                let account = account.map(|account| account.id);
                tracing::info!(account = account.map(tracing::field::display), "sign-in refused");
                self.note_failure(client, account, Why::WrongCredentials, now).await?;
                Err(Refusal::InvalidCredentials.into())
            }
        }
    }

    /// What only somebody with the right password is told.
    async fn may_enter(&self, checked: &Checked, client: &Client, now: DateTime<Utc>) -> Result<(), Error> {
        let account = Some(checked.account.id);
        let verified = checked.account.is_verified() || self.settings.policy == EmailVerificationPolicy::Optional;
        if !verified && self.settings.policy == EmailVerificationPolicy::BeforeFirstLogin {
            self.note_failure(client, account, Why::Unverified, now).await?;
            return Err(Refusal::InvalidCredentials.into());
        }
        let (refusal, why) = match checked.account.disabled_at {
            Some(_) => (Refusal::AccountDisabled, Why::Disabled),
            None if !verified => (Refusal::EmailNotVerified, Why::Unverified),
            None => return Ok(()),
        };
        self.passwords.forget(&checked.password).await;
        self.note_failure(client, account, why, now).await?;
        tracing::debug!(account = %checked.account.id, at = %now, ?refusal, "the right password was not enough");
        Err(refusal.into())
    }

    /// The same row by the same statement, whether or not there is such an account.
    async fn note_failure(
        &self,
        client: &Client,
        account: Option<Uuid>,
        why: Why,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        let failed = Event::LoginFailed.by_anyone(client).with(Detail::Why(why));
        let failed = account.into_iter().fold(failed, Entry::about);
        audit::note(self.db.writes(), failed, now).await
    }

    /// Everything that a login writes; none when the password or the account changed while it was being checked.
    async fn begin(
        &self,
        checked: &Checked,
        client: &Client,
        delivery: Delivery,
        now: DateTime<Utc>,
    ) -> Result<Option<Begun>, Error> {
        let Checked { account, password } = checked;
        let tx = self.db.begin().await?;
        if !self.accounts.mark_login(&tx, account.id, now).await? || !self.passwords.confirm(&tx, password).await? {
            return Ok(None);
        }
        let begun = self.sessions.begin(&tx, account, client, delivery, now).await?;
        self.sessions.tell_of_new_device(&tx, account, &begun, now).await?;
        let succeeded = Event::LoginSucceeded.by_user(account.id, client).in_session(begun.session());
        audit::note(&tx, succeeded, now).await?;
        tx.commit().await?;
        Ok(Some(begun))
    }
}

fn filled_in(identifier: &str, password: &SecretString) -> Result<(), Error> {
    let mut form = Form::default();
    if identifier.trim().is_empty() {
        form.refuse("identifier", Refusal::ValueRequired);
    }
    if password.expose_secret().is_empty() {
        form.refuse("password", Refusal::ValueRequired);
    }
    form.finish()
}
