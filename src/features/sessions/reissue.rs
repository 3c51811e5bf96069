use super::{Begun, Grant, Sessions, access_token::is_lately, refresh_token::Nonce, store};
use crate::{
    caller::{Client, SignedIn},
    error::{Error, Reason, Refusal},
    features::audit::{self, Event},
};

impl Sessions {
    /// A new pair of tokens for the caller's session, for a client that has lost its refresh token. Whoever still holds
    /// an earlier one ends the session by using it: with the new nonce no grace holds for it.
    ///
    /// # Errors
    /// `ReauthenticationRequired` when the sign-in is too old for this; `Forbidden` as for a sign-in.
    pub async fn reissue(&self, caller: &SignedIn, client: &Client) -> Result<Grant, Error> {
        let SignedIn { account, session } = caller;
        let now = self.clock.now();
        if !is_lately(session.signed_in_at, self.lifetimes.reauthentication_age, now) {
            return Err(Refusal::ReauthenticationRequired.into());
        }
        client.may_take(session.delivery)?;

        let nonce = Nonce::new(self.random.bytes());
        let reissue = self.db.retrying(|| async {
            let tx = self.db.begin().await?;
            let moved = store::reissue(&tx, session.id, nonce, now).await?;
            let moved = moved.ok_or(Error::Unauthenticated(Reason::Revoked))?;
            audit::note(&tx, Event::TokensReissued.by_user(account.id, client).in_session(moved.id), now).await?;
            tx.commit().await?;
            Ok(moved)
        });
        let session = reissue.await?;
        tracing::info!(account = %account.id, session = %session.id, "tokens were reissued");
        self.grant(account.clone(), Begun { session, nonce, new_device: false, device_id: None }, now)
    }
}
