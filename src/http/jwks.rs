use std::{fmt, sync::Arc};

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::features::signing_keys::JWKS_MAX_AGE;

/// Gives the public keys as a JWK Set (RFC 7517 §5).
#[derive(Clone)]
pub struct PublicKeys(Arc<dyn Fn() -> Bytes + Send + Sync>);

impl PublicKeys {
    /// Asked at every request: it must be cheap.
    pub fn new(keys: impl Fn() -> Bytes + Send + Sync + 'static) -> Self {
        Self(Arc::new(keys))
    }
}

impl fmt::Debug for PublicKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKeys")
    }
}

/// It may be kept for a while: a key is published well before it signs, and whoever meets an unknown `kid` asks again.
pub(super) async fn show(State(PublicKeys(keys)): State<PublicKeys>) -> Response {
    let caching = format!("public, max-age={}", JWKS_MAX_AGE.as_secs());
    let headers = [(CONTENT_TYPE, "application/jwk-set+json".to_owned()), (CACHE_CONTROL, caching)];
    (headers, keys()).into_response()
}
