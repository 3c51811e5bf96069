//! What the server's own pages do: they ask, and carry out what the button says that is pressed.
//!
//! Always true: opening a page changes nothing, unless `CONFIRM_EMAIL_ON_GET` says so, and `HEAD` never does; the mailed
//! token is the whole authority, no cookie is read, so that no other site can act through them; no answer is cached,
//! and no link leads a token elsewhere.

mod answer;
mod mailbox;
mod reset_password;
mod undo_email_change;
mod verify_email;

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    response::IntoResponse,
    routing::{get, post},
};
use http::{Uri, header::CONTENT_TYPE, request};
use serde::Deserialize;
use url::Url;

use super::{Clients, pages};
use crate::{
    effects::mailer::Mailbox,
    features::{email_change::EmailChange, email_verification::EmailVerification, password_reset::PasswordReset},
    languages::Language,
};
use pages::Pages;

pub(super) use answer::page;

/// A token and two passwords, with room to spare.
const BODY: usize = 16 * 1024;

/// What the pages are made of.
#[derive(Clone)]
pub struct PageParts {
    /// How they look.
    pub pages: Pages,
    /// Who reads them.
    pub clients: Clients,
    /// The app to go on to.
    pub frontend_url: Option<Url>,
    /// Whether opening the mailed link confirms the address without a click.
    pub confirm_email_on_get: bool,
    /// How many characters a password has at least.
    pub password_min_length: usize,
    /// Deletes accounts that were never their address's reader's.
    pub email_verification: EmailVerification,
    /// Confirms addresses, and takes changes of them back.
    pub email_change: EmailChange,
    /// Sets passwords.
    pub password_reset: PasswordReset,
    /// The mails that were not sent, in development.
    pub mailbox: Option<Mailbox>,
}

/// The pages, on their routes.
pub fn page_routes(parts: PageParts) -> Router {
    let mailbox = parts.mailbox.clone().map(|mailbox| mailbox::routes(mailbox, &parts));
    Router::new()
        .route(verify_email::PATH, get(verify_email::ask).post(verify_email::confirm))
        .route(verify_email::DISOWN_PATH, post(verify_email::disown))
        .route(undo_email_change::PATH, get(undo_email_change::ask).post(undo_email_change::undo))
        .route(reset_password::PATH, get(reset_password::ask).post(reset_password::set))
        .route(pages::STYLESHEET_PATH, get(stylesheet))
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(Arc::new(parts))
        .merge(mailbox.unwrap_or_default())
}

async fn stylesheet(State(parts): State<Arc<PageParts>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], parts.pages.stylesheet())
}

impl PageParts {
    fn language(&self, request: &request::Parts) -> Language {
        self.clients.client(request).language
    }

    /// A page of the app, or its front door.
    fn at_the_frontend(&self, path: &str) -> Option<Url> {
        self.frontend_url.as_ref().and_then(|url| url.join(path).ok())
    }

    /// Where to go on to.
    fn door(&self) -> pages::FrontDoor<'_> {
        self.frontend_url.as_ref().map(Url::as_str)
    }

    /// What the pages may do; Chromium holds `form-action` against the redirect that answers a form as well.
    fn policy(&self) -> String {
        match &self.frontend_url {
            Some(url) => {
                let origin = url.origin().ascii_serialization();
                pages::POLICY.replace("form-action 'self'", &format!("form-action 'self' {origin}"))
            }
            None => pages::POLICY.to_owned(),
        }
    }
}

/// What a form sends whose button is all there is to it.
#[derive(Deserialize)]
struct Pressed {
    #[serde(default)]
    token: String,
}

/// The `token` of a query; other parameters, which mail programs like to add, are ignored.
fn token_of(uri: &Uri) -> String {
    let pairs = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let token = pairs.into_iter().find(|(name, _)| name == "token");
    token.map(|(_, token)| token.into_owned()).unwrap_or_default()
}
