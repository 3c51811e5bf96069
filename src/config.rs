//! Every setting: typed, with its default and its sentence of documentation.

use std::{net::SocketAddr, time::Duration};

use ipnet::IpNet;
use lettre::message::Mailbox;
use secrecy::SecretString;
use url::Url;

use crate::{
    features::{
        email_verification::EmailVerificationPolicy, passwords::HashParameters, signing_keys::SigningAlgorithm,
        throttling::Rate, tokens::Secrets,
    },
    languages::Language,
};

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Config {
    pub mode: Mode,
    pub listen: SocketAddr,
    pub public_url: Url,
    pub frontend_url: Option<Url>,
    pub audience: String,
    pub database_url: SecretString,
    pub redis_url: Option<SecretString>,
    pub secrets: Secrets,
    pub mail_url: Option<SecretString>,
    pub mail_username: Option<String>,
    pub mail_password: Option<SecretString>,
    pub mail_from: Mailbox,
    pub app_name: String,
    pub registration: Registration,
    pub email_verification: EmailVerificationPolicy,
    pub confirm_email_on_get: bool,
    pub default_roles: Vec<String>,
    pub locales: Vec<Language>,
    pub password_min_length: usize,
    pub access_token_lifetime: Duration,
    pub refresh_token_lifetime: Duration,
    pub session_lifetime: Duration,
    pub refresh_grace: Duration,
    pub reauthentication_age: Duration,
    pub email_verification_lifetime: Duration,
    pub password_reset_lifetime: Duration,
    pub email_change_undo_lifetime: Duration,
    pub signing_algorithm: SigningAlgorithm,
    pub login_attempts: Option<Rate>,
    pub login_attempts_per_account: Option<Rate>,
    pub login_attempts_per_address: Option<Rate>,
    pub registrations_per_address: Option<Rate>,
    pub mails_per_recipient: Option<Rate>,
    pub hash: HashParameters,
    pub hash_concurrency: usize,
    pub allowed_origins: AllowedOrigins,
    pub trusted_proxies: Vec<IpNet>,
    pub graphiql: bool,
    pub introspection: bool,
    pub log: String,
    pub log_format: LogFormat,
}

/// Development: everything to try it at once. Production: nothing that is only good for trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Development,
    Production,
}

/// Whether anyone may register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    Open,
    Closed,
}

/// Which browsers' origins may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AllowedOrigins {
    /// These, as browsers write them (RFC 6454 §6.2), e.g. `https://app.example.org`.
    Listed(Vec<String>),
    /// Any port of a loopback host, over http or https: development's default.
    Loopback,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}
