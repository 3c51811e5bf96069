use async_graphql::{PathSegment, ServerError, Value, indexmap::IndexMap};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use super::{Codes, MediaType};
use crate::graphql::top_level::{Code, RequestId, internal};

/// How many errors of a request that was not executed are told: an answer is not to be many times its request.
const ERRORS: usize = 20;

/// What is wrong with the token; the body says how.
const CHALLENGE: &str = r#"Bearer error="invalid_token""#;

/// The answer to a request that was not executed: errors, and no `data`.
pub(super) fn refused(media_type: MediaType, errors: &[ServerError]) -> Response {
    build(media_type, refused_status(media_type, errors), body(None, errors), errors)
}

/// The answer to a request that a bad access token ended (RFC 6750 §3.1).
pub(super) fn unauthenticated(media_type: MediaType, errors: &[ServerError]) -> Response {
    let mut response = build(media_type, StatusCode::UNAUTHORIZED, body(None, errors), errors);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(CHALLENGE));
    response
}

/// The answer to a request that was executed, with the headers that its resolvers set.
pub(super) fn executed(media_type: MediaType, executed: &async_graphql::Response) -> Response {
    let away = executed.errors.iter().any(|error| has_code(error, Code::ServiceUnavailable));
    let status = if away && is_empty(&executed.data) { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let mut response = build(media_type, status, body(Some(&executed.data), &executed.errors), &executed.errors);
    for (name, value) in &executed.http_headers {
        response.headers_mut().append(name, value.clone());
    }
    response
}

/// Does what the library leaves out: a field that may not be null and failed takes the object that it is in with it
/// (GraphQL, October 2021, §6.4.4), instead of only missing there; and data of which all was skipped is empty, not null.
///
/// Whatever holds an object whose fields may fail is nullable here, so that nothing above it has to go as well.
pub(super) fn complete(response: &mut async_graphql::Response) {
    for error in &response.errors {
        take_along(&mut response.data, &error.path);
    }
    if response.data == Value::Null && response.errors.is_empty() {
        response.data = Value::Object(IndexMap::new());
    }
}

fn take_along(data: &mut Value, path: &[PathSegment]) {
    let Some((PathSegment::Field(failed), way)) = path.split_last() else { return };
    let inside = way.iter().try_fold(data, |value, step| match (step, value) {
        (PathSegment::Field(key), Value::Object(fields)) => fields.get_mut(key.as_str()),
        (PathSegment::Index(index), Value::List(items)) => items.get_mut(*index),
        _ => None,
    });
    if let Some(object @ Value::Object(_)) = inside
        && !matches!(object, Value::Object(fields) if fields.contains_key(failed.as_str()))
    {
        *object = Value::Null;
    }
}

/// Gives every error of an execution a code: one that has none is the library's or a mistake of ours, and may
/// say more than a client should know.
pub(super) fn code_executed(errors: &mut [ServerError], request: Option<RequestId>) {
    for error in errors.iter_mut().filter(|error| !is_coded(error)) {
        tracing::error!(message = error.message, path = ?error.path, "a resolver failed without a code");
        let opaque = internal(request);
        error.message = opaque.message;
        error.extensions = opaque.extensions;
    }
}

/// Gives errors from before execution a code: those that have none are validation's. Of a thousand unknown fields
/// the first few are told.
pub(super) fn code_refused(errors: &mut Vec<ServerError>) {
    errors.truncate(ERRORS);
    for error in errors.iter_mut().filter(|error| !is_coded(error)) {
        error.extensions = Code::ValidationFailed.error("").extensions;
    }
}

/// A response as GraphQL has it (October 2021, §7.1), in JSON.
pub(super) fn body(data: Option<&Value>, errors: &[ServerError]) -> String {
    #[derive(Serialize)]
    struct Body<'b> {
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        errors: &'b [ServerError],
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<&'b Value>,
    }
    serde_json::to_string(&Body { errors, data }).expect("GraphQL values and errors have string keys only")
}

/// Tells those who look at the response what its body says.
pub(super) fn tell(response: &mut Response, errors: &[ServerError]) {
    add_retry_after(response, errors);
    let codes = errors.iter().filter_map(|error| match error.extensions.as_ref()?.get("code") {
        Some(Value::String(code)) => Some(code.clone()),
        _ => None,
    });
    response.extensions_mut().insert(Codes(codes.collect()));
}

/// Says in the header what `retryAfterSeconds` says in the body.
fn add_retry_after(response: &mut Response, errors: &[ServerError]) {
    let seconds = errors.iter().filter_map(|error| match error.extensions.as_ref()?.get("retryAfterSeconds") {
        Some(Value::Number(seconds)) => seconds.as_u64(),
        _ => None,
    });
    if let Some(seconds) = seconds.max() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

fn build(media_type: MediaType, status: StatusCode, body: String, errors: &[ServerError]) -> Response {
    let mut response = (status, body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, media_type.header());
    tell(&mut response, errors);
    response
}

/// The status of an answer without data. Whatever is wrong with the request is 400: GraphQL over HTTP asks for a
/// fitting 4xx and recommends 422 for some, where the clients and tools from before its first edition know 400.
/// For clients that know only `application/json` it is 200.
fn refused_status(media_type: MediaType, errors: &[ServerError]) -> StatusCode {
    let has = |code| errors.iter().any(|error| has_code(error, code));
    match media_type {
        _ if has(Code::ServiceUnavailable) => StatusCode::SERVICE_UNAVAILABLE,
        _ if has(Code::InternalServerError) => StatusCode::INTERNAL_SERVER_ERROR,
        _ if has(Code::QueryTooComplex) => StatusCode::BAD_REQUEST,
        MediaType::GraphqlResponse => StatusCode::BAD_REQUEST,
        MediaType::Json => StatusCode::OK,
    }
}

/// Whether nothing came of an execution: no top-level field has a value.
fn is_empty(data: &Value) -> bool {
    match data {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(|value| *value == Value::Null),
        _ => false,
    }
}

fn is_coded(error: &ServerError) -> bool {
    error.extensions.as_ref().is_some_and(|extensions| extensions.get("code").is_some())
}

fn has_code(error: &ServerError, code: Code) -> bool {
    let found = error.extensions.as_ref().and_then(|extensions| extensions.get("code"));
    matches!(found, Some(Value::String(found)) if found == code.as_str())
}
