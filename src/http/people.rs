use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{
    HeaderMap, StatusCode,
    header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE},
    request, response,
};

use super::{
    Clients,
    page_routes::page,
    pages::{POLICY, Pages, Problem},
};
use crate::graphql::top_level::RequestId;

/// What a person who can't be shown a page is told with.
#[derive(Clone)]
pub(super) struct People {
    pub(super) pages: Pages,
    pub(super) clients: Clients,
}

/// Puts a page in the place of an error that is written for programs, where a person reads it: no such path, a form that
/// can't be read, a panic, the time-out.
pub(super) async fn tell(State(people): State<People>, request: Request, next: Next) -> Response {
    if request.uri().path() == "/graphql" {
        return next.run(request).await;
    }
    let (asked, body) = request.into_parts();
    let response = next.run(Request::from_parts(asked.clone(), body)).await;
    if is_for_a_person(&asked, &response) { people.page(&asked, response) } else { response }
}

/// What axum's extractors say is plain text, and only the pages use them.
fn is_for_a_person(asked: &request::Parts, response: &Response) -> bool {
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let kind = text(response.headers(), CONTENT_TYPE);
    let is_written = ["text/html", "application/health+json"].iter().any(|own| kind.starts_with(own));
    let reads_pages = text(&asked.headers, ACCEPT).contains("text/html");
    is_error && !is_written && (reads_pages || kind.starts_with("text/plain"))
}

fn text(headers: &HeaderMap, name: http::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

impl People {
    fn page(&self, asked: &request::Parts, response: Response) -> Response {
        let (response::Parts { status, mut headers, .. }, _) = response.into_parts();
        let id = asked.extensions.get::<RequestId>().map(ToString::to_string).unwrap_or_default();
        let problem = match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Problem::NotFound,
            StatusCode::SERVICE_UNAVAILABLE => Problem::Busy,
            status if status.is_client_error() => Problem::Unreadable,
            _ => Problem::WentWrong { request: &id },
        };
        let mut page = page(status, self.pages.problem(&self.clients.client(asked).language, problem), POLICY);
        // Others stay: `Allow`, `Retry-After`.
        headers.remove(CONTENT_LENGTH);
        headers.remove(CONTENT_TYPE);
        page.headers_mut().extend(headers);
        page
    }
}
