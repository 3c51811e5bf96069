//! The server's own small pages: rendering alone.
//!
//! They work without a script and without a style of their own: one stylesheet, no images, nothing from elsewhere.
//! Whatever is filled in is escaped. Their answers carry [`POLICY`] as `Content-Security-Policy`.

mod account;
mod mailbox;
mod problem;

use std::sync::Arc;

use minijinja::{Environment, Error, State, Value, context, value::Kwargs};

use crate::{
    languages::{FluentValue, Language, text},
    templates,
};

pub use account::{FieldError, FrontDoor, LinkProblem, ResetPasswordPage, VerificationFailure, VerifyEmailPage};
pub use problem::Problem;

/// Where the pages look for [`STYLESHEET`].
pub const STYLESHEET_PATH: &str = "/pages.css";

/// The look of all pages, `text/css`.
pub const STYLESHEET: &str = include_str!("../../../templates/pages.css");

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
    templates: Arc<Environment<'static>>,
    app_name: String,
}

impl Pages {
    /// The pages of an app, called so.
    #[must_use]
    pub fn new(app_name: impl Into<String>) -> Self {
        let mut templates = templates::embedded(&[
            ("page.html", include_str!("../../../templates/page.html")),
            ("result.html", include_str!("../../../templates/result.html")),
            ("verify_email.html", include_str!("../../../templates/verify_email.html")),
            ("reset_password.html", include_str!("../../../templates/reset_password.html")),
            ("mailbox.html", include_str!("../../../templates/mailbox.html")),
            ("mailbox_mail.html", include_str!("../../../templates/mailbox_mail.html")),
        ]);
        templates.add_function("t", say);
        Self { templates: Arc::new(templates), app_name: app_name.into() }
    }

    fn render(&self, template: &str, language: &Language, page: Value) -> String {
        let shared = context! {
            language => language.to_string(),
            app_name => &self.app_name,
            stylesheet => STYLESHEET_PATH,
        };
        self.templates
            .get_template(template)
            .and_then(|template| template.render(context! { ..page, ..shared }))
            .expect("the embedded templates ask for nothing that a page lacks: a test renders each")
    }
}

/// `t("key", name=value)` in a template: the text in the page's language; `app` is always filled in.
#[expect(clippy::needless_pass_by_value, reason = "minijinja gives a function its keyword arguments by value")]
fn say(state: &State<'_, '_>, key: &str, given: Kwargs) -> Result<String, Error> {
    let shared = |name: &str| state.lookup(name).map(|value| value.to_string()).unwrap_or_default();
    let language = shared("language").parse().unwrap_or_default();
    let mut args = vec![("app", FluentValue::from(shared("app_name")))];
    for name in ["email", "min", "request"] {
        if let Some(value) = given.get::<Option<Value>>(name)? {
            let number = i64::try_from(value.clone()).map(FluentValue::from);
            args.push((name, number.unwrap_or_else(|_| value.to_string().into())));
        }
    }
    given.assert_all_used()?;
    Ok(text(&language, key, &args))
}
