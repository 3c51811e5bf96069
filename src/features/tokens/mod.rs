//! Opaque tokens that can be made again: nothing that could be used is stored, and a forged one ends here,
//! before the database is asked.
//!
//! Every key is derived from `SECRET` for one purpose (HKDF-SHA-256, RFC 5869), so that what one purpose
//! signs means nothing to another. A token sealed under `SECRET_PREVIOUS` still opens; a new one never is.

mod text;

use aws_lc_rs::{hkdf, hmac};
use secrecy::{ExposeSecret, SecretSlice};
use zeroize::Zeroizing;

pub use text::TokenText;

/// How many bytes a MAC has (HMAC-SHA-256).
pub const MAC_LENGTH: usize = 32;

/// The secrets that every other key comes from: the one in force and, while it is being changed, the one
/// before.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// `SECRET`.
    pub current: SecretSlice<u8>,
    /// `SECRET_PREVIOUS`.
    pub previous: Option<SecretSlice<u8>>,
}

impl Secrets {
    /// The keys for one purpose, the one in force first.
    pub fn keys_for(&self, purpose: &str) -> impl Iterator<Item = Zeroizing<[u8; 32]>> {
        std::iter::once(&self.current).chain(&self.previous).map(move |secret| derive(secret, purpose))
    }
}

/// Seals and opens the tokens of one purpose.
#[derive(Clone, Debug)]
pub struct Seal {
    keys: Vec<hmac::Key>,
}

impl Seal {
    /// The seal for a purpose, e.g. `refresh-token`.
    #[must_use]
    pub fn new(secrets: &Secrets, purpose: &str) -> Self {
        let keys = secrets.keys_for(purpose).map(|key| hmac::Key::new(hmac::HMAC_SHA256, key.as_ref())).collect();
        Self { keys }
    }

    /// The MAC over a message: the same message gets the same MAC for as long as the secret stays.
    ///
    /// # Panics
    /// Never: the first key is always there, and HMAC-SHA-256 has 32 bytes.
    #[must_use]
    pub fn mac(&self, message: &[u8]) -> [u8; MAC_LENGTH] {
        let tag = hmac::sign(&self.keys[0], message);
        tag.as_ref().try_into().expect("HMAC-SHA-256 has 32 bytes")
    }

    /// Whether a MAC over a message was made here. Takes the same time for every wrong one.
    #[must_use]
    pub fn is_ours(&self, message: &[u8], mac: &[u8]) -> bool {
        self.keys.iter().any(|key| hmac::verify(key, message, mac).is_ok())
    }
}

fn derive(secret: &SecretSlice<u8>, purpose: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"keyward")
        .extract(secret.expose_secret())
        .expand(&[purpose.as_bytes()], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(key.as_mut()))
        .expect("32 bytes are no more than HKDF-SHA-256 can give");
    key
}
