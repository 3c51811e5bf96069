//! Whether the server lives, and whether it can do its work.

use std::{fmt, sync::Arc};

use axum::{
    Extension,
    extract::{ConnectInfo, State},
    response::{IntoResponse, Response},
};
use futures_util::future::BoxFuture;
use http::{HeaderMap, StatusCode, header::CONTENT_TYPE};
use serde_json::json;

use super::{Peer, Proxies, limits};

/// Says whether the database is there and migrated.
#[derive(Clone)]
pub struct IsReady(Arc<dyn Fn() -> BoxFuture<'static, bool> + Send + Sync>);

impl IsReady {
    /// Asked at every request for it; given up after [`limits::READY`].
    pub fn new(ask: impl Fn() -> BoxFuture<'static, bool> + Send + Sync + 'static) -> Self {
        Self(Arc::new(ask))
    }
}

impl fmt::Debug for IsReady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IsReady")
    }
}

/// What readiness is told from.
#[derive(Clone)]
pub(super) struct Readiness {
    pub(super) ready: IsReady,
    pub(super) proxies: Proxies,
}

pub(super) async fn live() -> Response {
    health(true, None)
}

/// Also tells whoever asks if their own request is taken for somebody else's: what stands between a client and the
/// server is seen from here alone, and `keyward doctor` asks by the clients' way.
pub(super) async fn ready(
    State(Readiness { ready: IsReady(ask), proxies }): State<Readiness>,
    peer: Option<Extension<ConnectInfo<Peer>>>,
    headers: HeaderMap,
) -> Response {
    let doubt = peer.and_then(|Extension(ConnectInfo(peer))| proxies.doubt(peer, &headers));
    health(tokio::time::timeout(limits::READY, ask()).await.unwrap_or(false), doubt)
}

fn health(good: bool, note: Option<&str>) -> Response {
    let (status, word) = if good { (StatusCode::OK, "pass") } else { (StatusCode::SERVICE_UNAVAILABLE, "fail") };
    let mut body = json!({ "status": word });
    if let Some(note) = note {
        body["notes"] = json!([note]);
    }
    (status, [(CONTENT_TYPE, "application/health+json")], body.to_string()).into_response()
}
