//! The GraphQL endpoint: from a request to an executed operation, the cheapest refusals first.
//!
//! ```text
//! method ▶ content type ▶ size ▶ Accept ▶ body ▶ limits ▶ parse ▶ weigh ▶ choose ▶ variables ▶ validate ▶ token ▶ execute
//! ```
//!
//! Always true: nothing recurses into what was not looked at before; a document is parsed once; an answer has
//! `data` exactly when execution began. Follows GraphQL over HTTP and RFC 6750.

mod answer;
mod asked;
mod document;
mod failure;
#[cfg(any(test, fuzzing))]
mod fuzzing;
mod media_type;
mod nesting;
mod outcome;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc};

use async_graphql::{Data, Executor, ServerError, Variables, parser::types::ExecutableDocument};
use axum::{
    extract::{Request, State},
    response::Response,
};
use http::StatusCode;
use tracing::{Instrument, Span, field::Empty};

use self::{asked::Asked, document::Prepared, failure::Failure, media_type::MediaType};
use super::{Clients, bearer::bearer};
use crate::{
    caller::{Bearer, Client},
    graphql::{Refused, top_level::RequestId},
    schema::admission::Passage,
    traces,
};

/// How much of a client's name for its operation goes into a trace.
const LONGEST_NAME: usize = 100;

pub use failure::failure;
#[cfg(any(test, fuzzing))]
pub use fuzzing::request_body;
pub(super) use outcome::{Codes, Operated};

/// Puts what resolvers need to know about a request into its data: the caller, the client, and where an access
/// token was presented a [`TokenCheck`](crate::schema::admission::TokenCheck).
#[derive(Clone)]
pub struct Admit(Arc<Admission>);

type Admission = dyn Fn(Client, Bearer, &mut Data) + Send + Sync;

impl Admit {
    /// Called once for every request that gets as far as validation; it must not wait for anything.
    pub fn new(admit: impl Fn(Client, Bearer, &mut Data) + Send + Sync + 'static) -> Self {
        Self(Arc::new(admit))
    }
}

impl fmt::Debug for Admit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Admit")
    }
}

/// What the endpoint works with.
#[derive(Clone)]
pub(super) struct Endpoint<E> {
    pub(super) schema: E,
    pub(super) admit: Admit,
    pub(super) clients: Clients,
}

/// Answers a request to the endpoint, by whatever method.
pub(super) async fn serve<E: Executor>(State(endpoint): State<Endpoint<E>>, request: Request) -> Response {
    let media_type = media_type::accepted(request.headers());
    let answered = endpoint.answer(media_type, request).await;
    answered.unwrap_or_else(|failure| failure.into_response(media_type.unwrap_or(MediaType::Json)))
}

impl<E: Executor> Endpoint<E> {
    async fn answer(&self, media_type: Option<MediaType>, request: Request) -> Result<Response, Failure> {
        let (head, body) = request.into_parts();
        asked::check_head(&head)?;
        let Some(media_type) = media_type else {
            let message = "Accept `application/graphql-response+json` or `application/json`.";
            return Err(Failure::http(StatusCode::NOT_ACCEPTABLE, message));
        };
        let asked = asked::read(&head, body).await?;
        let Prepared { document, variables, passage } = document::prepare(&asked, &head.method)?;

        let mut data = Data::default();
        let id = head.extensions.get::<RequestId>().copied();
        if let Some(id) = id {
            data.insert(id);
        }
        (self.admit.0)(self.clients.client(&head), bearer(&head.headers), &mut data);
        data.insert(passage.clone());
        let refused = Refused::default();
        data.insert(refused.clone());
        let span = tracing::info_span!(
            target: traces::TARGET,
            "operation",
            otel.name = passage.kind(),
            "graphql.operation.type" = passage.kind(),
            "graphql.operation.name" = Empty,
            "keyward.operation" = Empty,
        );
        let executing = self.schema.execute(runnable(&asked, document, variables, data));
        let executed = executing.instrument(span.clone()).await;
        trace(&span, &asked, &passage);
        let mut response = self.present(media_type, &asked, &passage, executed, id).await;
        response.extensions_mut().insert(Operated::new(&passage, &refused));
        Ok(response)
    }

    async fn present(
        &self,
        media_type: MediaType,
        asked: &Asked,
        passage: &Passage,
        mut response: async_graphql::Response,
        id: Option<RequestId>,
    ) -> Response {
        if passage.is_executed() {
            answer::code_executed(&mut response.errors, id);
            answer::complete(&mut response);
            return answer::executed(media_type, &response);
        }
        if passage.is_unauthenticated() {
            return answer::unauthenticated(media_type, &response.errors);
        }
        if let Some(faults) = passage.variable_faults() {
            response.errors = self.document_errors(asked).await;
            if response.errors.is_empty() {
                response.errors = faults.to_vec();
            }
        }
        answer::code_refused(&mut response.errors);
        answer::refused(media_type, &response.errors)
    }

    /// What is wrong with a document whatever its variables are: that comes before what is wrong with them.
    async fn document_errors(&self, asked: &Asked) -> Vec<ServerError> {
        let Ok(document) = async_graphql::parser::parse_query(&asked.query) else { return Vec::new() };
        let mut data = Data::default();
        data.insert(Passage::validating());
        self.schema.execute(runnable(asked, document, Variables::default(), data)).await.errors
    }
}

/// What a valid operation is called; what is in one that is not is nobody's business.
fn trace(span: &Span, asked: &Asked, passage: &Passage) {
    if let Some(called) = passage.called() {
        span.record("keyward.operation", called);
        let name = asked.operation_name.as_deref().filter(|name| name.len() <= LONGEST_NAME);
        span.record("graphql.operation.name", name);
    }
}

/// The text stays behind: the library needs it only to parse it.
fn runnable(asked: &Asked, document: ExecutableDocument, variables: Variables, data: Data) -> async_graphql::Request {
    let mut request = async_graphql::Request::new("").variables(variables);
    request.operation_name.clone_from(&asked.operation_name);
    request.data = data;
    request.set_parsed_query(document);
    request
}
