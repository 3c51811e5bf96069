use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderValue, StatusCode, Version, header};

use super::failure;
use crate::graphql::top_level::Code;

/// Refuses a request by HTTP/1.1 that names no host, or two (RFC 9112 §3.2). Nothing here goes by the name, but what
/// stands before the server may have gone by another one of them.
pub(super) async fn check(request: Request, next: Next) -> Response {
    let hosts = request.headers().get_all(header::HOST).iter().count();
    if request.version() != Version::HTTP_11 || hosts == 1 {
        return next.run(request).await;
    }
    let mut refused = failure(StatusCode::BAD_REQUEST, Code::BadUserInput.error("Send one `Host` header."));
    refused.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    refused
}
