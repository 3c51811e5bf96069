use uuid::Uuid;

use super::{EndReason, Sessions, store};
use crate::{
    caller::SignedIn,
    error::{Error, Refusal},
};

impl Sessions {
    /// Ends one of the caller's own sessions, and tells which.
    ///
    /// # Errors
    /// `SessionNotFound`, the same for another user's session, one that has ended, and what is no id at all.
    pub async fn revoke(&self, caller: &SignedIn, session: &str) -> Result<Uuid, Error> {
        let now = self.clock.now();
        let session = session.parse().map_err(|_| not_found())?;
        let (account, this) = (caller.account.id, store::Chosen::One(session));
        let ended = store::end_of_account(self.db.writes(), account, this, EndReason::Revoked, now).await?;
        if ended == 0 {
            return Err(not_found());
        }
        tracing::info!(%account, %session, "a session was revoked");
        Ok(session)
    }
}

fn not_found() -> Error {
    Refusal::SessionNotFound.at("sessionId").into()
}
