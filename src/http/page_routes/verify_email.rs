use std::sync::Arc;

use axum::{
    Form,
    extract::{Request, State},
    response::Response,
};
use http::{Method, StatusCode, request};
use serde::Deserialize;

use super::{
    PageParts,
    answer::{refusal_of, see_other},
    token_of,
};
use crate::{
    error::{Error, Refusal},
    http::pages::{VerificationFailure, VerifyEmailPage},
    languages::Language,
};

const PATH: &str = "/verify-email";

/// What the confirming form sends.
#[derive(Deserialize)]
pub(super) struct Confirmation {
    #[serde(default)]
    token: String,
}

/// Names the address and asks; with `CONFIRM_EMAIL_ON_GET` confirms at once.
pub(super) async fn ask(State(parts): State<Arc<PageParts>>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let language = parts.language(&request);
    let token = token_of(&request.uri);
    if parts.confirm_email_on_get && request.method == Method::GET {
        return parts.confirmed(&request, &language, &token).await;
    }
    match parts.email_verification.account_of(&token).await {
        Ok(account) => {
            let page = VerifyEmailPage { address: &account.email, token: &token, action: PATH, disown_action: None };
            parts.page(StatusCode::OK, parts.pages.verify_email(&account.language, page))
        }
        Err(error) => match failure(&error) {
            Some(failure) => parts.failed(&language, failure),
            None => parts.problem(&request, &language, error),
        },
    }
}

/// Confirms, and leads on to the app.
pub(super) async fn confirm(
    State(parts): State<Arc<PageParts>>,
    request: request::Parts,
    Form(form): Form<Confirmation>,
) -> Response {
    let language = parts.language(&request);
    parts.confirmed(&request, &language, &form.token).await
}

impl PageParts {
    async fn confirmed(&self, request: &request::Parts, language: &Language, token: &str) -> Response {
        let error = match self.email_verification.confirm(token).await {
            Ok(()) => {
                return match self.at_the_frontend("email-verified") {
                    Some(url) => see_other(&url),
                    None => self.page(StatusCode::OK, self.pages.verified(language, self.door())),
                };
            }
            Err(error) => error,
        };
        let Some(failure) = failure(&error) else { return self.problem(request, language, error) };
        match self.at_the_frontend("email-verification-failed") {
            Some(mut url) => {
                url.query_pairs_mut().append_pair("reason", reason(failure));
                see_other(&url)
            }
            None => self.failed(language, failure),
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
