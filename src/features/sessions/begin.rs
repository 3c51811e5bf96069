use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    Delivery, Grant, Session, Sessions, device,
    known_device::{Device, DeviceId},
    mail,
    refresh_token::{Nonce, RefreshToken},
    store,
};
use crate::{caller::Client, db::Tx, error::Error, features::accounts::Account};

/// The most live sessions that an account has: the next one ends the oldest.
pub(super) const MAX_LIVE: u64 = 100;

/// A session that was begun, and the nonce that its tokens carry and no row does.
pub struct Begun {
    pub(super) session: Session,
    pub(super) nonce: Nonce,
    /// Whether the account has had sessions before, and none from such a device.
    pub(super) new_device: bool,
    /// What the browser is to keep as a cookie.
    pub(super) device_id: Option<DeviceId>,
}

impl Begun {
    /// The `sid` of its tokens.
    #[must_use]
    pub fn session(&self) -> Uuid {
        self.session.id
    }
}

impl Sessions {
    /// Begins a session for an account, as part of what signs it in. Whoever signs in to an account that others may be
    /// signing in to holds its password's row by then, so that no two count its sessions at once.
    pub async fn begin(
        &self,
        tx: &Tx,
        account: &Account,
        client: &Client,
        delivery: Delivery,
        now: DateTime<Utc>,
    ) -> Result<Begun, Error> {
        if delivery == Delivery::Cookie {
            self.end_replaced(tx, client, now).await?;
        }
        let device = device::mark(client);
        let earlier = store::earlier(tx, account.id, &device, now).await?;
        if earlier.live.unsigned_abs() >= MAX_LIVE {
            store::end_all_but_newest(tx, account.id, MAX_LIVE - 1, now).await?;
        }
        let known = self.device_to_know(client, delivery);
        let nonce = Nonce::new(self.random.bytes());
        let ends_at = now + self.lifetimes.session;
        let session = Session {
            id: self.random.id(now),
            account_id: account.id,
            delivery,
            signed_in_at: now,
            last_active_at: now,
            expires_at: ends_at.min(now + self.lifetimes.refresh_token),
            ip: client.address.map(|address| address.to_string()),
            user_agent: client.user_agent.clone(),
            generation: 0,
            device_key: known.as_ref().map(|device| device.key(account.id)),
        };
        store::add(tx, &session, nonce, ends_at, device).await?;
        let new_device = earlier.any && !earlier.on_device;
        Ok(Begun { session, nonce, new_device, device_id: known.and_then(Device::id) })
    }

    /// Tells the owner of an account when a login was from a device that has not been seen before.
    pub async fn tell_of_new_device(
        &self,
        tx: &Tx,
        account: &Account,
        begun: &Begun,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if begun.new_device {
            self.outbox.enqueue(tx, mail::new_device(account, &begun.session), now).await
        } else {
            Ok(())
        }
    }

    /// The tokens of a session, once what began or moved it is committed.
    pub fn grant(&self, account: Account, begun: Begun, now: DateTime<Utc>) -> Result<Grant, Error> {
        let Begun { session, nonce, new_device, device_id } = begun;
        if new_device {
            self.outbox.wake();
        }
        let (access_token, access_token_expires_at) = self.access_token(&account, &session, now)?;
        let refresh_token = RefreshToken { session: session.id, generation: session.generation, nonce };
        Ok(Grant {
            granted_at: now,
            account,
            access_token,
            access_token_expires_at,
            refresh_token: refresh_token.text(&self.seal),
            refresh_token_expires_at: session.expires_at,
            session,
            device_cookie: device_id.map(|id| id.text(&self.device_seal)),
        })
    }
}
