use std::sync::Arc;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};

use crate::error::Fault;

/// A key that signs, with its id.
#[derive(Clone)]
pub struct SigningKey {
    /// The `kid` of what it signs.
    pub kid: Arc<str>,
    /// The `alg` of what it signs.
    pub algorithm: Algorithm,
    /// The private half.
    pub encoding: Arc<EncodingKey>,
}

/// A key that verifies, and the one algorithm it may be used with.
#[derive(Clone)]
pub struct VerifyingKey {
    /// The only `alg` that a token under this key may name.
    pub algorithm: Algorithm,
    /// The public half.
    pub decoding: Arc<DecodingKey>,
}

/// Something about a key went wrong that no caller can mend.
pub(super) fn fault(doing: &'static str, what: &str) -> Fault {
    Fault::while_doing(doing)(what)
}
