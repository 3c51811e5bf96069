use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

use super::{EmailChange, mail};
use crate::{
    caller::{Client, SignedIn},
    db::Tx,
    error::{Error, Form, Refusal},
    features::{
        accounts::{Account, EmailAddress},
        audit::{self, Event},
        email_verification::EmailVerificationPolicy,
        mailed_tokens::{NewMailedToken, Purpose},
        passwords::{Attempt, RightPassword},
        throttling::Try,
    },
};

/// What somebody typed into the form.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where mail should go from now on.
    pub new_email: String,
    /// The password in force.
    pub current_password: SecretString,
}

/// Where an account wants to move.
struct Destination {
    email: EmailAddress,
    /// Who has this address, proved, already, and is told instead of asked.
    owner: Option<Account>,
}

impl EmailChange {
    /// Asks the new address to confirm, and tells the old one.
    ///
    /// # Errors
    /// `TooManyAttempts`, or everything that is wrong with the form; `EmailTaken` only to somebody with the password.
    pub async fn request(&self, caller: &SignedIn, client: &Client, input: &Input) -> Result<(), Error> {
        let now = self.clock.now();
        let mut form = Form::default();
        let email = form.check("newEmail", EmailAddress::parse(&input.new_email));
        let attempt = Attempt::again(caller, client, &input.current_password);
        let current = self.passwords.check_current(&mut form, attempt, now).await?;
        let Some(current) = current else { return Err(form.refused()) };

        let begin = async {
            let email = email.ok_or_else(|| form.refused())?;
            let destination = self.destination(&caller.account, email, client, now).await?;
            self.begin((caller, client), &current, &destination, now).await
        };
        self.passwords.act_on(&current, begin).await
    }

    async fn destination(
        &self,
        account: &Account,
        email: EmailAddress,
        client: &Client,
        now: DateTime<Utc>,
    ) -> Result<Destination, Error> {
        self.count(&email, client, now).await?;
        let holder = self.accounts.find_by_identifier(email.as_str()).await?;
        let told_at_once = self.settings.policy != EmailVerificationPolicy::BeforeFirstLogin;
        if holder.as_ref().is_some_and(|holder| told_at_once || holder.id == account.id) {
            return Err(Refusal::EmailTaken.at("newEmail").into());
        }
        Ok(Destination { email, owner: holder.filter(Account::is_verified) })
    }

    /// Counted before looking, as the answer may tell who has an account.
    async fn count(&self, email: &EmailAddress, client: &Client, now: DateTime<Utc>) -> Result<(), Error> {
        let network = client.network().to_string();
        let tries = [
            Try { limit: "email_change_mail", rate: self.settings.mails_per_recipient, subject: &email.key() },
            Try { limit: "email_change", rate: self.settings.looks_per_network, subject: &network },
        ];
        self.throttling.count(&tries, now).await?;
        Ok(())
    }

    async fn begin(
        &self,
        (caller, client): (&SignedIn, &Client),
        current: &RightPassword,
        destination: &Destination,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let account = self.accounts.lock_enabled(&tx, caller.account.id).await?;
                self.passwords.confirm_current(&tx, current).await?;
                self.accounts.await_email(&tx, account.id, &destination.email, now).await?;
                self.ask(&tx, &account, destination, now).await?;
                let undo = self.issue_undo(&tx, &account, now).await?;
                let requested = Event::EmailChangeRequested.by_user(account.id, client).in_session(caller.session.id);
                audit::note(&tx, requested, now).await?;
                self.outbox.enqueue(&tx, mail::requested(&account, &destination.email, undo), now).await?;
                Ok(tx.commit().await?)
            })
            .await?;
        tracing::info!(account = %caller.account.id, "a change of address was asked for");
        self.outbox.wake();
        Ok(())
    }

    /// The mail to the new address.
    async fn ask(&self, tx: &Tx, account: &Account, to: &Destination, now: DateTime<Utc>) -> Result<(), Error> {
        if let Some(owner) = &to.owner {
            return self.outbox.enqueue(tx, mail::taken(owner), now).await;
        }
        let token = NewMailedToken {
            purpose: Purpose::EmailChange,
            account_id: account.id,
            address: to.email.as_str(),
            lifetime: self.settings.confirmation_lifetime,
        };
        let token = self.mailed_tokens.issue(tx, token, now).await?;
        self.outbox.enqueue(tx, mail::confirm(account, &to.email, token), now).await
    }

    /// The token that restores the address an account has now.
    pub(super) async fn issue_undo(&self, tx: &Tx, account: &Account, now: DateTime<Utc>) -> Result<Uuid, Error> {
        let undo = NewMailedToken {
            purpose: Purpose::EmailChangeUndo,
            account_id: account.id,
            address: &account.email,
            lifetime: self.settings.undo_lifetime,
        };
        self.mailed_tokens.issue(tx, undo, now).await
    }
}
