use uuid::Uuid;

use super::{Administered, Administration};
use crate::{
    caller::Operator,
    error::Error,
    features::{
        audit::{self, Detail, Event},
        sessions::{self, EndReason},
    },
};

impl Administration {
    /// Signs an account out everywhere; none when it is gone.
    pub async fn end_sessions(&self, by: Operator, account: Uuid) -> Result<Option<Administered>, Error> {
        let now = self.clock.now();
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let Some(account) = self.accounts.lock(&tx, account).await? else { return Ok(None) };
                let ended_sessions = sessions::end_all(&tx, account.id, EndReason::Operator, now).await?;
                let ended = Event::SessionsEnded.by_operator(by).about(account.id);
                audit::note(&tx, ended.with(Detail::EndedSessions(ended_sessions)), now).await?;
                tx.commit().await?;
                Ok(Some(Administered { account, ended_sessions }))
            })
            .await
    }
}
