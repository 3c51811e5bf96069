use uuid::Uuid;

use super::Administration;
use crate::{
    caller::Operator,
    error::Error,
    features::audit::{self, Event},
};

impl Administration {
    /// Deletes an account with everything that belongs to it; whether it was still there.
    pub async fn delete(&self, by: Operator, account: Uuid) -> Result<bool, Error> {
        let now = self.clock.now();
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                if self.accounts.lock(&tx, account).await?.is_none() {
                    return Ok(false);
                }
                self.accounts.delete(&tx, account).await?;
                audit::note(&tx, Event::AccountDeleted.by_operator(by).about(account), now).await?;
                tx.commit().await?;
                Ok(true)
            })
            .await
    }
}
