use axum::{extract::Request, middleware::Next, response::Response};
use http::StatusCode;

use super::{failure, limits};
use crate::graphql::top_level::unavailable;

/// Ends a request that takes too long.
pub(super) async fn end(request: Request, next: Next) -> Response {
    tokio::time::timeout(limits::REQUEST, next.run(request)).await.unwrap_or_else(|_| {
        tracing::warn!("a request took too long and was ended");
        failure(StatusCode::SERVICE_UNAVAILABLE, unavailable(limits::RETRY_AFTER))
    })
}
