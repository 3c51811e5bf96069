use uuid::Uuid;

use super::Administration;
use crate::{
    caller::Operator,
    error::Error,
    features::{
        accounts::{Account, Roles},
        audit::{self, Detail, Event},
    },
};

impl Administration {
    /// Gives an account these roles instead of those it has; none when it is gone.
    pub async fn set_roles(&self, by: Operator, account: Uuid, roles: &Roles) -> Result<Option<Account>, Error> {
        let now = self.clock.now();
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let Some(before) = self.accounts.lock(&tx, account).await? else { return Ok(None) };
                let changed = self.accounts.set_roles(&tx, account, roles, now).await?;
                let Some(account) = changed else { return Ok(None) };
                let set = Event::RolesSet.by_operator(by).about(account.id);
                let roles = Detail::Roles { before: before.roles, after: account.roles.clone() };
                audit::note(&tx, set.with(roles), now).await?;
                tx.commit().await?;
                Ok(Some(account))
            })
            .await
    }
}
