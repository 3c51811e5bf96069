use async_graphql::{ParseRequestError, Variables};
use async_graphql_axum::{GraphQLRequest, rejection::GraphQLRejection};
use axum::{
    body::{Body, Bytes},
    extract::FromRequest,
};
use http::{Method, StatusCode, header, request};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::{Map, Value};

use super::{Failure, media_type, nesting};
use crate::{
    graphql::top_level::Code,
    http::limits,
    schema::limits::{Excess, NESTING},
};

/// What a request asks for (GraphQL over HTTP, "Request Parameters"). `extensions` are looked at and left: there
/// are none here.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) query: String,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Variables,
}

/// Refuses what needs no reading: the method, the kind and the size of the body.
pub(super) fn check_head(request: &request::Parts) -> Result<(), Failure> {
    match request.method {
        Method::GET => Ok(()),
        Method::POST if !media_type::is_json(&request.headers) => {
            let message = "Send the request as `Content-Type: application/json`, in UTF-8.";
            Err(Failure::http(StatusCode::UNSUPPORTED_MEDIA_TYPE, message))
        }
        Method::POST => {
            let declared = request.headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
            let length = declared.and_then(|length| length.parse::<u64>().ok()).unwrap_or(0);
            if length > limits::BODY as u64 { Err(too_large()) } else { Ok(()) }
        }
        _ => Err(Failure::method("GET, POST", "GraphQL is asked for by POST, and queries by GET too.")),
    }
}

/// Reads what is asked for, from the URL or the body.
pub(super) async fn read(request: &request::Parts, body: Body) -> Result<Asked, Failure> {
    if request.method == Method::GET {
        return from_url(request.uri.query().unwrap_or_default());
    }
    let body = whole(body).await?;
    // One level more than the variables may have: the object around them.
    nesting::check(&body, NESTING + 1).map_err(too_deep)?;
    if body.trim_ascii_start().starts_with(b"[") {
        return Err(malformed("The body is an array. Send one operation a request, as an object."));
    }
    from_body(body).await
}

/// Hands over to the library what is known to be one shallow object at most.
async fn from_body(body: Bytes) -> Result<Asked, Failure> {
    let mut request = http::Request::new(Body::from(body.clone()));
    *request.method_mut() = Method::POST;
    let decoded = GraphQLRequest::<GraphQLRejection>::from_request(request, &()).await;
    let request = decoded.map_err(|GraphQLRejection(error)| malformed(undecoded(&error)))?;
    let async_graphql::Request { query, operation_name, variables, .. } = request.into_inner();
    if query.is_empty() && !has_query(&body) {
        return Err(malformed("`query` is missing: it has the GraphQL document."));
    }
    Ok(Asked { query, operation_name, variables })
}

/// Where the JSON itself is broken, the library says so well; otherwise it speaks of its own types.
fn undecoded(error: &ParseRequestError) -> String {
    let shape = "an object with `query`, a string; where there are any, `variables`, an object, and `operationName`, \
                 a string";
    match error {
        ParseRequestError::InvalidRequest(error) if !error.to_string().contains("untagged enum") => {
            format!("The body is no JSON: {error}.")
        }
        _ => format!("The body must be {shape}."),
    }
}

/// The library takes a request without a document for one with an empty document.
fn has_query(body: &[u8]) -> bool {
    serde_json::from_slice::<Map<String, Value>>(body).is_ok_and(|members| members.contains_key("query"))
}

async fn whole(body: Body) -> Result<Bytes, Failure> {
    let reading = Limited::new(body, limits::BODY).collect();
    match tokio::time::timeout(limits::BODY_READ, reading).await {
        Ok(Ok(read)) => Ok(read.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(malformed("The body ended before it was complete.")),
        Err(_) => Err(Failure::http(StatusCode::REQUEST_TIMEOUT, "The body did not arrive in time.")),
    }
}

fn from_url(query: &str) -> Result<Asked, Failure> {
    let mut members = Map::new();
    // As the URL Standard reads one; an empty parameter is as good as none.
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()) {
        let value = match &*name {
            "query" | "operationName" => Value::String(value.into_owned()),
            "variables" | "extensions" => json_parameter(&name, &value)?,
            _ => continue,
        };
        members.insert(name.into_owned(), value);
    }
    from_members(members)
}

fn json_parameter(name: &str, text: &str) -> Result<Value, Failure> {
    nesting::check(text.as_bytes(), NESTING).map_err(too_deep)?;
    serde_json::from_str(text).map_err(|_| malformed(format!("`{name}` in the URL is no JSON.")))
}

fn from_members(mut members: Map<String, Value>) -> Result<Asked, Failure> {
    let query = match members.remove("query") {
        Some(Value::String(query)) => query,
        None | Some(Value::Null) => return Err(malformed("`query` is missing: it has the GraphQL document.")),
        Some(_) => return Err(malformed("`query` must be a string: the GraphQL document.")),
    };
    let operation_name = match members.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err(malformed("`operationName` must be a string.")),
    };
    let variables = match members.remove("variables") {
        None | Some(Value::Null) => Variables::default(),
        Some(object @ Value::Object(_)) => Variables::from_json(object),
        Some(_) => return Err(malformed("`variables` must be an object.")),
    };
    match members.remove("extensions") {
        None | Some(Value::Null | Value::Object(_)) => Ok(Asked { query, operation_name, variables }),
        Some(_) => Err(malformed("`extensions` must be an object.")),
    }
}

fn malformed(message: impl Into<String>) -> Failure {
    Failure::http(StatusCode::BAD_REQUEST, message)
}

fn too_large() -> Failure {
    let message = format!("The body is larger than the {} KiB that a request may have.", limits::BODY / 1024);
    Failure::http(StatusCode::PAYLOAD_TOO_LARGE, message)
}

fn too_deep(excess: Excess) -> Failure {
    Failure::request(Code::QueryTooComplex, excess.to_string())
}
