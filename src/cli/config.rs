//! `keyward config`: the settings in force, and where each comes from.

use std::{
    fmt::Write as _,
    io::{self, Write as _},
};

use serde_json::{Value, json};

use crate::config::{InForce, Layer, Settings, Sources, env_example};

/// Shows the settings in force, secrets masked, and where each comes from.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct ConfigArgs {
    /// Write JSON, for programs.
    #[arg(long)]
    pub json: bool,
    /// Write an example of `.env` with every setting instead.
    #[arg(long, conflicts_with = "json")]
    pub example: bool,
}

/// Carries out `keyward config`.
///
/// # Errors
/// Settings that are wrong, or an output that can't be written to.
pub fn run(args: ConfigArgs) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    if args.example {
        return Ok(out.write_all(env_example().as_bytes())?);
    }
    let settings = Settings::load(Sources::from_process()?)?;
    let text = if args.json { to_json(&settings) } else { to_table(&settings) };
    for warning in settings.warnings() {
        writeln!(io::stderr(), "warning: {warning}")?;
    }
    Ok(out.write_all(text.as_bytes())?)
}

/// For programs: name, value (null where there is none), the layer and the file it comes from.
#[must_use]
pub fn to_json(settings: &Settings) -> String {
    let all: Vec<Value> = settings
        .in_force()
        .map(|setting| {
            json!({
                "name": setting.name,
                "value": setting.value,
                "source": source(setting.origin.layer),
                "file": setting.origin.file,
            })
        })
        .collect();
    format!("{:#}\n", json!({ "settings": all, "warnings": settings.warnings().collect::<Vec<_>>() }))
}

fn source(layer: Layer) -> &'static str {
    match layer {
        Layer::Default => "default",
        Layer::Toml => "keyward.toml",
        Layer::Dotenv => ".env",
        Layer::Environment => "environment",
    }
}

/// For people: a line per setting, in columns.
#[must_use]
pub fn to_table(settings: &Settings) -> String {
    let rows: Vec<[String; 3]> = settings.in_force().map(row).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let (names, values) = (width(0), width(1).min(40));
    rows.iter().fold(String::new(), |mut table, [name, value, origin]| {
        let _infallible = writeln!(table, "{name:names$}  {value:values$}  {origin}");
        table
    })
}

fn row(setting: InForce) -> [String; 3] {
    let origin = match (setting.origin.layer, &setting.origin.file) {
        (Layer::Default, _) => "default".to_owned(),
        (_, Some(file)) => format!("{} ({})", file.display(), setting.origin.describe(setting.name)),
        (_, None) => setting.origin.describe(setting.name),
    };
    let value = match setting.value {
        None => format!("({})", setting.default),
        Some(value) if value.is_empty() => "(none)".to_owned(),
        Some(value) => value,
    };
    [setting.name.to_owned(), value, origin]
}
