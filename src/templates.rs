//! The templates of mails and pages: the embedded ones and, over them, an operator's.
//!
//! A template is given what `samples.rs` shows, and nothing else. What ends in `.html` is escaped.

mod proofread;
mod samples;
mod say;

use std::{
    borrow::Cow,
    fmt::Write,
    sync::{Arc, LazyLock},
};

use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value, context, escape_formatter};
use rust_embed::RustEmbed;

use crate::languages::{Language, Texts};

/// The look of all pages: no template, but changed in the same way.
const STYLESHEET: &str = "pages.css";

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Files;

static EMBEDDED: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut templates = empty();
    for name in Files::iter().filter(|name| *name != STYLESHEET) {
        let added = templates.add_template_owned(name.clone(), embedded(&name));
        added.expect("the embedded templates are well-formed: a test renders each");
    }
    templates
});

/// How mails and pages look.
#[derive(Clone, Debug)]
pub struct Templates {
    own: Option<Arc<Environment<'static>>>,
    stylesheet: Cow<'static, str>,
}

/// One of an operator's files.
#[derive(Clone, Debug)]
pub struct TemplateFile {
    /// One of [`names`].
    pub name: String,
    /// What stands in it.
    pub source: String,
}

/// How the files are called that make mails and pages.
pub fn names() -> impl Iterator<Item = Cow<'static, str>> {
    Files::iter()
}

impl Templates {
    /// Lays an operator's templates over the embedded ones.
    ///
    /// # Errors
    /// What is wrong with them: a line each, with its file and line.
    pub fn with(files: Vec<TemplateFile>, texts: &Texts) -> Result<Self, Vec<String>> {
        let (styles, templates): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| file.name == STYLESHEET);
        let stylesheet = styles.into_iter().next().map(|file| Cow::Owned(file.source));
        let own = if templates.is_empty() { None } else { Some(Arc::new(proofread::read(&templates, texts)?)) };
        Ok(Self { own, stylesheet: stylesheet.unwrap_or_else(|| embedded(STYLESHEET).into()) })
    }

    /// The look of all pages, `text/css`.
    #[must_use]
    pub fn stylesheet(&self) -> &str {
        &self.stylesheet
    }

    /// Fills a template in. One of an operator's that fails is told of and stood in for: nobody may be kept from their
    /// account by it.
    ///
    /// # Panics
    /// When an embedded template asks for something that it is not given: a test renders each.
    #[must_use]
    pub fn render(&self, name: &str, language: &Language, app_name: &str, given: Value) -> String {
        debug_assert!(samples::show(name, &given), "the samples of {name} show what it is given: {given}");
        let all = context! { ..given, ..shared(language, app_name, say::leniently(language, app_name)) };
        if let Some(own) = &self.own {
            match fill_in(own, name, &all) {
                Ok(text) => return text,
                Err(error) => {
                    tracing::error!(template = name, %language, %error, "TEMPLATES_DIR's can't be used, the embedded can");
                }
            }
        }
        fill_in(&EMBEDDED, name, &all).expect("the embedded templates ask for nothing that they are not given")
    }
}

impl Default for Templates {
    /// The embedded templates alone.
    fn default() -> Self {
        Self { own: None, stylesheet: embedded(STYLESHEET).into() }
    }
}

/// What every template is given.
fn shared(language: &Language, app_name: &str, t: Value) -> Value {
    context! { language => language.to_string(), app_name, t }
}

fn fill_in(templates: &Environment<'_>, name: &str, given: &Value) -> Result<String, Error> {
    templates.get_template(name)?.render(given)
}

fn embedded(name: &str) -> String {
    let file = Files::get(name).expect("the code names only files that are there: a test renders each");
    String::from_utf8_lossy(&file.data).into_owned()
}

fn empty() -> Environment<'static> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_formatter(format);
    templates
}

/// The library's own escaping, but for the slash: mail programs and people read links in the source, too.
fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => {
            Ok(text.chars().try_for_each(|letter| match letter {
                '&' => out.write_str("&amp;"),
                '<' => out.write_str("&lt;"),
                '>' => out.write_str("&gt;"),
                '"' => out.write_str("&quot;"),
                '\'' => out.write_str("&#39;"),
                _ => out.write_char(letter),
            })?)
        }
        _ => escape_formatter(out, state, value),
    }
}
