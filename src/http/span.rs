use axum::{extract::MatchedPath, extract::Request, response::Response};
use http::Method;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::{Span, field::Empty};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{graphql::top_level::RequestId, traces};

/// The span of a request in a trace: the caller's, where it says so by `traceparent` (W3C Trace Context).
pub(super) fn begin(request: &Request, id: RequestId) -> Span {
    let method = method(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let span = tracing::info_span!(
        target: traces::TARGET,
        "request",
        otel.name = format!("{method} {route}").trim_end(),
        otel.kind = "server",
        otel.status_code = Empty,
        "http.request.method" = method,
        "http.route" = route,
        "http.response.status_code" = Empty,
        "keyward.request_id" = %id,
    );
    if !span.is_disabled() {
        let parent = TraceContextPropagator::new().extract(&HeaderExtractor(request.headers()));
        // Only fails where no traces are made.
        let _ = span.set_parent(parent);
    }
    span
}

pub(super) fn end(span: &Span, response: &Response) {
    span.record("http.response.status_code", response.status().as_u16());
    if response.status().is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
}

/// As the conventions have it: a method that nobody knows is not repeated. It may be as long as a request's head.
pub(super) fn method(method: &Method) -> &str {
    match *method {
        Method::GET | Method::POST | Method::HEAD | Method::OPTIONS | Method::PUT | Method::DELETE | Method::PATCH => {
            method.as_str()
        }
        _ => "_OTHER",
    }
}
