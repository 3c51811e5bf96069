//! By what a device is known again that somebody signed in from: a cookie that only this server makes or, for a client
//! that keeps its tokens itself, its network and what it calls itself. It is for the limits on failed passwords; what
//! tells an owner of a new device is coarser (`device.rs`).

use aws_lc_rs::digest::{SHA256, digest};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{Delivery, Session, Sessions, store};
use crate::{
    caller::Client,
    error::Error,
    features::{
        passwords::KnownDevice,
        tokens::{MAC_LENGTH, Seal, TokenText},
    },
};

const PREFIX: &str = "kwd_";
const ID_LENGTH: usize = 16;

/// What a browser's device cookie carries: drawn once, and the same whoever signs in there.
#[derive(Clone, Copy)]
pub(super) struct DeviceId([u8; ID_LENGTH]);

impl DeviceId {
    /// Reads a cookie, without the database: a wrong MAC is the end of it.
    pub(super) fn open(seal: &Seal, cookie: &SecretString) -> Option<Self> {
        let bytes = TokenText::read::<{ ID_LENGTH + MAC_LENGTH }>(PREFIX, cookie.expose_secret())?;
        let (id, mac) = bytes.split_first_chunk()?;
        seal.is_ours(id, mac).then_some(Self(*id))
    }

    pub(super) fn text(self, seal: &Seal) -> TokenText {
        TokenText::write(PREFIX, &[&self.0[..], &seal.mac(&self.0)].concat())
    }
}

/// The device that a sign-in comes from.
pub(super) enum Device {
    Browser(DeviceId),
    Elsewhere { network: String, user_agent: String },
}

impl Device {
    /// What a row keeps of it: no key of ours, so that it stays the same when `SECRET` changes. Each account knows it by
    /// another key, so that no two can be told to share it.
    pub(super) fn key(&self, account: Uuid) -> [u8; 32] {
        let known_by = match self {
            Self::Browser(DeviceId(id)) => [&b"cookie\0"[..], id].concat(),
            Self::Elsewhere { network, user_agent } => format!("network\0{network}\0{user_agent}").into_bytes(),
        };
        let hash = digest(&SHA256, &[account.as_bytes(), &known_by[..]].concat());
        hash.as_ref().try_into().expect("SHA-256 has 32 bytes")
    }

    pub(super) fn id(self) -> Option<DeviceId> {
        match self {
            Self::Browser(id) => Some(id),
            Self::Elsewhere { .. } => None,
        }
    }
}

impl Session {
    /// The device that the session was begun from.
    #[must_use]
    pub fn known_device(&self) -> Option<KnownDevice> {
        let key = self.device_key?;
        Some(KnownDevice { key, proved: self.delivery == Delivery::Cookie })
    }
}

impl Sessions {
    /// The device that a client asks to sign in from, if somebody has signed in to the account there before. It asks the
    /// database as much for a name that is no account's.
    pub async fn known_device(
        &self,
        account: Option<Uuid>,
        client: &Client,
        delivery: Delivery,
    ) -> Result<Option<KnownDevice>, Error> {
        let account = account.unwrap_or_default();
        let Some(device) = self.device(client, delivery) else { return Ok(None) };
        let key = device.key(account);
        let known = store::has_device(self.db.reads(), account, &key).await?;
        Ok(known.then(|| KnownDevice { key, proved: delivery == Delivery::Cookie }))
    }

    /// The device of a sign-in that is done: a browser without a cookie, or with none of ours, gets one.
    pub(super) fn device_to_know(&self, client: &Client, delivery: Delivery) -> Option<Device> {
        let new = || Device::Browser(DeviceId(self.random.bytes()));
        self.device(client, delivery).or_else(|| (delivery == Delivery::Cookie).then(new))
    }

    /// As the client shows it. Clients without an address are all alike, and so is none of them known.
    fn device(&self, client: &Client, delivery: Delivery) -> Option<Device> {
        match delivery {
            Delivery::Cookie => DeviceId::open(&self.device_seal, client.device_cookie.as_ref()?).map(Device::Browser),
            Delivery::Body => client.address.map(|_| Device::Elsewhere {
                network: client.network().to_string(),
                user_agent: client.user_agent.clone().unwrap_or_default(),
            }),
        }
    }
}
