use aws_lc_rs::{
    encoding::AsDer,
    rsa::KeySize,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair},
};
use chrono::{DateTime, Utc};
use jsonwebtoken::{
    EncodingKey,
    jwk::{Jwk, PublicKeyUse, ThumbprintHash},
};
use pkcs8::PrivateKeyInfo;
use zeroize::Zeroizing;

use super::{SigningAlgorithm, sealed::Vault, store::Row};
use crate::error::Fault;

const DOING: &str = "making a signing key";

/// Makes a key that signs from now on, its private half sealed. Its id is its thumbprint (RFC 7638).
pub(super) fn generate(algorithm: SigningAlgorithm, vault: &Vault, now: DateTime<Utc>) -> Result<Row, Fault> {
    let private = private_key(algorithm)?;
    let encoding = encoding_key(algorithm, &private);
    let mut jwk = Jwk::from_encoding_key(&encoding, algorithm.jose()).map_err(Fault::while_doing(DOING))?;
    let kid = jwk.thumbprint(ThumbprintHash::SHA256).map_err(Fault::while_doing(DOING))?;
    jwk.common.key_id = Some(kid.clone());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);

    Ok(Row {
        sealed_private_key: vault.seal(&private, &kid)?,
        public_jwk: serde_json::to_value(&jwk).map_err(Fault::while_doing(DOING))?,
        kid,
        algorithm: algorithm.name().to_owned(),
        created_at: now,
        signs_from: now,
        signs_until: None,
        published_until: None,
        token_lifetime: 0,
    })
}

/// A private key in the form that JWT signing takes it: PKCS#8 version 1, but PKCS#1 for RSA.
fn private_key(algorithm: SigningAlgorithm) -> Result<Zeroizing<Vec<u8>>, Fault> {
    let der = match algorithm {
        SigningAlgorithm::Es256 => EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
            .and_then(|pair| pair.to_pkcs8v1().map(|der| der.as_ref().to_vec())),
        SigningAlgorithm::EdDsa => {
            Ed25519KeyPair::generate().and_then(|pair| pair.to_pkcs8v1().map(|der| der.as_ref().to_vec()))
        }
        SigningAlgorithm::Rs256 => {
            RsaKeyPair::generate(KeySize::Rsa2048).and_then(|pair| pair.as_der().map(|der| der.as_ref().to_vec()))
        }
    };
    let der = Zeroizing::new(der.map_err(|_| super::key::fault(DOING, "no key came of it"))?);
    if algorithm != SigningAlgorithm::Rs256 {
        return Ok(der);
    }
    let info =
        PrivateKeyInfo::try_from(der.as_slice()).map_err(|error| super::key::fault(DOING, &error.to_string()))?;
    Ok(Zeroizing::new(info.private_key.to_vec()))
}

/// The private half as JWT signing wants it.
pub(super) fn encoding_key(algorithm: SigningAlgorithm, private: &[u8]) -> EncodingKey {
    match algorithm {
        SigningAlgorithm::Es256 => EncodingKey::from_ec_der(private),
        SigningAlgorithm::EdDsa => EncodingKey::from_ed_der(private),
        SigningAlgorithm::Rs256 => EncodingKey::from_rsa_der(private),
    }
}
