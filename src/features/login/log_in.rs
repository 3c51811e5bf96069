use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use super::Login;
use crate::{
    caller::Client,
    error::{Error, Form, Refusal},
    features::{
        accounts::Account,
        email_verification::EmailVerificationPolicy,
        passwords::{PasswordHash, StoredPassword, Verdict},
        sessions::{Begun, Delivery, Grant},
        throttling::{Counted, Try},
    },
};

/// An account whose password was right a moment ago.
struct Checked {
    account: Account,
    password: StoredPassword,
    rehashed: Option<PasswordHash>,
    counted: Counted,
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
        let checked = self.check(client, identifier, password, now).await?;
        self.may_enter(&checked, now).await?;

        let begun = self
            .db
            .retrying(|| self.begin(&checked, client, delivery, now))
            .await?
            .ok_or(Refusal::InvalidCredentials)?;
        let account = Account { last_login_at: Some(now), ..checked.account };
        self.sessions.grant(account, begun, now)
    }

    async fn check(
        &self,
        client: &Client,
        identifier: &str,
        password: &SecretString,
        now: DateTime<Utc>,
    ) -> Result<Checked, Error> {
        let account = self.accounts.find_by_identifier(identifier).await?;
        let subject = match &account {
            Some(account) => account.id.to_string(),
            None => identifier.trim().to_lowercase(),
        };
        let counted = self.count(client, &subject, now).await?;
        let stored = self.passwords.find(account.as_ref().map(|account| account.id)).await?;
        let verdict = self.passwords.check(password.expose_secret(), stored.as_ref()).await?;
        match (account, stored, verdict) {
            (Some(account), Some(password), Verdict::Right { rehashed }) => {
                Ok(Checked { account, password, rehashed, counted })
            }
            _ => Err(Refusal::InvalidCredentials.into()),
        }
    }

    async fn count(&self, client: &Client, subject: &str, now: DateTime<Utc>) -> Result<Counted, Error> {
        let Self { settings, .. } = self;
        let network = client.network().to_string();
        let both = format!("{subject}\0{network}");
        let tries = [
            Try { limit: "login", rate: settings.per_account_and_network, subject: &both },
            Try { limit: "login_account", rate: settings.per_account, subject },
            Try { limit: "login_network", rate: settings.per_network, subject: &network },
        ];
        self.throttling.count(&tries, now).await
    }

    /// What only somebody with the right password is told.
    async fn may_enter(&self, checked: &Checked, now: DateTime<Utc>) -> Result<(), Error> {
        let verified = checked.account.is_verified() || self.settings.policy == EmailVerificationPolicy::Optional;
        if !verified && self.settings.policy == EmailVerificationPolicy::BeforeFirstLogin {
            return Err(Refusal::InvalidCredentials.into());
        }
        let refusal = match checked.account.disabled_at {
            Some(_) => Refusal::AccountDisabled,
            None if !verified => Refusal::EmailNotVerified,
            None => return Ok(()),
        };
        let tx = self.db.begin().await?;
        self.throttling.give_back(&tx, &checked.counted).await?;
        tx.commit().await?;
        tracing::debug!(account = %checked.account.id, at = %now, ?refusal, "the right password was not enough");
        Err(refusal.into())
    }

    /// Everything that a login writes; none when the password or the account changed while it was being checked.
    async fn begin(
        &self,
        checked: &Checked,
        client: &Client,
        delivery: Delivery,
        now: DateTime<Utc>,
    ) -> Result<Option<Begun>, Error> {
        let Checked { account, password, rehashed, counted } = checked;
        let tx = self.db.begin().await?;
        if !self.passwords.unchanged_since(&tx, account.id, password).await?
            || !self.accounts.mark_login(&tx, account.id, now).await?
        {
            return Ok(None);
        }
        if let Some(hash) = rehashed {
            self.passwords.rehash(&tx, account.id, password, hash).await?;
        }
        let begun = self.sessions.begin(&tx, account, client, delivery, now).await?;
        self.throttling.give_back(&tx, counted).await?;
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
