use uuid::Uuid;

use super::{EndReason, Sessions, store};
use crate::{
    caller::{Client, SignedIn},
    error::{Error, Refusal},
    features::audit::{self, Event},
};

impl Sessions {
    /// Ends one of the caller's own sessions, and tells which.
    ///
    /// # Errors
    /// `SessionNotFound`, the same for another user's session, one that has ended, and what is no id at all.
    pub async fn revoke(&self, caller: &SignedIn, client: &Client, session: &str) -> Result<Uuid, Error> {
        let now = self.clock.now();
        let session = session.parse().map_err(|_| not_found())?;
        let (account, this) = (caller.account.id, store::Chosen::One(session));
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                if store::end_of_account(&tx, account, this, EndReason::Revoked, now).await? == 0 {
                    return Err(not_found());
                }
                audit::note(&tx, Event::SessionRevoked.by_user(account, client).in_session(session), now).await?;
                Ok(tx.commit().await?)
            })
            .await?;
        tracing::info!(%account, %session, "a session was revoked");
        Ok(session)
    }
}

fn not_found() -> Error {
    Refusal::SessionNotFound.at("sessionId").into()
}
