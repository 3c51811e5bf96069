use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, jwk::Jwk};
use serde_json::json;

use super::{SigningAlgorithm, SigningKey, VerifyingKey, generate, sealed::Vault, store::Row};
use crate::error::{Error, Fault};

/// The published keys as they were at one moment.
pub(super) struct KeySet {
    signing: Option<SigningKey>,
    verifying: HashMap<String, VerifyingKey>,
    /// The JWK Set, written once.
    pub(super) jwks: String,
    pub(super) loaded_at: DateTime<Utc>,
}

impl KeySet {
    /// Takes rows, the newest first. Only the one that signs is decrypted.
    pub(super) fn new(
        rows: &[Row],
        vault: &Vault,
        algorithm: SigningAlgorithm,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let signing = signer(rows, algorithm, now).map(|row| Self::unseal(row, vault, algorithm)).transpose()?;

        let verifying =
            rows.iter().map(|row| Ok((row.kid.clone(), Self::verifier(row)?))).collect::<Result<_, Fault>>()?;
        let public: Vec<_> = rows.iter().map(|row| &row.public_jwk).collect();
        let jwks = json!({ "keys": public }).to_string();
        Ok(Self { signing, verifying, jwks, loaded_at: now })
    }

    pub(super) fn signing(&self) -> Option<&SigningKey> {
        self.signing.as_ref()
    }

    pub(super) fn verifying(&self, kid: &str) -> Option<&VerifyingKey> {
        self.verifying.get(kid)
    }

    fn unseal(row: &Row, vault: &Vault, algorithm: SigningAlgorithm) -> Result<SigningKey, Fault> {
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
}

/// Of rows, the newest first, the one whose key signs now.
pub(super) fn signer(rows: &[Row], algorithm: SigningAlgorithm, now: DateTime<Utc>) -> Option<&Row> {
    rows.iter().find(|row| {
        row.algorithm == algorithm.name() && row.signs_from <= now && row.signs_until.is_none_or(|until| now < until)
    })
}
