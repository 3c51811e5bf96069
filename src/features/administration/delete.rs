use uuid::Uuid;

use super::Administration;
use crate::{caller::Operator, error::Error};

impl Administration {
    /// Deletes an account with everything that belongs to it; whether it was still there.
    pub async fn delete(&self, _by: Operator, account: Uuid) -> Result<bool, Error> {
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let there = self.accounts.lock(&tx, account).await?.is_some();
                self.accounts.delete(&tx, account).await?;
                tx.commit().await?;
                Ok(there)
            })
            .await
    }
}
