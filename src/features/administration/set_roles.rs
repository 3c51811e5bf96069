use uuid::Uuid;

use super::Administration;
use crate::{
    caller::Operator,
    error::Error,
    features::accounts::{Account, Roles},
};

impl Administration {
    /// Gives an account these roles instead of those it has; none when it is gone.
    pub async fn set_roles(&self, _by: Operator, account: Uuid, roles: &Roles) -> Result<Option<Account>, Error> {
        let now = self.clock.now();
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let account = self.accounts.set_roles(&tx, account, roles, now).await?;
                tx.commit().await?;
                Ok(account)
            })
            .await
    }
}
