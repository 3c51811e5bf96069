use std::{fmt, sync::Arc};

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// Gives the public keys as a JWK Set (RFC 7517 §5).
#[derive(Clone)]
pub struct PublicKeys(Arc<dyn Fn() -> String + Send + Sync>);

impl PublicKeys {
    /// Asked at every request: it must be cheap.
    pub fn new(keys: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(keys))
    }
}

impl fmt::Debug for PublicKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKeys")
    }
}

/// Five minutes: a key is published before it signs, and whoever meets an unknown `kid` asks again.
pub(super) async fn show(State(PublicKeys(keys)): State<PublicKeys>) -> Response {
    let headers = [(CONTENT_TYPE, "application/jwk-set+json"), (CACHE_CONTROL, "public, max-age=300")];
    (headers, keys()).into_response()
}
