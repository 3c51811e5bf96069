use std::{
    collections::HashMap,
    env,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Problems,
    values::{Layer, Values},
};

/// Where settings are looked for, beyond their defaults. Later ones win: `toml`, `dotenv`, `environment`.
#[derive(Clone, Default)]
pub struct Sources {
    /// The text of `keyward.toml`.
    pub toml: Option<String>,
    /// The text of `.env`.
    pub dotenv: Option<String>,
    /// Variables by their whole names, `KEYWARD_…`; others are left alone.
    pub environment: HashMap<String, String>,
    /// What relative paths start from, and where `data/secret` is kept; without one, a secret made for development
    /// is forgotten at the end.
    pub directory: Option<PathBuf>,
}

impl Sources {
    /// `keyward.toml` and `.env` in the working directory, and the process's environment, which stays as it is.
    ///
    /// # Errors
    /// A file that is there but can't be read, or a variable of ours that is not UTF-8.
    pub fn from_process() -> Result<Self, Problems> {
        let directory = env::current_dir().map_err(|error| format!("the working directory can't be read: {error}"))?;
        Ok(Self {
            toml: read_if_there(&directory, "keyward.toml")?,
            dotenv: read_if_there(&directory, ".env")?,
            environment: env::vars_os().filter_map(ours).collect::<Result<_, _>>()?,
            directory: Some(directory),
        })
    }

    /// Settings by name, with or without `KEYWARD_`, as if they stood in the environment; no file is looked for.
    pub fn from_pairs<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: AsRef<str>,
        V: Into<String>,
    {
        let named = |name: &str| format!("{PREFIX}{}", name.strip_prefix(PREFIX).unwrap_or(name));
        let environment = pairs.into_iter().map(|(name, value)| (named(name.as_ref()), value.into())).collect();
        Self { environment, ..Self::default() }
    }

    /// All layers in one: what was given, and from where.
    pub(super) fn gather(self, problems: &mut Vec<String>) -> Values {
        let mut values = Values::new(self.directory);
        values.add(Layer::Toml, toml_pairs(self.toml, problems), problems);
        values.add(Layer::Dotenv, dotenv_pairs(self.dotenv, problems), problems);
        values.add(Layer::Environment, unprefixed(self.environment), problems);
        values
    }
}

/// Before each name in the environment and in `.env`.
pub(super) const PREFIX: &str = "KEYWARD_";

fn read_if_there(directory: &Path, name: &str) -> Result<Option<String>, Problems> {
    match fs::read_to_string(directory.join(name)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("{name} can't be read: {error}").into()),
    }
}

fn ours((name, value): (OsString, OsString)) -> Option<Result<(String, String), Problems>> {
    let name = name.into_string().ok().filter(|name| name.starts_with(PREFIX))?;
    Some(match value.into_string() {
        Ok(value) => Ok((name, value)),
        Err(_) => Err(format!("{name} in the environment is not UTF-8").into()),
    })
}

/// Sorted, so that problems come in the same order each time.
fn unprefixed(variables: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    let name_of = |name: String| name.strip_prefix(PREFIX).map(str::to_owned);
    let mut pairs: Vec<_> = variables.into_iter().filter_map(|(name, value)| Some((name_of(name)?, value))).collect();
    pairs.sort();
    pairs
}

fn dotenv_pairs(text: Option<String>, problems: &mut Vec<String>) -> Vec<(String, String)> {
    // What the parser says about a line repeats all of it, and it may hold a secret.
    const UNREADABLE: &str = "can't be read; values with spaces, `#`, `<` or `$` stand in 'single quotes'";
    let text = text.unwrap_or_default();
    let mut variables = HashMap::new();
    for item in dotenvy::from_read_iter(text.as_bytes()) {
        match item {
            Ok((name, value)) => {
                variables.insert(name, value);
            }
            Err(dotenvy::Error::LineParse(part, _)) => {
                let number = text.lines().position(|line| line.contains(&part)).map_or(1, |index| index + 1);
                problems.push(format!(".env, line {number} {UNREADABLE}"));
            }
            Err(_) => problems.push(".env is not UTF-8".to_owned()),
        }
    }
    unprefixed(variables)
}

fn toml_pairs(text: Option<String>, problems: &mut Vec<String>) -> Vec<(String, String)> {
    let text = text.unwrap_or_default();
    let table = text.parse::<toml::Table>().unwrap_or_else(|error| {
        // Its `Display` shows the line, which may hold a secret.
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        problems.push(format!("keyward.toml, line {line}: {}", error.message().replace('\n', ", ")));
        toml::Table::new()
    });
    let mut pairs = Vec::new();
    for (key, value) in table {
        match plain_text(value) {
            Some(text) => pairs.push((key, text)),
            None => problems.push(Layer::unfit(&key)),
        }
    }
    pairs.sort();
    pairs
}

/// What would stand in the environment for it: lists with commas.
fn plain_text(value: toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        toml::Value::Array(items) => {
            items.into_iter().map(plain_text).collect::<Option<Vec<_>>>().map(|items| items.join(","))
        }
        toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}
