//! The settings: what may be given, from where, and what is said about a wrong one.

mod defaults;
mod layers;
mod files;
mod forms;
mod modes;
mod secrets;
mod shown;
mod templates;

use std::{fs, os::unix::fs::PermissionsExt as _, thread, time::Duration};

use keyward::{
    cli::config::{to_json, to_table},
    config::{
        Config, LogFormat, Mode, Problems, Registration, Settings, Sources, TrustedProxies, env_example, readme_table,
        table,
    },
    features::{
        email_verification::EmailVerificationPolicy, outbox::SecurityNotice, passwords::HashParameters,
        signing_keys::SigningAlgorithm,
    },
};
use secrecy::ExposeSecret as _;
use tempfile::TempDir;

const SECRET: &str = "NmXo3F9l2m6hPq8sT0vYb7cQe5wRz1uKjDgAiBnLx4E=";
const PRODUCTION: [(&str, &str); 3] =
    [("PUBLIC_URL", "https://auth.example.org"), ("SECRET", SECRET), ("MAIL_URL", "smtps://mail.example.org")];

fn config(pairs: &[(&str, &str)]) -> Config {
    Config::from_pairs(pairs.iter().copied()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn in_production(pairs: &[(&str, &str)]) -> Config {
    config(&[&PRODUCTION, pairs].concat())
}

/// The one line about the settings.
fn problem(pairs: &[(&str, &str)]) -> String {
    let problems = Config::from_pairs(pairs.iter().copied()).expect_err("these settings are wrong");
    let lines: Vec<&str> = problems.lines().collect();
    assert_eq!(lines.len(), 1, "one line: {problems}");
    problems.to_string()
}

fn is_refused(name: &str, values: &[&str]) {
    for value in values {
        let problem = problem(&[(name, value)]);
        assert!(problem.starts_with(&format!("{name} is ")), "{problem}");
        assert!(problem.contains("it must be "), "{problem}");
    }
}

fn load_toml(toml: &str) -> Result<Settings, Problems> {
    Settings::load(Sources { toml: Some(toml.to_owned()), ..Sources::default() })
}

fn load_dotenv(dotenv: &str) -> Result<Settings, Problems> {
    Settings::load(Sources { dotenv: Some(dotenv.to_owned()), ..Sources::default() })
}

fn value_of(settings: &Settings, name: &str) -> Option<String> {
    settings.in_force().find(|setting| setting.name == name).and_then(|setting| setting.value)
}
