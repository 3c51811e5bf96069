use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, jwk::Jwk};
use serde_json::json;

use super::{
    SigningAlgorithm, SigningKey, VerifyingKey, generate,
    phase::{is_published, may_sign, signer},
    sealed::Vault,
    store::Row,
};
use crate::error::{Chain, Fault};

/// The published keys as they were at one moment.
pub(super) struct KeySet {
    /// The newest first.
    rows: Vec<Row>,
    /// Those that sign or will, or once did here, by their ids.
    opened: HashMap<String, SigningKey>,
    verifying: HashMap<String, VerifyingKey>,
    /// The JWK Set, written once.
    pub(super) jwks: Bytes,
}

impl KeySet {
    /// For a start: each key that signs or will must open.
    pub(super) fn open(rows: Vec<Row>, vault: &Vault, now: DateTime<Utc>) -> Result<Self, Fault> {
        let to_open = rows.iter().filter(|row| may_sign(row, now));
        let opened = to_open.map(|row| Ok((row.kid.clone(), unseal(row, vault)?))).collect::<Result<_, Fault>>()?;
        Self::new(rows, opened, now)
    }

    /// For a server that runs: what is open stays open, whatever secret its row is sealed under by now. An id is a
    /// thumbprint, so a known id is the same key.
    pub(super) fn reopen(&self, rows: Vec<Row>, vault: &Vault, now: DateTime<Utc>) -> Result<Self, Fault> {
        let mut opened = HashMap::new();
        for row in &rows {
            let key = match self.opened.get(&row.kid) {
                Some(key) => Ok(key.clone()),
                None if may_sign(row, now) => unseal(row, vault),
                None => continue,
            };
            match key {
                Ok(key) => drop(opened.insert(row.kid.clone(), key)),
                Err(error) => tracing::warn!(error = %Chain(&error), "a signing key only verifies here"),
            }
        }
        Self::new(rows, opened, now)
    }

    fn new(mut rows: Vec<Row>, opened: HashMap<String, SigningKey>, now: DateTime<Utc>) -> Result<Self, Fault> {
        rows.retain(|row| is_published(row, now));
        let verifying = rows.iter().map(|row| Ok((row.kid.clone(), verifier(row)?))).collect::<Result<_, Fault>>()?;
        let public: Vec<_> = rows.iter().map(|row| &row.public_jwk).collect();
        let jwks = json!({ "keys": public }).to_string().into();
        Ok(Self { rows, opened, verifying, jwks })
    }

    pub(super) fn signing(&self, now: DateTime<Utc>) -> Option<&SigningKey> {
        let opened = self.rows.iter().filter(|row| self.opened.contains_key(&row.kid));
        self.opened.get(&signer(opened, now)?.kid)
    }

    pub(super) fn verifying(&self, kid: &str) -> Option<&VerifyingKey> {
        self.verifying.get(kid)
    }
}

fn unseal(row: &Row, vault: &Vault) -> Result<SigningKey, Fault> {
    let algorithm: SigningAlgorithm = row.algorithm.parse().map_err(Fault::while_doing("reading a signing key"))?;
    let private = vault.open(&row.sealed_private_key, &row.kid)?;
    Ok(SigningKey {
        kid: row.kid.as_str().into(),
        algorithm: algorithm.jose(),
        encoding: Arc::new(generate::encoding_key(algorithm, &private)),
    })
}

fn verifier(row: &Row) -> Result<VerifyingKey, Fault> {
    const DOING: &str = "reading a public signing key";
    let jwk: Jwk = serde_json::from_value(row.public_jwk.clone()).map_err(Fault::while_doing(DOING))?;
    let algorithm: Algorithm = row.algorithm.parse().map_err(Fault::while_doing(DOING))?;
    let decoding = DecodingKey::from_jwk(&jwk).map_err(Fault::while_doing(DOING))?;
    Ok(VerifyingKey { algorithm, decoding: Arc::new(decoding) })
}
