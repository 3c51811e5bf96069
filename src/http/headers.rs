use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderName, HeaderValue,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
        X_FRAME_OPTIONS,
    },
};

/// For answers that are data: a browser that shows one all the same loads and runs nothing.
const NOTHING: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const CROSS_ORIGIN_OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Whether browsers are told to come back by https only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transport {
    HttpsOnly,
    Any,
}

/// Gives every answer its security headers; what a route has set itself stays.
pub(super) async fn add(State(transport): State<Transport>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let mut set = |name: HeaderName, value: &'static str| {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(CACHE_CONTROL, "no-store");
    set(CONTENT_SECURITY_POLICY, NOTHING);
    set(CROSS_ORIGIN_OPENER_POLICY, "same-origin");
    set(REFERRER_POLICY, "no-referrer");
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    // For browsers that do not know `frame-ancestors`.
    set(X_FRAME_OPTIONS, "DENY");
    if transport == Transport::HttpsOnly {
        set(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
