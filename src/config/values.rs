use std::{
    collections::{HashMap, HashSet},
    fmt, fs,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret, SecretString};

use super::{
    sources::PREFIX,
    table::{Setting, settings},
};
use crate::nearest::nearest;

/// Where settings can stand; later ones win.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Nobody set it.
    Default,
    /// `keyward.toml`.
    Toml,
    /// `.env`.
    Dotenv,
    /// The process's environment.
    Environment,
}

impl Layer {
    /// How a setting is written there.
    fn spelled(self, name: &str) -> String {
        match self {
            Self::Default | Self::Toml => name.to_ascii_lowercase(),
            Self::Dotenv | Self::Environment => format!("{PREFIX}{name}"),
        }
    }

    /// The setting that a key there names, and whether it names a file with the value.
    fn find(self, key: &str) -> Option<(&'static Setting, bool)> {
        let name = match self {
            Self::Toml if key.contains(char::is_uppercase) => return None,
            Self::Toml => key.to_ascii_uppercase(),
            _ => key.to_owned(),
        };
        let find = |name: &str| settings().find(|setting| setting.name == name);
        let in_file = || name.strip_suffix(FILE).and_then(find).map(|setting| (setting, true));
        find(&name).map(|setting| (setting, false)).or_else(in_file)
    }

    /// Says that nobody knows a key, and what it may have been meant for.
    fn unknown(self, key: &str) -> String {
        let upper = key.to_ascii_uppercase();
        // In a file of its own, a setting needs no prefix, and whoever copies it from elsewhere brings it along.
        let bare = upper.strip_prefix(PREFIX).unwrap_or(&upper);
        let wanted = bare.strip_suffix(FILE).unwrap_or(bare);
        let nearest = nearest(wanted, settings().map(|setting| setting.name)).unwrap_or_default();
        let suffix = if wanted == bare { "" } else { FILE };
        format!(
            "{} in {self} is no setting; the nearest is {}",
            if self == Self::Toml { key.to_owned() } else { self.spelled(key) },
            self.spelled(&format!("{nearest}{suffix}")),
        )
    }

    /// Says that a value in `keyward.toml` is of a kind no setting has.
    pub(super) fn unfit(key: &str) -> String {
        match Self::Toml.find(key) {
            None => Self::Toml.unknown(key),
            Some(_) => format!("{key} in {} must be a text, a number, true or false, or a list", Self::Toml),
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "the defaults",
            Self::Toml => "keyward.toml",
            Self::Dotenv => ".env",
            Self::Environment => "the environment",
        })
    }
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Where the setting stands.
    pub layer: Layer,
    /// The file that `NAME_FILE` names there, if it is that way.
    pub file: Option<PathBuf>,
}

impl Origin {
    /// As someone would look for it, e.g. `KEYWARD_SECRET_FILE in the environment`.
    #[must_use]
    pub fn describe(&self, name: &str) -> String {
        let name = if self.file.is_some() { format!("{name}{FILE}") } else { name.to_owned() };
        format!("{} in {}", self.layer.spelled(&name), self.layer)
    }
}

/// A value that someone gave.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) text: SecretString,
    pub(super) origin: Origin,
}

/// What was given, all layers in one.
#[derive(Clone, Debug)]
pub(super) struct Values {
    given: HashMap<&'static str, Given>,
    unread: HashSet<&'static str>,
    pub(super) warnings: Vec<String>,
    pub(super) directory: Option<PathBuf>,
}

const FILE: &str = "_FILE";

impl Values {
    pub(super) fn new(directory: Option<PathBuf>) -> Self {
        Self { given: HashMap::new(), unread: HashSet::new(), warnings: Vec::new(), directory }
    }

    /// What was given for a setting; where emptiness has no meaning of its own, something.
    pub(super) fn get(&self, setting: &Setting) -> Option<&Given> {
        let counts = |given: &&Given| setting.may_be_empty || !given.text.expose_secret().trim().is_empty();
        self.given.get(setting.name).filter(counts)
    }

    /// Whether someone named a file for a setting that could not be read, which was said.
    pub(super) fn is_unread(&self, name: &str) -> bool {
        self.unread.contains(name)
    }

    /// Lays a layer over those before.
    pub(super) fn add(&mut self, layer: Layer, pairs: Vec<(String, String)>, problems: &mut Vec<String>) {
        let mut found: HashMap<&'static str, Given> = HashMap::new();
        for (key, text) in pairs {
            match layer.find(&key) {
                // A cluster injects variables of its own; nobody but the operator writes the file.
                None if layer == Layer::Toml => problems.push(layer.unknown(&key)),
                None => self.warnings.push(layer.unknown(&key)),
                // No file's name is how a compose file says that there is none.
                Some((_, true)) if text.is_empty() => {}
                Some((setting, in_file)) => match self.value(layer, setting, in_file, text) {
                    Err(problem) => {
                        self.unread.insert(setting.name);
                        problems.push(problem);
                    }
                    Ok(given) => {
                        let earlier = found.insert(setting.name, given);
                        if earlier.is_some_and(|earlier| !earlier.text.expose_secret().is_empty()) {
                            problems.push(given_twice(layer, setting));
                        }
                    }
                },
            }
        }
        self.given.extend(found);
    }

    fn value(&self, layer: Layer, setting: &Setting, in_file: bool, text: String) -> Result<Given, String> {
        if in_file {
            return self.read_file(layer, setting, &text);
        }
        Ok(Given { text: text.into(), origin: Origin { layer, file: None } })
    }

    fn read_file(&self, layer: Layer, setting: &Setting, path: &str) -> Result<Given, String> {
        let path = self.directory.as_deref().unwrap_or(Path::new("")).join(path);
        let key = layer.spelled(&format!("{}{FILE}", setting.name));
        let says = |what: String| format!("{key} in {layer} names {}, which {what}", path.display());
        let text = fs::read_to_string(&path).map_err(|error| says(format!("can't be read: {error}")))?;
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            return Err(says("is empty".to_owned()));
        }
        Ok(Given { text: text.into(), origin: Origin { layer, file: Some(path) } })
    }
}

fn given_twice(layer: Layer, setting: &Setting) -> String {
    let name = layer.spelled(setting.name);
    let file = layer.spelled(&format!("{}{FILE}", setting.name));
    format!("{name} and {file} are both set in {layer}; keep one of them")
}
