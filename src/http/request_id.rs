use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue};
use tracing::Instrument;

use crate::{
    effects::{Clock, Random},
    graphql::top_level::RequestId,
};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names a request in the log and in its answer. What a client sends as the id is not taken: it could pass its
/// requests off as another's.
pub(super) async fn name(State(clock): State<Clock>, mut request: Request, next: Next) -> Response {
    let id = RequestId(Random.id(clock.now()));
    // The path alone: a query may carry a mailed token.
    let span = tracing::info_span!("request", %id, method = %request.method(), path = request.uri().path());
    request.extensions_mut().insert(id);
    async move {
        let mut response = next.run(request).await;
        tracing::debug!(status = response.status().as_u16(), "answered");
        let value = HeaderValue::try_from(id.to_string()).expect("a UUID is a header value");
        response.headers_mut().insert(X_REQUEST_ID, value);
        response
    }
    .instrument(span)
    .await
}
