use axum::response::{IntoResponse, Redirect, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, RETRY_AFTER},
    request,
};
use url::Url;

use super::PageParts;
use crate::{
    error::{Error, Refusal},
    graphql::top_level::{RequestId, log},
    http::pages::Problem,
    languages::Language,
};

impl PageParts {
    /// A page. Its form is posted with its origin, and no link from it tells the token.
    pub(super) fn page(&self, status: StatusCode, html: String) -> Response {
        let mut response = (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response();
        let headers = response.headers_mut();
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        if let Ok(policy) = HeaderValue::try_from(self.policy()) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        response
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

/// 303: the form's answer is another page.
pub(super) fn see_other(url: &Url) -> Response {
    Redirect::to(url.as_str()).into_response()
}

/// The one refusal of an operation that refuses for one reason.
pub(super) fn refusal_of(error: &Error) -> Option<Refusal> {
    match error {
        Error::Refused(refusals) => refusals.iter().next().map(|refused| refused.refusal),
        _ => None,
    }
}
