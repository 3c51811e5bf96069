use std::sync::Arc;

use axum::{Form, extract::State, response::Response};
use http::{StatusCode, request};
use secrecy::SecretString;
use serde::Deserialize;

use super::{PageParts, answer::link_problem, token_of};
use crate::{
    error::{Error, Refusal, Refusals},
    features::accounts::Account,
    http::pages::{FieldError, ResetPasswordPage},
    languages::{self, Language},
};

pub(super) const PATH: &str = "/reset-password";

/// What the form sends.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Filled {
    #[serde(default)]
    token: String,
    #[serde(default)]
    new_password: String,
    #[serde(default)]
    new_password_confirmation: String,
}

/// Shows the form, while the token can set a password.
pub(super) async fn ask(State(parts): State<Arc<PageParts>>, request: request::Parts) -> Response {
    let token = token_of(&request.uri);
    match parts.password_reset.account_of(&token).await {
        Ok(account) => parts.form(StatusCode::OK, &account, &token, &[]),
        Err(error) => parts.no_form(&request, error),
    }
}

/// Sets the password, or shows the form again with what was wrong.
pub(super) async fn set(
    State(parts): State<Arc<PageParts>>,
    request: request::Parts,
    Form(form): Form<Filled>,
) -> Response {
    let Filled { token, new_password, new_password_confirmation } = form;
    let account = match parts.password_reset.account_of(&token).await {
        Ok(account) => account,
        Err(error) => return parts.no_form(&request, error),
    };
    let confirmation = SecretString::from(new_password_confirmation);
    let client = parts.clients.client(&request);
    match parts.password_reset.complete(&client, &token, &new_password.into(), Some(&confirmation)).await {
        Ok(()) => parts.page(StatusCode::OK, parts.pages.password_reset(&account.language, parts.door())),
        Err(Error::Refused(refusals)) if !is_about_the_link(&refusals) => {
            let errors = told(&refusals, &account.language);
            parts.form(StatusCode::UNPROCESSABLE_ENTITY, &account, &token, &errors)
        }
        Err(error) => parts.no_form(&request, error),
    }
}

impl PageParts {
    fn form(&self, status: StatusCode, account: &Account, token: &str, errors: &[FieldError]) -> Response {
        let page = ResetPasswordPage {
            address: &account.email,
            token,
            action: PATH,
            password_min_length: self.password_min_length,
            errors,
        };
        self.page(status, self.pages.reset_password(&account.language, page))
    }

    fn no_form(&self, request: &request::Parts, error: Error) -> Response {
        let language = self.language(request);
        match link_problem(&error) {
            Some((status, problem)) => {
                self.page(status, self.pages.reset_link_no_good(&language, problem, self.door()))
            }
            None => self.problem(request, &language, error),
        }
    }
}

fn is_about_the_link(refusals: &Refusals) -> bool {
    refusals.iter().any(|refused| matches!(refused.refusal, Refusal::TokenInvalid | Refusal::TokenExpired))
}

fn told(refusals: &Refusals, language: &Language) -> Vec<FieldError> {
    let told = refusals
        .iter()
        .map(|refused| FieldError { field: refused.field, message: languages::message(&refused.refusal, language) });
    told.collect()
}
