//! How the embedded templates of mails and pages are read.

use std::fmt::Write;

use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value, escape_formatter};

/// The templates by name; what ends in `.html` is escaped.
///
/// # Panics
/// When one is no template: the tests render each.
pub(crate) fn embedded(sources: &[(&'static str, &'static str)]) -> Environment<'static> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_formatter(format);
    for (name, source) in sources {
        templates.add_template(name, source).expect("the embedded templates are well-formed: a test renders each");
    }
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
