use std::{collections::HashMap, fmt::Write as _};

use secrecy::ExposeSecret as _;

use super::{
    reader::{HIDDEN, masked},
    sources::PREFIX,
    table::{Default, SECTIONS, Setting, settings},
    values::{Layer, Origin, Values},
};

/// A setting in force, fit to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Its name.
    pub name: &'static str,
    /// Its value, `***` for a secret; none where there is none.
    pub value: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// What the default is made from, where the value is no text.
    pub default: &'static str,
}

impl InForce {
    /// Whether its value is, or has in it, what must not be shown.
    #[must_use]
    pub fn hides_something(&self) -> bool {
        self.value.as_ref().is_some_and(|value| value.contains(HIDDEN))
    }
}

pub(super) fn in_force(values: &Values, derived: &HashMap<&'static str, String>) -> impl Iterator<Item = InForce> {
    settings().map(|setting| {
        let (value, origin) = match values.get(setting) {
            Some(given) => {
                let shown = masked(setting, given.text.expose_secret()).map_or(HIDDEN.to_owned(), String::from);
                (Some(shown), given.origin.clone())
            }
            None => (default_value(setting, derived), Origin { layer: Layer::Default, file: None }),
        };
        let (Default::Text(default) | Default::Derived { from: default, .. }) = setting.default;
        InForce { name: setting.name, value, origin, default }
    })
}

fn default_value(setting: &Setting, derived: &HashMap<&'static str, String>) -> Option<String> {
    match setting.default {
        Default::Text(text) => Some(text.to_owned()),
        Default::Derived { .. } => derived.get(setting.name).cloned(),
    }
}

/// `.env.example`: every setting with its sentence, commented out.
#[must_use]
pub fn env_example() -> String {
    let mut text = String::from(HEAD);
    for (heading, settings) in SECTIONS {
        let _infallible = write!(text, "\n# --- {heading} ---\n");
        for setting in *settings {
            let _infallible = write!(text, "\n{}", example_of(setting));
        }
    }
    text
}

const HEAD: &str = "\
# Keyward's settings, each with its default or an example. Copy this file to `.env` and change what you need;
# everything has a default that works.
#
# Later wins: the defaults, `keyward.toml` (lower-case keys, without KEYWARD_), `.env`, the environment.
# Any of them may come from a file instead: KEYWARD_SECRET_FILE=/run/secrets/keyward
# Values with spaces, `#`, `<` or `$` stand in 'single quotes'.
";

fn example_of(setting: &Setting) -> String {
    let (value, default) = match setting.default {
        Default::Text(text) => (text, String::new()),
        Default::Derived { from, example } => (example, format!("\n# Default: {from}.")),
    };
    let quote = if value.contains([' ', '<', '#', '$']) { "'" } else { "" };
    format!("# {}{default}\n#{PREFIX}{}={quote}{value}{quote}\n", setting.meaning, setting.name)
}

/// The README's table of settings, in Markdown.
#[must_use]
pub fn readme_table() -> String {
    let mut text = String::from("| setting | default | meaning |\n|---|---|---|\n");
    for setting in settings() {
        let default = match setting.default {
            Default::Text(text) => format!("`{text}`"),
            Default::Derived { from, .. } => from.to_owned(),
        };
        let _infallible = writeln!(text, "| `{}` | {default} | {} |", setting.name, setting.meaning);
    }
    text
}
