use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use jsonwebtoken::{Algorithm, EncodingKey};
use keyward::config::Config;
use sea_orm::TryGetable;

use super::{Behind, Server};

/// The private key that a server signs with, for tokens that are hostile though their signature is right.
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    pub(crate) algorithm: Algorithm,
    key: EncodingKey,
}

impl SigningKey {
    /// A server's only key.
    pub(crate) async fn of(server: &Server) -> Self {
        let config = Config::from_pairs(&server.settings).expect("settings that are right");
        let private = Self::private(&server.behind, &config).await;
        let (algorithm, key) = match one::<String>(&server.behind, "algorithm").await.as_str() {
            "ES256" => (Algorithm::ES256, EncodingKey::from_ec_der(&private)),
            "EdDSA" => (Algorithm::EdDSA, EncodingKey::from_ed_der(&private)),
            _ => (Algorithm::RS256, EncodingKey::from_rsa_der(&private)),
        };
        Self { kid: one(&server.behind, "kid").await, algorithm, key }
    }

    /// The private half of the only key in a database, opened with `SECRET`.
    pub(crate) async fn private(behind: &Behind, config: &Config) -> Vec<u8> {
        let kid: String = one(behind, "kid").await;
        let sealed: Vec<u8> = one(behind, "sealed_private_key").await;
        let vault = config.secrets.keys_for("signing-keys").next().expect("the secret in force");
        let vault = RandomizedNonceKey::new(&AES_256_GCM, vault.as_ref()).expect("AES-256 takes 32 bytes");
        let (nonce, sealed) = sealed.split_at(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(nonce).expect("a nonce in front");
        let mut opened = sealed.to_vec();
        vault.open_in_place(nonce, Aad::from(&kid), &mut opened).expect("sealed under this secret").to_vec()
    }

    /// What it signs, in base64url.
    pub(crate) fn sign(&self, input: &str) -> String {
        jsonwebtoken::crypto::sign(input.as_bytes(), &self.key, self.algorithm).expect("a signature")
    }
}

async fn one<T: TryGetable>(behind: &Behind, column: &str) -> T {
    behind.rows(&format!("SELECT {column} FROM signing_keys")).await.pop().expect("a key")
}
