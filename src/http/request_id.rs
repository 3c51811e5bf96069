use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue};
use tracing::Instrument;

use super::span;
use crate::{
    effects::{Clock, Random},
    graphql::top_level::RequestId,
};

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names a request in the log and in its answer. What a client sends as the id is not taken: it could pass its
/// requests off as another's.
pub(super) async fn name(State(clock): State<Clock>, mut request: Request, next: Next) -> Response {
    let id = RequestId(Random.id(clock.now()));
    // Whatever LOG leaves out, a line that is written says which request it belongs to.
    let span = tracing::error_span!("request", request_id = %id);
    request.extensions_mut().insert(id);
    async move {
        let traced = span::begin(&request, id);
        let mut response = next.run(request).instrument(traced.clone()).await;
        span::end(&traced, &response);
        let value = HeaderValue::try_from(id.to_string()).expect("a UUID is a header value");
        response.headers_mut().insert(X_REQUEST_ID, value);
        response
    }
    .instrument(span)
    .await
}
