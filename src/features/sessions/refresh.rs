use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    EndReason, Grant, Session, Sessions, access_token::is_lately, begin::Begun, mail, refresh_token::RefreshToken,
    store,
};
use crate::{
    caller::Client,
    error::{Error, Refusal},
    features::audit::{self, Event},
};

impl Sessions {
    /// Trades a refresh token for its successor and a new access token.
    ///
    /// # Errors
    /// `RefreshTokenInvalid`; `RefreshTokenReused` when it was spent, and then the session has been ended.
    pub async fn refresh(&self, client: &Client, refresh_token: &str) -> Result<Grant, Error> {
        let now = self.clock.now();
        let token = RefreshToken::open(&self.seal, refresh_token)?;

        let won = store::rotate(self.db.writes(), &token, self.lifetimes.refresh_token, now).await?;
        let session = match won {
            Some(session) => session,
            None => self.successor_again(client, &token, now).await?,
        };
        let account = self.accounts.find(session.account_id).await?;
        let account = account.filter(|account| account.disabled_at.is_none()).ok_or(Refusal::RefreshTokenInvalid)?;
        self.grant(account, Begun { session, nonce: token.nonce, new_device: false, device_id: None }, now)
    }

    /// For a token that did not move its session: the same successor within the grace period, or the session's end.
    async fn successor_again(
        &self,
        client: &Client,
        token: &RefreshToken,
        now: DateTime<Utc>,
    ) -> Result<Session, Error> {
        let row = store::find(self.db.writes(), token.session).await?.filter(|row| row.is_live(now));
        let row = row.ok_or(Refusal::RefreshTokenInvalid)?;
        if token.generation >= row.session.generation {
            return Err(Refusal::RefreshTokenInvalid.into());
        }
        let last_spent = token.generation + 1 == row.session.generation && row.has_nonce(token.nonce);
        // Without a grace period a rotation that came while this one was under way is no reason either.
        let grace = self.lifetimes.refresh_grace;
        if last_spent && !grace.is_zero() && is_lately(row.rotated_at, grace, now) {
            return Ok(row.session);
        }
        self.end_reused(client, row.session.account_id, token, now).await?;
        Err(Refusal::RefreshTokenReused.into())
    }

    /// Ends a session whose spent token came back, and tells its owner, once.
    pub(super) async fn end_reused(
        &self,
        client: &Client,
        account: Uuid,
        token: &RefreshToken,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        self.db
            .retrying(|| async {
                let tx = self.db.begin().await?;
                let account = self.accounts.lock(&tx, account).await?;
                let ended = store::end(&tx, token.session, EndReason::Reused, now).await?;
                if let Some(account) = account.filter(|_| ended) {
                    let reused = Event::RefreshTokenReused.by_anyone(client).about(account.id);
                    audit::note(&tx, reused.in_session(token.session), now).await?;
                    self.outbox.enqueue(&tx, mail::reused(&account), now).await?;
                }
                Ok(tx.commit().await?)
            })
            .await?;
        tracing::warn!(%account, session = %token.session, "a spent refresh token came back: its session is ended");
        self.outbox.wake();
        Ok(())
    }
}
