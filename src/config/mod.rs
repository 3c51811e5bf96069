//! Every setting: typed, with its default and its sentence of documentation.
//!
//! ```text
//! Sources ──load──▶ Settings ──listening_on──▶ Config
//! ```
//!
//! Two steps, as the port may be picked by the system, and `PUBLIC_URL`, `AUDIENCE` and more follow from it.
//! Always true: what is wrong is told at once, before anything starts; nothing here prints a secret; the process's
//! environment is read once and never changed.
//!
//! To add a setting: a row in [`table`], a field in [`Config`], a line in `read`.

mod forms;
mod listen;
mod looks;
mod origins;
mod problems;
mod proxies;
mod read;
mod reader;
mod secret;
mod settings;
mod show;
mod sources;
pub mod table;
mod values;

use std::{str::FromStr, time::Duration};

use lettre::message::Mailbox;
use secrecy::SecretString;
use url::Url;

use crate::{
    features::{
        email_verification::EmailVerificationPolicy, outbox::SecurityNotice, passwords::HashParameters,
        signing_keys::SigningAlgorithm, throttling::Rate, tokens::Secrets,
    },
    languages::Language,
    templates::Templates,
};

pub use listen::Listen;
pub use origins::{AllowedOrigins, is_loopback};
pub use problems::Problems;
pub use proxies::TrustedProxies;
pub use settings::Settings;
pub use show::{InForce, env_example, readme_table};
pub use sources::Sources;
pub use values::{Layer, Origin};

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Config {
    /// Development or production: `MODE`, or by the host of `PUBLIC_URL`.
    pub mode: Mode,
    /// Where the server listens, its port as it turned out.
    pub listen: Listen,
    /// Where `/metrics` is served, and nothing else.
    pub metrics_listen: Option<Listen>,
    /// How clients reach the server. Ends in `/`, so that links can be joined to it; see [`Config::issuer`].
    pub public_url: Url,
    /// The app. Ends in `/`, so that links can be joined to it.
    pub frontend_url: Option<Url>,
    /// `aud` of the access tokens.
    pub audience: String,
    /// `sqlite:…` or `postgres://…`.
    pub database_url: SecretString,
    /// Where throttling counts when several instances run: `redis://…` or `rediss://…`.
    pub redis_url: Option<SecretString>,
    /// What every other key is derived from or encrypted under.
    pub secrets: Secrets,
    /// The mail server; none in development: mails go to the mailbox page.
    pub mail_url: Option<SecretString>,
    /// For the mail server; the URL may have it too.
    pub mail_username: Option<String>,
    /// For the mail server; the URL may have it too.
    pub mail_password: Option<SecretString>,
    /// The sender of all mail.
    pub mail_from: Mailbox,
    /// What owners of accounts are told without asking.
    pub security_notices: Vec<SecurityNotice>,
    /// How mails and pages call the app.
    pub app_name: String,
    /// Whether anyone may register.
    pub registration: Registration,
    /// When a login needs a verified address.
    pub email_verification: EmailVerificationPolicy,
    /// Whether opening the mailed link verifies without a click.
    pub confirm_email_on_get: bool,
    /// Given to every new account; sorted, each once.
    pub default_roles: Vec<String>,
    /// The languages offered, at least one; the first is the fallback. `TEMPLATES_DIR` may have changed their texts.
    pub locales: Vec<Language>,
    /// How mails and pages look; `TEMPLATES_DIR` may have changed that.
    pub templates: Templates,
    /// In characters, from 8 to 256.
    pub password_min_length: usize,
    /// Of an access token.
    pub access_token_lifetime: Duration,
    /// Of a refresh token, since the last refresh.
    pub refresh_token_lifetime: Duration,
    /// Of a session, since signing in.
    pub session_lifetime: Duration,
    /// How long the last spent refresh token still answers with its successor; zero: not at all.
    pub refresh_grace: Duration,
    /// How old a sign-in may be for `reissueTokens`.
    pub reauthentication_age: Duration,
    /// Of the mailed token that verifies an address.
    pub email_verification_lifetime: Duration,
    /// Of the mailed token that resets a password.
    pub password_reset_lifetime: Duration,
    /// Of the mailed token that undoes a change of address.
    pub email_change_undo_lifetime: Duration,
    /// How access tokens are signed.
    pub signing_algorithm: SigningAlgorithm,
    /// How long a key signs them.
    pub signing_key_lifetime: Duration,
    /// How long an event is kept in the audit log.
    pub audit_retention: Duration,
    /// Failed passwords per account and client network; none: without limit.
    pub login_attempts: Option<Rate>,
    /// Failed passwords per account from everywhere.
    pub login_attempts_per_account: Option<Rate>,
    /// Failed passwords per client network.
    pub login_attempts_per_address: Option<Rate>,
    /// Registrations per client network; as many changes of address may be asked for.
    pub registrations_per_address: Option<Rate>,
    /// Asked-for mails per client network.
    pub mails_per_address: Option<Rate>,
    /// Asked-for mails of each kind to one address.
    pub mails_per_recipient: Option<Rate>,
    /// What a password's hash costs.
    pub hash: HashParameters,
    /// Hashes at once, at least one.
    pub hash_concurrency: usize,
    /// Browsers' origins that may call.
    pub allowed_origins: AllowedOrigins,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
    /// Whether the explorer is served.
    pub graphiql: bool,
    /// Whether the schema may be asked for.
    pub introspection: bool,
    /// What is logged, as `tracing_subscriber::EnvFilter` reads it.
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
}

