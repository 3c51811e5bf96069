//! Whether the server lives, and whether it can do its work.

use std::{fmt, sync::Arc};

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::future::BoxFuture;
use http::{StatusCode, header::CONTENT_TYPE};
use serde_json::json;

use super::limits;

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

pub(super) async fn live() -> Response {
    health(true)
}

pub(super) async fn ready(State(IsReady(ask)): State<IsReady>) -> Response {
    health(tokio::time::timeout(limits::READY, ask()).await.unwrap_or(false))
}

fn health(good: bool) -> Response {
    let (status, word) = if good { (StatusCode::OK, "pass") } else { (StatusCode::SERVICE_UNAVAILABLE, "fail") };
    let body = json!({ "status": word }).to_string();
    (status, [(CONTENT_TYPE, "application/health+json")], body).into_response()
}
