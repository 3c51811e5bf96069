use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use zeroize::Zeroizing;

use super::key::fault;
use crate::{error::Fault, features::tokens::Secrets};

/// Encrypts private keys at rest (AES-256-GCM), each bound to its id, so that rows cannot be swapped.
pub(super) struct Vault {
    /// Under `SECRET`, then under `SECRET_PREVIOUS`.
    keys: Vec<RandomizedNonceKey>,
}

impl Vault {
    pub(super) fn new(secrets: &Secrets) -> Self {
        let keys = secrets
            .keys_for("signing-keys")
            .map(|key| RandomizedNonceKey::new(&AES_256_GCM, key.as_ref()).expect("AES-256 takes 32 bytes"))
            .collect();
        Self { keys }
    }

    /// The nonce, the ciphertext and the tag, one behind the other.
    pub(super) fn seal(&self, private: &[u8], kid: &str) -> Result<Vec<u8>, Fault> {
        let mut sealed = private.to_vec();
        let nonce = self.keys[0]
            .seal_in_place_append_tag(Aad::from(kid), &mut sealed)
            .map_err(|_| fault("encrypting a signing key", "the cipher refused"))?;
        let mut row = nonce.as_ref().to_vec();
        row.append(&mut sealed);
        Ok(row)
    }

    pub(super) fn open(&self, sealed: &[u8], kid: &str) -> Result<Zeroizing<Vec<u8>>, Fault> {
        self.keys.iter().find_map(|key| open(key, sealed, kid)).ok_or_else(|| {
            let mend = format!(
                "SECRET is not the one that the key {kid} was encrypted under: set SECRET back, or give the former one \
                 as SECRET_PREVIOUS; if it is lost, `keyward keys revoke {kid}` gives the key up"
            );
            fault("decrypting a signing key", &mend)
        })
    }

    /// What only the secret before opens.
    pub(super) fn open_with_previous(&self, sealed: &[u8], kid: &str) -> Option<Zeroizing<Vec<u8>>> {
        self.keys[1..].iter().find_map(|key| open(key, sealed, kid))
    }
}

fn open(key: &RandomizedNonceKey, sealed: &[u8], kid: &str) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut private = Zeroizing::new(sealed.to_vec());
    let opened = key.open_in_place(nonce, Aad::from(kid), &mut private).ok()?;
    Some(Zeroizing::new(opened.to_vec()))
}
