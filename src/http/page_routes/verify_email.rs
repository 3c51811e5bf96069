use std::sync::Arc;

use axum::{
    Form,
    extract::{Request, State},
    response::Response,
};
use http::{Method, StatusCode, request};

use super::{
    PageParts, Pressed,
    answer::{link_problem, refusal_of, see_other},
    token_of,
};
use crate::{
    error::{Error, Refusal},
    http::pages::{VerificationFailure, VerifyEmailPage},
    languages::Language,
};

pub(super) const PATH: &str = "/verify-email";
pub(super) const DISOWN_PATH: &str = "/verify-email/disown";

/// Names the address and asks; with `CONFIRM_EMAIL_ON_GET` confirms at once.
pub(super) async fn ask(State(parts): State<Arc<PageParts>>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let token = token_of(&request.uri);
    if parts.confirm_email_on_get && request.method == Method::GET {
        return parts.confirmed(&request, &token).await;
    }
    match parts.email_change.claim_of(&token).await {
        Ok(claim) => {
            let disown_action = claim.is_disownable.then_some(DISOWN_PATH);
            let page = VerifyEmailPage { address: &claim.address, token: &token, action: PATH, disown_action };
            parts.page(StatusCode::OK, parts.pages.verify_email(&claim.language, page))
        }
        Err(error) => parts.not_verified(&request, &parts.language(&request), error),
    }
}

/// Confirms, and leads on to the app.
pub(super) async fn confirm(
    State(parts): State<Arc<PageParts>>,
    request: request::Parts,
    Form(form): Form<Pressed>,
) -> Response {
    parts.confirmed(&request, &form.token).await
}

/// Deletes the account of somebody else who used the reader's address.
pub(super) async fn disown(
    State(parts): State<Arc<PageParts>>,
    request: request::Parts,
    Form(form): Form<Pressed>,
) -> Response {
    let language = parts.language_of(&request, &form.token).await;
    let error = match parts.email_verification.disown(&parts.clients.client(&request), &form.token).await {
        Ok(()) => return parts.page(StatusCode::OK, parts.pages.disowned(&language)),
        Err(error) => error,
    };
    match link_problem(&error) {
        Some((status, problem)) => parts.page(status, parts.pages.not_disowned(&language, problem)),
        None => parts.problem(&request, &language, error),
    }
}

impl PageParts {
    /// What mail and question were written in; the browser's language where the link leads to no account.
    async fn language_of(&self, request: &request::Parts, token: &str) -> Language {
        let claim = self.email_change.claim_of(token).await;
        claim.map_or_else(|_| self.language(request), |claim| claim.language)
    }

    async fn confirmed(&self, request: &request::Parts, token: &str) -> Response {
        let language = self.language_of(request, token).await;
        let error = match self.email_change.verify(&self.clients.client(request), token).await {
            Ok(()) => {
                return match self.at_the_frontend("email-verified") {
                    Some(url) => see_other(&url),
                    None => self.page(StatusCode::OK, self.pages.verified(&language, self.door())),
                };
            }
            Err(error) => error,
        };
        match (failure(&error), self.at_the_frontend("email-verification-failed")) {
            (Some(failure), Some(mut url)) => {
                url.query_pairs_mut().append_pair("reason", reason(failure));
                see_other(&url)
            }
            _ => self.not_verified(request, &language, error),
        }
    }

    /// A page of this server's own that says why a link is no good.
    fn not_verified(&self, request: &request::Parts, language: &Language, error: Error) -> Response {
        match failure(&error) {
            Some(failure) => self.failed(language, failure),
            None => self.problem(request, language, error),
        }
    }

    fn failed(&self, language: &Language, failure: VerificationFailure) -> Response {
        let status = match failure {
            VerificationFailure::Expired => StatusCode::GONE,
            VerificationFailure::Invalid => StatusCode::BAD_REQUEST,
            VerificationFailure::Taken => StatusCode::CONFLICT,
        };
        self.page(status, self.pages.verification_failed(language, failure, self.door()))
    }
}

fn failure(error: &Error) -> Option<VerificationFailure> {
    match refusal_of(error)? {
        Refusal::TokenExpired => Some(VerificationFailure::Expired),
        Refusal::EmailTaken => Some(VerificationFailure::Taken),
        _ => Some(VerificationFailure::Invalid),
    }
}

fn reason(failure: VerificationFailure) -> &'static str {
    match failure {
        VerificationFailure::Expired => "expired",
        VerificationFailure::Invalid => "invalid",
        VerificationFailure::Taken => "taken",
    }
}
