use chrono::{DateTime, Utc};

use super::{
    Registration,
    form::{Input, Particulars},
};
use crate::{
    caller::Client,
    config::Registration as Openness,
    db::Tx,
    error::{Error, Form, Refusal},
    features::{
        accounts::{Account, NewAccount, Taken},
        audit::{self, Event},
        email_verification::EmailVerificationPolicy,
        passwords::{Admitted, PasswordHash},
        sessions::{Begun, Delivery, Grant},
    },
};

impl Registration {
    /// Makes an account, mails it a link, and signs it in; or, where the address is verified first, only mails.
    ///
    /// # Errors
    /// `RegistrationClosed`, `TooManyAttempts`, or everything that is wrong with the form.
    pub async fn register(&self, client: &Client, input: &Input, delivery: Delivery) -> Result<Option<Grant>, Error> {
        let now = self.clock.now();
        if self.settings.openness == Openness::Closed {
            return Err(Refusal::RegistrationClosed.into());
        }
        client.may_take(delivery)?;
        // Before it is counted: who finds no place is not, and so must not learn anything.
        let admitted = self.passwords.admit(client.network())?;
        let counted = self.count(client, now).await?;
        let registered = self.register_counted(client, input, (delivery, admitted), now).await;
        if matches!(registered, Err(Error::Unavailable { .. } | Error::Fault(_))) {
            self.throttling.forget(&counted).await;
        }
        registered
    }

    async fn register_counted(
        &self,
        client: &Client,
        input: &Input,
        (delivery, admitted): (Delivery, Admitted),
        now: DateTime<Utc>,
    ) -> Result<Option<Grant>, Error> {
        let applicant = self.read(client, input).await?;
        let particulars = &applicant.particulars;
        if self.settings.policy == EmailVerificationPolicy::BeforeFirstLogin {
            self.register_unverified(client, &applicant, admitted, now).await?;
            return Ok(None);
        }

        let hash = self.passwords.hash_admitted(&applicant.password, admitted).await?;
        let made = self
            .db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let account = match self.accounts.add(&tx, self.new_account(particulars, now)).await? {
                    Ok(account) => account,
                    Err(taken) => return Ok(Err(taken)),
                };
                let begun = self.settle(&tx, &account, &hash, (client, delivery), now).await?;
                tx.commit().await?;
                Ok(Ok((account, begun)))
            })
            .await?;
        let (account, begun) = match made {
            Ok(made) => made,
            Err(taken) => return Err(self.refused(particulars, taken).await?),
        };
        tracing::info!(account = %account.id, "registered");
        self.outbox.wake();
        self.sessions.grant(account, begun, now).map(Some)
    }

    /// What a new account needs to be of use.
    async fn settle(
        &self,
        tx: &Tx,
        account: &Account,
        hash: &PasswordHash,
        (client, delivery): (&Client, Delivery),
        now: DateTime<Utc>,
    ) -> Result<Begun, Error> {
        self.passwords.add(tx, account.id, hash, now).await?;
        self.email_verification.send(tx, account, now).await?;
        let begun = self.sessions.begin(tx, account, client, delivery, now).await?;
        let registered = Event::AccountRegistered.by_anyone(client).about(account.id).in_session(begun.session());
        audit::note(tx, registered, now).await?;
        Ok(begun)
    }

    /// Somebody else was first: the insert found one name taken, and a look now tells of the other one, too.
    async fn refused(&self, wanted: &Particulars, found: Taken) -> Result<Error, Error> {
        let now = self.accounts.taken(Some(&wanted.email), wanted.username.as_ref()).await?;
        let mut form = Form::default();
        if found.email || now.email {
            form.refuse("email", Refusal::EmailTaken);
        }
        if found.username || now.username {
            form.refuse("username", Refusal::UsernameTaken);
        }
        Ok(form.refused())
    }

    /// One that is its owner's at once.
    pub(super) fn new_account(&self, wanted: &Particulars, now: DateTime<Utc>) -> NewAccount {
        NewAccount {
            id: self.random.id(now),
            email: wanted.email.clone(),
            username: wanted.username.clone(),
            claims_username: true,
            full_name: wanted.full_name.clone(),
            language: wanted.language.clone(),
            roles: self.settings.roles.clone(),
            signs_in: true,
            now,
        }
    }
}
