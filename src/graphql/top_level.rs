//! The one place where an [`Error`] becomes one of the response's top-level `errors`.

use std::{error::Error as StdError, fmt, time::Duration};

use async_graphql::{Context, ErrorExtensionValues, Pos, ServerError};
use uuid::Uuid;

use crate::error::{Chain, Error, Fault, Reason};

/// What a top-level error is, in its `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The document is no GraphQL.
    ParseFailed,
    /// The document does not fit the schema.
    ValidationFailed,
    /// The variables, or the request around the document, are not what they must be.
    BadUserInput,
    /// Which operation is to run cannot be told.
    OperationResolutionFailure,
    /// The document is past one of the limits.
    QueryTooComplex,
    /// A signed-in caller is needed, and there is none.
    Unauthenticated,
    /// The caller may not.
    Forbidden,
    /// Trying again later is all there is to do.
    ServiceUnavailable,
    /// Something broke here.
    InternalServerError,
}

impl Code {
    /// The code as the contract writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::OperationResolutionFailure => "OPERATION_RESOLUTION_FAILURE",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::ServiceUnavailable => "SERVICE_UNAVAILABLE",
            Self::InternalServerError => "INTERNAL_SERVER_ERROR",
        }
    }

    /// An error with this code and nothing else beside its message.
    #[must_use]
    pub fn error(self, message: impl Into<String>) -> async_graphql::Error {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", self.as_str());
        async_graphql::Error { message: message.into(), source: None, extensions: Some(extensions) }
    }
}

/// What one request is called in the log, in `x-request-id` and in the `requestId` of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The top-level error for a resolver that failed; a fault is logged here, once.
#[must_use]
pub fn fail(ctx: &Context<'_>, error: Error) -> async_graphql::Error {
    top_level(error, ctx.data_opt::<RequestId>().copied())
}

/// As [`fail`], where there is no resolver's context.
#[must_use]
pub fn top_level(error: Error, request: Option<RequestId>) -> async_graphql::Error {
    match error {
        Error::Unauthenticated(reason) => unauthenticated(reason),
        Error::Forbidden(why) => Code::Forbidden.error(why),
        Error::Unavailable { retry_after } => unavailable(retry_after),
        Error::Fault(fault) => broken(&fault, request),
        refused @ Error::Refused(_) => broken(&misplaced(&refused), request),
    }
}

/// Logs what broke here, once, under the id that its answer carries.
pub fn log(error: &dyn StdError, request: Option<RequestId>) {
    let request_id = request.map(|id| id.to_string()).unwrap_or_default();
    tracing::error!(request_id, error = %Chain(error), "a request failed");
}

/// `SERVICE_UNAVAILABLE`, with when to come back in whole seconds, rounded up and at least one.
#[must_use]
pub fn unavailable(retry_after: Duration) -> async_graphql::Error {
    let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
    let message = "The server cannot answer just now. Try again after `retryAfterSeconds`.";
    with(Code::ServiceUnavailable.error(message), "retryAfterSeconds", seconds.max(1))
}

/// `INTERNAL_SERVER_ERROR`, with the request's id and nothing else of the cause.
#[must_use]
pub fn internal(request: Option<RequestId>) -> async_graphql::Error {
    let error = Code::InternalServerError.error("Something went wrong here. Name the `requestId` when you report it.");
    with(error, "requestId", request.map(|id| id.to_string()).unwrap_or_default())
}

/// An error that belongs to no place in the document.
#[must_use]
pub fn unplaced(error: async_graphql::Error) -> ServerError {
    ServerError { locations: Vec::new(), ..error.into_server_error(Pos::default()) }
}

fn unauthenticated(reason: Reason) -> async_graphql::Error {
    let (name, message) = match reason {
        Reason::Missing => {
            ("MISSING", "This needs an access token: send the header `Authorization: Bearer <accessToken>`.")
        }
        Reason::Invalid => {
            ("INVALID", "The access token is none that this server accepts. Refresh it, or sign in again.")
        }
        Reason::Expired => ("EXPIRED", "The access token has expired. Refresh it, or sign in again."),
        Reason::Revoked => ("REVOKED", "The session of the access token has ended. Sign in again."),
    };
    with(Code::Unauthenticated.error(message), "reason", name)
}

fn broken(fault: &Fault, request: Option<RequestId>) -> async_graphql::Error {
    log(fault, request);
    internal(request)
}

/// A refusal belongs into the payload: here it is a mistake of ours.
fn misplaced(refused: &Error) -> Fault {
    Fault::while_doing("presenting a refusal as data")(refused.to_string())
}

fn with(mut error: async_graphql::Error, name: &str, value: impl Into<async_graphql::Value>) -> async_graphql::Error {
    error.extensions.get_or_insert_default().set(name, value);
    error
}
