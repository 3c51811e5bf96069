use async_graphql::{Error, ServerError};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};

use super::{MediaType, answer};
use crate::graphql::top_level::{Code, unplaced};

/// Why a request is answered without being executed.
#[derive(Debug)]
pub(super) enum Failure {
    /// It is no GraphQL over HTTP, whatever it says: the status stands for every media type.
    Http { status: StatusCode, message: String, allow: Option<&'static str> },
    /// It is, and what it asks for cannot be done.
    Request(Vec<ServerError>),
}

impl Failure {
    pub(super) fn http(status: StatusCode, message: impl Into<String>) -> Self {
        Self::Http { status, message: message.into(), allow: None }
    }

    pub(super) fn method(allow: &'static str, message: impl Into<String>) -> Self {
        Self::Http { status: StatusCode::METHOD_NOT_ALLOWED, message: message.into(), allow: Some(allow) }
    }

    /// One error that belongs to no place in the document.
    pub(super) fn request(code: Code, message: impl Into<String>) -> Self {
        Self::Request(vec![unplaced(code.error(message))])
    }

    pub(super) fn into_response(self, media_type: MediaType) -> Response {
        match self {
            Self::Request(errors) => answer::refused(media_type, &errors),
            Self::Http { status, message, allow } => {
                let mut response = failure(status, Code::BadUserInput.error(message));
                if let Some(allow) = allow {
                    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
                }
                response
            }
        }
    }
}

/// An answer with one error and no data, for what fails before or around GraphQL.
pub fn failure(status: StatusCode, error: Error) -> Response {
    let errors = [unplaced(error)];
    let mut response = (status, answer::body(None, &errors)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, MediaType::Json.header());
    answer::tell(&mut response, &errors);
    response
}
