use chrono::{DateTime, Utc};

use super::{EmailVerification, mail};
use crate::{
    db::Tx,
    error::Error,
    features::{
        accounts::Account,
        mailed_tokens::{NewMailedToken, Purpose},
    },
};

impl EmailVerification {
    /// Mails a link to an account, as part of what makes it needed.
    pub async fn send(&self, tx: &Tx, account: &Account, now: DateTime<Utc>) -> Result<(), Error> {
        let token = self.mailed_tokens.issue(tx, self.token_for(account), now).await?;
        self.outbox.enqueue(tx, mail::verify(account, token), now).await
    }

    pub(super) fn token_for<'a>(&self, account: &'a Account) -> NewMailedToken<'a> {
        NewMailedToken {
            purpose: Purpose::EmailVerification,
            account_id: account.id,
            address: &account.email,
            lifetime: self.settings.lifetime,
        }
    }
}
