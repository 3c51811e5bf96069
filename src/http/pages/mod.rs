//! The server's own small pages: rendering alone.
//!
//! They work without a script and without a style of their own: one stylesheet, no images, nothing from elsewhere.
//! Whatever is filled in is escaped. Their answers carry [`POLICY`] as `Content-Security-Policy`.

mod account;
mod mailbox;
mod problem;

use minijinja::{Value, context};

use crate::{config::Config, languages::Language, templates::Templates};

pub use account::{
    FieldError, FrontDoor, LinkProblem, ResetPasswordPage, UndoEmailChangePage, UndoFailure, VerificationFailure,
    VerifyEmailPage,
};
pub use problem::Problem;

/// Where the pages look for [`Pages::stylesheet`].
pub const STYLESHEET_PATH: &str = "/pages.css";

/// What a page may do: show text in our style, send its form here, and frame a mail of the mailbox. A page whose form
/// is answered with a redirect elsewhere needs that origin in `form-action`, too.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; frame-src 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

/// What a mail in the mailbox's frame may do: show itself, and follow its links.
pub const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
     frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation";

/// Renders the pages.
#[derive(Clone, Debug)]
pub struct Pages {
    templates: Templates,
    app_name: String,
    base: String,
}

impl Pages {
    /// The embedded pages of an app, called so.
    #[must_use]
    pub fn new(app_name: impl Into<String>) -> Self {
        Self { templates: Templates::default(), app_name: app_name.into(), base: String::new() }
    }

    /// The pages as an operator wants them, at the path where `PUBLIC_URL` has them.
    #[must_use]
    pub fn of(config: &Config) -> Self {
        let base = config.public_url.path().trim_end_matches('/').to_owned();
        Self { templates: config.templates.clone(), app_name: config.app_name.clone(), base }
    }

    /// The look of all pages, `text/css`.
    #[must_use]
    pub fn stylesheet(&self) -> String {
        self.templates.stylesheet().to_owned()
    }

    /// Where browsers find one of this server's paths: behind the path of `PUBLIC_URL`, which a proxy takes off.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn render(&self, template: &str, language: &Language, page: Value) -> String {
        let page = context! { ..page, ..context! { stylesheet => self.at(STYLESHEET_PATH) } };
        self.templates.render(template, language, &self.app_name, page)
    }
}
