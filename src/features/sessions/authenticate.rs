use super::{Sessions, store};
use crate::{
    caller::SignedIn,
    error::{Error, Reason},
};

impl Sessions {
    /// Finds out who holds an access token, in one query: whether the session lives, and whose it is.
    ///
    /// # Errors
    /// `Unauthenticated` with the reason.
    pub async fn authenticate(&self, access_token: &str) -> Result<SignedIn, Error> {
        let now = self.clock.now();
        let claims = self.read_access_token(access_token, now).await?;

        let found = store::live_with_account(self.db.reads(), claims.sid, now).await?;
        let (session, account) = found.ok_or(Error::Unauthenticated(Reason::Revoked))?;
        let account = self.accounts.read(account);
        if account.id != claims.sub || account.disabled_at.is_some() {
            return Err(Error::Unauthenticated(Reason::Revoked));
        }
        self.activity.note(&session, now);
        Ok(SignedIn { account, session })
    }
}
