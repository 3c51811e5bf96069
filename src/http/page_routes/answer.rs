use axum::response::{IntoResponse, Redirect, Response};
use http::{
    StatusCode,
    header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER},
    request,
};
use url::Url;

use super::PageParts;
use crate::{
    error::{Error, Refusal},
    graphql::top_level::{RequestId, log},
    http::pages::{LinkProblem, Problem},
    languages::Language,
};

impl PageParts {
    /// A page whose form may be posted here, and answered by the app.
    pub(super) fn page(&self, status: StatusCode, html: String) -> Response {
        page(status, html, &self.policy())
    }

    /// A page that says why there is no other.
    pub(super) fn problem(&self, request: &request::Parts, language: &Language, error: Error) -> Response {
        let id = request.extensions.get::<RequestId>().copied();
        match error {
            Error::Unavailable { retry_after } => {
                let mut busy = self.page(StatusCode::SERVICE_UNAVAILABLE, self.pages.problem(language, Problem::Busy));
                busy.headers_mut().insert(RETRY_AFTER, retry_after.as_secs().max(1).into());
                busy
            }
            other => {
                log(&other, id);
                let request = id.map(|id| id.to_string()).unwrap_or_default();
                let html = self.pages.problem(language, Problem::WentWrong { request: &request });
                self.page(StatusCode::INTERNAL_SERVER_ERROR, html)
            }
        }
    }
}

/// A page. Its form is posted with its origin, and no link from it tells the token.
pub(in crate::http) fn page(status: StatusCode, html: String, policy: &str) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (REFERRER_POLICY, "same-origin"),
        (CONTENT_SECURITY_POLICY, policy),
    ];
    (status, headers, html).into_response()
}

/// 303: the form's answer is another page.
pub(super) fn see_other(url: &Url) -> Response {
    Redirect::to(url.as_str()).into_response()
}

/// Why a link is no good that can only be too old or not be one.
pub(super) fn link_problem(error: &Error) -> Option<(StatusCode, LinkProblem)> {
    match refusal_of(error)? {
        Refusal::TokenExpired => Some((StatusCode::GONE, LinkProblem::Expired)),
        _ => Some((StatusCode::BAD_REQUEST, LinkProblem::Invalid)),
    }
}

/// The one refusal of an operation that refuses for one reason.
pub(super) fn refusal_of(error: &Error) -> Option<Refusal> {
    match error {
        Error::Refused(refusals) => refusals.iter().next().map(|refused| refused.refusal),
        _ => None,
    }
}
