use std::{any::Any, panic::AssertUnwindSafe};

use axum::{extract::Request, middleware::Next, response::Response};
use futures_util::FutureExt;

use super::failure;
use crate::graphql::top_level::{RequestId, internal};

/// Answers 500 when a handler panics, so that one request's mistake is only its own. The well-kept layer for it
/// does not know the request that its answer must name.
pub(super) async fn answer(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().copied();
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(panic = said(panic.as_ref()), "a request panicked");
            failure(http::StatusCode::INTERNAL_SERVER_ERROR, internal(id))
        }
    }
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&'static str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}
