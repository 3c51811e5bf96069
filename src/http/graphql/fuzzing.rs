#![expect(clippy::missing_panics_doc, reason = "that it panics is what a fuzzer looks for")]

use axum::body::Body;
use http::{Method, Request, header};

use super::{asked, document, media_type};

/// What is read as a request is prepared without a panic, and its variables fit into JSON again; nothing larger than a
/// body may be is read. The first byte says whether it comes in the URL, the second part of a head is its `Accept`.
pub fn request_body(data: &[u8]) {
    let Some((first, rest)) = data.split_first() else { return };
    let method = if first.is_multiple_of(4) { Method::GET } else { Method::POST };
    let mut request = Request::new(Body::empty());
    *request.method_mut() = method.clone();
    if method == Method::GET {
        let Some(uri) =
            std::str::from_utf8(rest).ok().and_then(|query| format!("/graphql?{query}").parse::<http::Uri>().ok())
        else {
            return;
        };
        *request.uri_mut() = uri;
    }
    if let Ok(value) = header::HeaderValue::from_bytes(&rest[..rest.len().min(64)]) {
        request.headers_mut().insert(header::ACCEPT, value.clone());
        request.headers_mut().insert(header::CONTENT_TYPE, value);
        let _ = (media_type::accepted(request.headers()), media_type::is_json(request.headers()));
    }
    let (head, _) = request.into_parts();
    // What is there is there at once: nothing is waited for.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let Ok(asked) = runtime.block_on(asked::read(&head, Body::from(rest.to_vec()))) else { return };
    assert!(rest.len() <= crate::http::limits::BODY || method == Method::GET, "larger than it may be");
    let written = serde_json::to_string(&asked.variables).expect("variables are JSON");
    assert!(serde_json::from_str::<serde_json::Value>(&written).is_ok(), "{written}");
    let _ = document::prepare(&asked, &method);
}
