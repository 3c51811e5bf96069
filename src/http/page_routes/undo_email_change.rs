use std::sync::Arc;

use axum::{Form, extract::State, response::Response};
use http::{StatusCode, request};

use super::{PageParts, Pressed, answer::refusal_of, token_of};
use crate::{
    error::{Error, Refusal},
    http::pages::{UndoEmailChangePage, UndoFailure},
    languages::Language,
};

pub(super) const PATH: &str = "/undo-email-change";

/// Names the address and asks.
pub(super) async fn ask(State(parts): State<Arc<PageParts>>, request: request::Parts) -> Response {
    let token = token_of(&request.uri);
    match parts.email_change.undoable(&token).await {
        Ok(claim) => {
            let page = UndoEmailChangePage { address: &claim.address, token: &token, action: PATH };
            parts.page(StatusCode::OK, parts.pages.undo_email_change(&claim.language, page))
        }
        Err(error) => parts.not_undone(&request, &parts.language(&request), error),
    }
}

/// Takes the change back.
pub(super) async fn undo(
    State(parts): State<Arc<PageParts>>,
    request: request::Parts,
    Form(form): Form<Pressed>,
) -> Response {
    let claim = parts.email_change.undoable(&form.token).await;
    let language = claim.map_or_else(|_| parts.language(&request), |claim| claim.language);
    match parts.email_change.undo(&parts.clients.client(&request), &form.token).await {
        Ok(()) => parts.page(StatusCode::OK, parts.pages.email_change_undone(&language)),
        Err(error) => parts.not_undone(&request, &language, error),
    }
}

impl PageParts {
    fn not_undone(&self, request: &request::Parts, language: &Language, error: Error) -> Response {
        let (status, failure) = match refusal_of(&error) {
            Some(Refusal::TokenExpired) => (StatusCode::GONE, UndoFailure::Expired),
            Some(Refusal::EmailTaken) => (StatusCode::CONFLICT, UndoFailure::Taken),
            Some(_) => (StatusCode::BAD_REQUEST, UndoFailure::Invalid),
            None => return self.problem(request, language, error),
        };
        self.page(status, self.pages.email_change_not_undone(language, failure))
    }
}
