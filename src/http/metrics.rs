//! The metrics, on a listener of their own: whoever may look at them need not reach the server, and the other way round.

use std::{fmt, sync::Arc};

use axum::{Router, extract::State, response::IntoResponse, routing::get};
use futures_util::future::BoxFuture;
use http::header::CONTENT_TYPE;

/// What OpenMetrics 1.0 is called; Prometheus asks for it first.
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Writes down what there is to see now.
#[derive(Clone)]
pub struct Show(Arc<dyn Fn() -> BoxFuture<'static, String> + Send + Sync>);

impl Show {
    /// Asked at every scrape; it must come to an end by itself.
    pub fn new(show: impl Fn() -> BoxFuture<'static, String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(show))
    }
}

impl fmt::Debug for Show {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Show")
    }
}

/// `GET /metrics`, and nothing else.
pub fn metrics(show: Show) -> Router {
    Router::new().route("/metrics", get(metrics_now)).with_state(show)
}

async fn metrics_now(State(Show(show)): State<Show>) -> impl IntoResponse {
    ([(CONTENT_TYPE, OPEN_METRICS)], show().await)
}
