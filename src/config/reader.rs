use std::{
    borrow::Cow,
    collections::HashMap,
    path::{Path, PathBuf},
};

use secrecy::ExposeSecret;
use url::Url;

use super::{
    forms,
    sources::PREFIX,
    table::{Default, Setting, Shown, settings},
    values::{Given, Values},
};

/// Reads one setting after the other and remembers what is wrong, so that all of it is told at once.
pub(super) struct Reader<'a> {
    values: &'a Values,
    pub(super) problems: Vec<String>,
    /// What settings that depend on others came to.
    pub(super) derived: HashMap<&'static str, String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(values: &'a Values) -> Self {
        Self { values, problems: Vec::new(), derived: HashMap::new() }
    }

    /// A setting with a default. A wrong one is remembered, and the default stands in for it.
    pub(super) fn value<T, W>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, W>) -> T
    where
        W: Into<Cow<'static, str>>,
    {
        let Default::Text(default) = setting(name).default else { panic!("{name} has no default text") };
        self.value_or(name, default, parse)
    }

    /// A setting whose default depends on others.
    ///
    /// The default is read like a value, so it must be a good one.
    pub(super) fn value_or<T, W>(&mut self, name: &str, default: &str, parse: impl Fn(&str) -> Result<T, W>) -> T
    where
        W: Into<Cow<'static, str>>,
    {
        if matches!(setting(name).default, Default::Derived { .. }) {
            self.derived.insert(setting(name).name, default.to_owned());
        }
        let given = self.optional(name, &parse);
        given.unwrap_or_else(|| match parse(default) {
            Ok(value) => value,
            Err(must_be) => panic!("{name}'s default `{default}` must be {}", must_be.into()),
        })
    }

    /// A setting that may be missing. Empty is as good as missing, so that a later layer can take an earlier one's
    /// value back. A wrong one is remembered.
    pub(super) fn optional<T, W>(&mut self, name: &str, parse: impl Fn(&str) -> Result<T, W>) -> Option<T>
    where
        W: Into<Cow<'static, str>>,
    {
        let text = self.given(name)?.text.expose_secret();
        // A password may well begin or end with a space.
        let text = if setting(name).shown == Shown::Never { text } else { text.trim() };
        parse(text).map_err(|must_be| self.refuse(name, &format!("it must be {}", must_be.into()))).ok()
    }

    /// Whether something was given, right, wrong or in a file that can't be read.
    pub(super) fn is_given(&self, name: &str) -> bool {
        self.given(name).is_some() || self.values.is_unread(name)
    }

    /// Remembers that a setting's value won't do, e.g. beside another's.
    pub(super) fn refuse(&mut self, name: &str, why: &str) {
        let line = match self.given(name) {
            None => format!("{name} is not set ({PREFIX}{name}); {why}"),
            Some(given) => match masked(setting(name), given.text.expose_secret()) {
                Some(value) => format!("{name} is {} ({}); {why}", quoted(&value), given.origin.describe(name)),
                None => format!("{name} is wrong ({}); {why}", given.origin.describe(name)),
            },
        };
        self.problems.push(line);
    }

    /// A path, from where relative ones start.
    pub(super) fn path(&mut self, name: &str) -> Option<PathBuf> {
        let path = self.optional(name, forms::line)?;
        Some(self.values.directory.as_deref().unwrap_or(Path::new("")).join(path))
    }

    fn given(&self, name: &str) -> Option<&'a Given> {
        self.values.get(setting(name))
    }
}

/// The setting of that name.
fn setting(name: &str) -> &'static Setting {
    settings().find(|setting| setting.name == name).expect("the code asks only for settings in the table")
}

/// What stands for what must not be shown.
pub(super) const HIDDEN: &str = "***";

/// What may be shown of a value; nothing of a secret.
pub(super) fn masked<'t>(setting: &Setting, text: &'t str) -> Option<Cow<'t, str>> {
    match setting.shown {
        Shown::Whole => Some(text.into()),
        Shown::WithoutPasswords => Some(without_passwords(text)),
        Shown::Never => None,
    }
}

/// A URL with `***` for its password and for parameters that may hold one.
fn without_passwords(text: &str) -> Cow<'_, str> {
    if !text.contains(['@', '?']) {
        return text.into();
    }
    let hidden = || format!("{}:{HIDDEN}", text.split(':').next().unwrap_or_default()).into();
    let Ok(mut url) = Url::parse(text) else { return hidden() };
    // A password with an unescaped `/` or `#` ends up behind the host.
    if url.path().contains('@') || url.fragment().is_some() {
        return hidden();
    }
    if url.password().is_some() && url.set_password(Some(HIDDEN)).is_err() {
        return hidden();
    }
    let may_hold_one = |name: &str| ["pass", "secret", "token", "key"].iter().any(|word| name.contains(word));
    let parameters: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    if parameters.iter().any(|(name, _)| may_hold_one(&name.to_ascii_lowercase())) {
        url.set_query(Some(HIDDEN));
    }
    String::from(url).into()
}

/// On one line, and no longer than a line should be.
fn quoted(value: &str) -> String {
    const MOST: usize = 120;
    let short: String = value.chars().take(MOST).collect();
    format!("{short:?}{}", if short.len() < value.len() { "…" } else { "" })
}