impl Config {
    /// Every limit, by its setting's name; none where it is off.
    #[must_use]
    pub fn limits(&self) -> [(&'static str, Option<Rate>); 6] {
        [
            ("LOGIN_ATTEMPTS", self.login_attempts),
            ("LOGIN_ATTEMPTS_PER_ACCOUNT", self.login_attempts_per_account),
            ("LOGIN_ATTEMPTS_PER_ADDRESS", self.login_attempts_per_address),
            ("REGISTRATIONS_PER_ADDRESS", self.registrations_per_address),
            ("MAILS_PER_ADDRESS", self.mails_per_address),
            ("MAILS_PER_RECIPIENT", self.mails_per_recipient),
        ]
    }

    /// How far ahead a count may reach by any limit.
    #[must_use]
    pub fn longest_limit(&self) -> Duration {
        self.limits().into_iter().filter_map(|(_, rate)| rate).map(|rate| rate.per).max().unwrap_or_default()
    }

    /// From settings by name alone, e.g. `("PUBLIC_URL", "https://auth.example.org")`, with or without `KEYWARD_`,
    /// for a server that listens where `LISTEN` says; no file is looked for and none is made.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn from_pairs<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Result<Self, Problems>
    where
        N: AsRef<str>,
        V: Into<String>,
    {
        let settings = Settings::load(Sources::from_pairs(pairs))?;
        settings.listening_on(settings.listen())
    }

    /// `iss` of the tokens: the public URL without a slash at its end.
    #[must_use]
    pub fn issuer(&self) -> &str {
        issuer(&self.public_url)
    }
}

fn issuer(public_url: &Url) -> &str {
    public_url.as_str().trim_end_matches('/')
}

/// Development: everything to try it at once. Production: nothing that is only good for trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// With GraphiQL, a mailbox page, a generated secret, and cookies without `Secure`.
    Development,
    /// With https, a secret and a mail server, or not at all.
    Production,
}

impl Mode {
    /// As the setting spells it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
        }
    }
}

impl FromStr for Mode {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "development" => Ok(Self::Development),
            "production" => Ok(Self::Production),
            _ => Err("`development` or `production`"),
        }
    }
}

/// Whether anyone may register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Everyone.
    Open,
    /// Only the command line makes accounts.
    Closed,
}

impl FromStr for Registration {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "open" => Ok(Self::Open),
            "closed" => Ok(Self::Closed),
            _ => Err("`open` or `closed`"),
        }
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: an object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.to_ascii_lowercase().as_str() {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("`text` or `json`"),
        }
    }
}
